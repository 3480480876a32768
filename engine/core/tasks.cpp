#include "engine/core/tasks.h"

#include <algorithm>

namespace belvedere {

ThreadTasks::ThreadTasks(unsigned threadCount) {
  const unsigned count = threadCount > 0 ? threadCount : std::max(1U, std::thread::hardware_concurrency());
  threads_.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

ThreadTasks::~ThreadTasks() {
  for (std::jthread& thread : threads_) {
    thread.request_stop();
  }
  wake_.notify_all();
  threads_.clear();
}

void ThreadTasks::run(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void ThreadTasks::work(const std::stop_token& stop) {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, stop, [this] { return !queue_.empty(); });
      if (stop.stop_requested()) {
        return;
      }
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace belvedere
