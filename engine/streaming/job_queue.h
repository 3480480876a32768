#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "engine/core/tasks.h"

namespace belvedere::streaming {

/// Work for the task system that can still be given up while it waits. Short jobs go before long ones, and long ones
/// leave a thread free where there are two, so that the ground does not wait for a city. Jobs must not throw.
/// The destructor gives up what waits, asks what runs to stop, and waits for it: no task is left behind.
class JobQueue {
 public:
  using Work = std::function<void(const std::stop_token& stop)>;

  explicit JobQueue(TaskSystem& tasks);
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  /// First in, first out. Work whose stop was requested before it began is dropped. Called on one thread.
  void addShort(Work work, std::stop_source stop);
  void addLong(Work work, std::stop_source stop);

  /// What the destructor does; nothing is begun afterwards.
  void close();

  unsigned concurrency() const { return concurrency_; }

 private:
  struct State;
  unsigned concurrency_;
  std::shared_ptr<State> state_;
};

}  // namespace belvedere::streaming
