#include "engine/streaming/job_queue.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <utility>

namespace belvedere::streaming {

namespace {

struct Job {
  JobQueue::Work work;
  std::stop_source stop;
  bool isLong = false;
};

}  // namespace

/// Shared with the tasks, which may begin after the queue is gone and then find it closed.
struct JobQueue::State : std::enable_shared_from_this<JobQueue::State> {
  State(TaskSystem& taskSystem, unsigned concurrency)
      : tasks(taskSystem), mostTasks(concurrency), mostLong(std::max(1U, concurrency - 1)) {}

  TaskSystem& tasks;
  const unsigned mostTasks;
  const unsigned mostLong;

  std::mutex mutex;
  std::condition_variable idle;
  std::deque<Job> shortJobs;
  std::deque<Job> longJobs;
  std::list<std::stop_source> running;
  unsigned taskCount = 0;  ///< handed to the task system and not yet over
  unsigned longCount = 0;
  bool isClosed = false;

  /// Hands tasks to the task system while there is work for them. A system that runs tasks at once calls back from
  /// within: the loop here then goes on with the next job, without recursion.
  void pump() {
    thread_local bool isPumping = false;
    if (isPumping) {
      return;
    }
    isPumping = true;
    while (reserveTask()) {
      tasks.run([self = shared_from_this()] {
        self->runNext();
        self->pump();
      });
    }
    isPumping = false;
  }

  bool reserveTask() {
    const std::lock_guard lock(mutex);
    const std::size_t longOnes = std::min<std::size_t>(longJobs.size(), mostLong - longCount);
    const std::size_t wanted = shortJobs.size() + longOnes + running.size();
    if (isClosed || taskCount >= mostTasks || taskCount >= wanted) {
      return false;
    }
    ++taskCount;
    return true;
  }

  void runNext() {
    std::optional<std::pair<Job, std::list<std::stop_source>::iterator>> next = begin();
    if (next) {
      next->first.work(next->first.stop.get_token());
      next->first.work = nullptr;  // what it holds goes before the queue may be thought idle
    }
    const std::lock_guard lock(mutex);
    if (next) {
      running.erase(next->second);
      longCount -= next->first.isLong ? 1U : 0U;
    }
    --taskCount;
    idle.notify_all();
  }

  std::optional<std::pair<Job, std::list<std::stop_source>::iterator>> begin() {
    const std::lock_guard lock(mutex);
    while (!isClosed && (!shortJobs.empty() || (!longJobs.empty() && longCount < mostLong))) {
      std::deque<Job>& jobs = shortJobs.empty() ? longJobs : shortJobs;
      Job job = std::move(jobs.front());
      jobs.pop_front();
      if (!job.stop.stop_requested()) {
        longCount += job.isLong ? 1U : 0U;
        running.push_back(job.stop);
        return std::pair(std::move(job), std::prev(running.end()));
      }
    }
    return std::nullopt;
  }

  void close() {
    std::deque<Job> dropped;
    std::deque<Job> droppedLong;
    std::unique_lock lock(mutex);
    isClosed = true;
    dropped.swap(shortJobs);
    droppedLong.swap(longJobs);
    for (std::stop_source& stop : running) {
      stop.request_stop();
    }
    idle.wait(lock, [this] { return running.empty(); });
  }
};

JobQueue::JobQueue(TaskSystem& tasks)
    : concurrency_(std::max(1U, tasks.concurrency())), state_(std::make_shared<State>(tasks, concurrency_)) {}

JobQueue::~JobQueue() { close(); }

void JobQueue::close() { state_->close(); }

void JobQueue::addShort(Work work, std::stop_source stop) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->shortJobs.push_back({std::move(work), std::move(stop), false});
  }
  state_->pump();
}

void JobQueue::addLong(Work work, std::stop_source stop) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->longJobs.push_back({std::move(work), std::move(stop), true});
  }
  state_->pump();
}

}  // namespace belvedere::streaming
