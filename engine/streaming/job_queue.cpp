#include "engine/streaming/job_queue.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <utility>

namespace belvedere::streaming {

/// In the order in which they are begun.
enum class JobQueue::Kind : unsigned char { Short, AwaitingService, Long };

/// Shared with the tasks, which may begin after the queue is gone and then find it closed.
struct JobQueue::State : std::enable_shared_from_this<JobQueue::State> {
  State(TaskSystem& taskSystem, unsigned concurrency)
      : tasks(taskSystem),
        mostTasks(concurrency),
        lanes{{{concurrency}, {std::max(1U, concurrency / 2)}, {std::max(1U, concurrency - 1)}}} {}

  struct Job {
    Work work;
    std::stop_source stop;
  };
  /// The jobs of one kind.
  struct Lane {
    unsigned most = 1;  ///< that run at a time
    unsigned count = 0;
    std::deque<Job> waiting{};

    std::size_t startable() const { return std::min<std::size_t>(waiting.size(), most - count); }
  };
  struct Running {
    Work work;
    Lane* lane = nullptr;
    std::list<std::stop_source>::iterator stop;
  };

  TaskSystem& tasks;
  const unsigned mostTasks;

  std::mutex mutex;
  std::condition_variable idle;
  std::array<Lane, 3> lanes;  ///< by kind
  std::list<std::stop_source> running;
  unsigned taskCount = 0;  ///< handed to the task system and not yet over
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
    std::size_t wanted = running.size();
    for (const Lane& lane : lanes) {
      wanted += lane.startable();
    }
    if (isClosed || taskCount >= mostTasks || taskCount >= wanted) {
      return false;
    }
    ++taskCount;
    return true;
  }

  void runNext() {
    std::optional<Running> next = begin();
    if (next) {
      next->work(next->stop->get_token());
      next->work = nullptr;  // what it holds goes before the queue may be thought idle
    }
    const std::lock_guard lock(mutex);
    if (next) {
      running.erase(next->stop);
      --next->lane->count;
    }
    --taskCount;
    idle.notify_all();
  }

  std::optional<Running> begin() {
    const std::lock_guard lock(mutex);
    for (Lane& lane : lanes) {
      while (!isClosed && lane.startable() > 0) {
        Job job = std::move(lane.waiting.front());
        lane.waiting.pop_front();
        if (!job.stop.stop_requested()) {
          ++lane.count;
          running.push_back(std::move(job.stop));
          return Running{std::move(job.work), &lane, std::prev(running.end())};
        }
      }
    }
    return std::nullopt;
  }

  void close() {
    std::array<std::deque<Job>, 3> dropped;
    std::unique_lock lock(mutex);
    isClosed = true;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      dropped[i].swap(lanes[i].waiting);
    }
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

void JobQueue::addShort(Work work, std::stop_source stop) { add(Kind::Short, std::move(work), std::move(stop)); }

void JobQueue::addAwaitingService(Work work, std::stop_source stop) {
  add(Kind::AwaitingService, std::move(work), std::move(stop));
}

void JobQueue::addLong(Work work, std::stop_source stop) { add(Kind::Long, std::move(work), std::move(stop)); }

void JobQueue::add(Kind kind, Work work, std::stop_source stop) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->lanes[static_cast<std::size_t>(kind)].waiting.push_back({std::move(work), std::move(stop)});
  }
  state_->pump();
}

}  // namespace belvedere::streaming
