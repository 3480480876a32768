#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace belvedere {

/// Runs work that must not block the main thread. Tasks hand their results back through a queue of their owner's.
class TaskSystem {
 public:
  virtual ~TaskSystem() = default;

  /// Queues a task; tasks may run in any order and at the same time. A task must not throw. Any thread.
  virtual void run(std::function<void()> task) = 0;

  /// How many tasks can run at the same time, at least 1.
  virtual unsigned concurrency() const = 0;
};

/// Runs each task at once in the calling thread: for tests and for the reader processes.
class InlineTasks final : public TaskSystem {
 public:
  void run(std::function<void()> task) override { task(); }
  unsigned concurrency() const override { return 1; }
};

/// Processor cores that this process may use, at least 1: fewer than there are where it is bound to some, or where its
/// control group (a container) has a quota.
unsigned usableCores();
/// The cores that a control group's quota makes, rounded up; nothing where `cpuMax` (the text of its cpu.max) has none.
std::optional<unsigned> coresOfQuota(const std::string& cpuMax);

/// A fixed number of worker threads with one first-in first-out queue. The destructor drops what has not started and
/// waits for what has.
class ThreadTasks final : public TaskSystem {
 public:
  /// `threadCount` 0 means one per usable core.
  explicit ThreadTasks(unsigned threadCount = 0);
  ~ThreadTasks() override;
  ThreadTasks(const ThreadTasks&) = delete;
  ThreadTasks& operator=(const ThreadTasks&) = delete;

  void run(std::function<void()> task) override;
  unsigned concurrency() const override { return static_cast<unsigned>(threads_.size()); }

 private:
  void work(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::jthread> threads_;
};

}  // namespace belvedere
