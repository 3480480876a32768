#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace belvedere::loaders {

/// Turns jobs into items in several threads and hands the items on in the order of the jobs, one at a time, in the
/// calling thread; memory stays bounded, for a thread that gets 2 x `threads` items ahead waits.
///   next()      -> std::optional<Job>, the jobs in order and then nothing; never called by two threads at once;
///   makeWorker()-> a callable Item(Job), one per thread, so that it may hold scratch memory;
///   consume(Item&&) -> bool, in the calling thread; false stops all.
/// With one thread, or where the system gives none, everything runs in the calling thread. An exception of any of the
/// three ends the work and is thrown again here. Returns false where `consume` stopped it.
template <class Next, class MakeWorker, class Consume>
bool mapInOrder(unsigned threads, Next next, MakeWorker makeWorker, Consume consume);

namespace detail {

/// What the threads of one mapInOrder share.
template <class Job, class Item>
class OrderedQueue {
 public:
  explicit OrderedQueue(std::size_t ahead) : ahead_(ahead) {}

  /// The next job and its number, or nothing when there is none or all was stopped. Waits while too far ahead.
  template <class Next>
  std::optional<std::pair<std::size_t, Job>> takeJob(Next& next) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return isStopped_ || (isNextFree_ && begun_ < consumed_ + ahead_); });
    if (isStopped_ || isDrained_) {
      return std::nullopt;
    }
    isNextFree_ = false;
    const std::size_t number = begun_++;
    lock.unlock();
    std::optional<Job> job = next();
    lock.lock();
    isNextFree_ = true;
    if (!job) {
      isDrained_ = true;
      --begun_;
    }
    lock.unlock();
    room_.notify_all();
    ready_.notify_all();
    return job ? std::optional(std::pair(number, std::move(*job))) : std::nullopt;
  }

  void put(std::size_t number, Item&& item) {
    {
      const std::lock_guard lock(mutex_);
      items_.emplace(number, std::move(item));
    }
    ready_.notify_all();
  }

  /// The next item in order, or nothing at the end.
  std::optional<Item> takeItem() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return failure_ || items_.contains(consumed_) || (isDrained_ && consumed_ == begun_); });
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    const auto found = items_.find(consumed_);
    if (found == items_.end()) {
      return std::nullopt;
    }
    std::optional<Item> item(std::move(found->second));
    items_.erase(found);
    ++consumed_;
    lock.unlock();
    room_.notify_all();
    return item;
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      isStopped_ = true;
    }
    room_.notify_all();
  }

  void fail(std::exception_ptr failure) {
    {
      const std::lock_guard lock(mutex_);
      failure_ = failure_ ? failure_ : std::move(failure);
      isStopped_ = true;
    }
    room_.notify_all();
    ready_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_, ready_;
  std::map<std::size_t, Item> items_;
  std::exception_ptr failure_;
  std::size_t ahead_ = 0, begun_ = 0, consumed_ = 0;
  bool isNextFree_ = true, isDrained_ = false, isStopped_ = false;
};

}  // namespace detail

template <class Next, class MakeWorker, class Consume>
bool mapInOrder(unsigned threads, Next next, MakeWorker makeWorker, Consume consume) {
  using Job = typename decltype(next())::value_type;
  using Item = decltype(makeWorker()(std::declval<Job>()));
  detail::OrderedQueue<Job, Item> queue(2U * threads);
  const auto work = [&] {
    try {
      auto worker = makeWorker();
      while (auto job = queue.takeJob(next)) {
        queue.put(job->first, worker(std::move(job->second)));
      }
    } catch (...) {
      queue.fail(std::current_exception());
    }
  };
  std::vector<std::jthread> pool;
  for (unsigned i = 0; threads > 1 && i < threads; ++i) {
    try {
      pool.emplace_back(work);
    } catch (const std::system_error&) {
      break;  // fewer threads do as well
    }
  }
  if (pool.empty()) {
    auto worker = makeWorker();
    while (std::optional<Job> job = next()) {
      if (!consume(worker(std::move(*job)))) {
        return false;
      }
    }
    return true;
  }
  try {
    while (std::optional<Item> item = queue.takeItem()) {
      if (!consume(std::move(*item))) {
        queue.stop();
        return false;
      }
    }
  } catch (...) {
    queue.stop();
    throw;
  }
  return true;
}

}  // namespace belvedere::loaders
