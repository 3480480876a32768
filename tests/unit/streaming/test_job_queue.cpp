#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "engine/streaming/job_queue.h"

using namespace belvedere;
using namespace belvedere::streaming;

namespace {

/// Waits until something holds; fails the test where it does not within ten seconds.
template <class Condition>
void await(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    REQUIRE(std::chrono::steady_clock::now() < end);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

/// A job that stays until it is asked to stop, and is counted meanwhile.
JobQueue::Work hanging(std::atomic<unsigned>& running) {
  return [&running](const std::stop_token& stop) {
    ++running;
    while (!stop.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    --running;
  };
}

}  // namespace

TEST_CASE("Jobs that wait for a map service have half of the threads, and all else goes on beside them") {
  for (const auto& counts : {std::pair(2U, 1U), {3U, 1U}, {4U, 2U}}) {
    const unsigned threads = counts.first;
    const unsigned most = counts.second;
    std::atomic<unsigned> hang = 0, quick = 0, lengthy = 0;
    ThreadTasks tasks(threads);
    JobQueue jobs(tasks);
    for (int i = 0; i < 8; ++i) {
      jobs.addAwaitingService(hanging(hang), {});
    }
    await([&] { return hang == most; });
    for (int i = 0; i < 20; ++i) {
      jobs.addLong([&](const std::stop_token&) { ++lengthy; }, {});
      jobs.addShort([&](const std::stop_token&) { ++quick; }, {});
    }
    await([&] { return quick == 20 && lengthy == 20; });
    CHECK(hang == most);
    jobs.close();
    CHECK(hang == 0);
  }
}

TEST_CASE("Jobs that wait for a map service follow one another, before long ones") {
  for (const unsigned threads : {1U, 2U, 4U}) {
    std::atomic<int> begun = 0;
    ThreadTasks tasks(threads);
    JobQueue jobs(tasks);
    std::stop_source dropped;
    dropped.request_stop();
    for (int i = 0; i < 10; ++i) {
      jobs.addAwaitingService([&](const std::stop_token&) { ++begun; }, {});
      jobs.addAwaitingService([&](const std::stop_token&) { begun += 100; }, dropped);
    }
    await([&] { return begun == 10; });
  }
  InlineTasks tasks;
  std::string order;
  JobQueue jobs(tasks);
  jobs.addShort(
      [&](const std::stop_token&) {
        jobs.addLong([&](const std::stop_token&) { order += "long "; }, {});
        jobs.addAwaitingService([&](const std::stop_token&) { order += "service "; }, {});
        jobs.addShort([&](const std::stop_token&) { order += "short "; }, {});
      },
      {});
  CHECK(order == "short service long ");
}
