#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <set>

#include "engine/core/tasks.h"

using namespace belvedere;

TEST_CASE("Inline tasks are done when the call returns") {
  InlineTasks tasks;
  int done = 0;
  tasks.run([&] { ++done; });
  CHECK(done == 1);
  CHECK(tasks.concurrency() == 1);
}

TEST_CASE("Every task that is queued runs once") {
  std::atomic<int> done = 0;
  std::mutex mutex;
  std::condition_variable isComplete;
  ThreadTasks tasks(3);
  CHECK(tasks.concurrency() == 3);
  for (int i = 0; i < 1000; ++i) {
    tasks.run([&] {
      if (++done == 1000) {
        const std::lock_guard lock(mutex);
        isComplete.notify_all();
      }
    });
  }
  std::unique_lock lock(mutex);
  CHECK(isComplete.wait_for(lock, std::chrono::seconds(30), [&] { return done == 1000; }));
}

TEST_CASE("Tasks run beside one another, off the calling thread") {
  std::mutex mutex;
  std::condition_variable changed;
  std::set<std::thread::id> threads;
  ThreadTasks tasks(2);
  for (int i = 0; i < 2; ++i) {
    tasks.run([&] {  // each waits until both have begun: it ends only if they run at the same time
      std::unique_lock lock(mutex);
      threads.insert(std::this_thread::get_id());
      changed.notify_all();
      changed.wait_for(lock, std::chrono::seconds(30), [&] { return threads.size() == 2; });
    });
  }
  std::unique_lock lock(mutex);
  CHECK(changed.wait_for(lock, std::chrono::seconds(30), [&] { return threads.size() == 2; }));
  CHECK(threads.count(std::this_thread::get_id()) == 0);
}

TEST_CASE("A task may queue another") {
  std::mutex mutex;
  std::condition_variable changed;
  bool isDone = false;
  ThreadTasks tasks(1);
  tasks.run([&] {
    tasks.run([&] {
      const std::lock_guard lock(mutex);
      isDone = true;
      changed.notify_all();
    });
  });
  std::unique_lock lock(mutex);
  CHECK(changed.wait_for(lock, std::chrono::seconds(30), [&] { return isDone; }));
}

TEST_CASE("At the end what has begun is finished and what has not begun is dropped") {
  std::atomic<bool> hasBegun = false;
  std::atomic<bool> mayEnd = false;
  std::atomic<int> done = 0;
  std::jthread releaser;
  {
    ThreadTasks tasks(1);
    tasks.run([&] {
      hasBegun = true;
      hasBegun.notify_all();
      mayEnd.wait(false);
      ++done;
    });
    for (int i = 0; i < 100; ++i) {
      tasks.run([&] { done += 1000; });
    }
    hasBegun.wait(false);
    releaser = std::jthread([&] {  // lets go once the destructor has had time to begin
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      mayEnd = true;
      mayEnd.notify_all();
    });
  }
  CHECK(done == 1);
}

TEST_CASE("A container's quota says how many cores it may use") {
  CHECK(coresOfQuota("200000 100000\n") == 2U);
  CHECK(coresOfQuota("150000 100000\n") == 2U);
  CHECK(coresOfQuota("20000 100000\n") == 1U);
  CHECK_FALSE(coresOfQuota("max 100000\n"));
  CHECK_FALSE(coresOfQuota(""));
  CHECK_FALSE(coresOfQuota("0 0"));
  CHECK(usableCores() >= 1U);
}
