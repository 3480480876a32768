#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "engine/core/tasks.h"

namespace belvedere::streaming {

/// Work for the task system that can still be given up while it waits. Short jobs go before those that wait for a map
/// service, and these before long ones. Long ones leave a thread free where there are two, so that the ground does not
/// wait for a city; those that wait for a service have half of the threads, so that nothing else waits for a server.
/// Jobs must not throw.
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
  /// Short but for what a server of the web may take.
  void addAwaitingService(Work work, std::stop_source stop);
  void addLong(Work work, std::stop_source stop);

  /// What the destructor does; nothing is begun afterwards.
  void close();

  unsigned concurrency() const { return concurrency_; }

 private:
  struct State;
  enum class Kind : unsigned char;
  void add(Kind kind, Work work, std::stop_source stop);
  unsigned concurrency_;
  std::shared_ptr<State> state_;
};

}  // namespace belvedere::streaming
