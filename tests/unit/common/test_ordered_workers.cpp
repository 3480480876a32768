#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>

#include "data_loaders/common/ordered_workers.h"

using belvedere::loaders::mapInOrder;

namespace {

/// 0, 1, … count - 1.
auto countTo(int count) {
  return [count, i = 0]() mutable -> std::optional<int> { return i < count ? std::optional(i++) : std::nullopt; };
}

/// Squares, the even ones late, so that threads finish out of order.
auto slowSquare() {
  return [](int value) {
    std::this_thread::sleep_for(std::chrono::microseconds(value % 2 == 0 ? 300 : 0));
    return value * value;
  };
}

}  // namespace

TEST_CASE("Items come in the order of their jobs, however many threads make them") {
  const unsigned threads = GENERATE(1U, 2U, 5U);
  std::vector<int> got;
  CHECK(mapInOrder(threads, countTo(100), slowSquare, [&](int item) {
    got.push_back(item);
    return true;
  }));
  REQUIRE(got.size() == 100);
  for (int i = 0; i < 100; ++i) {
    CHECK(got[static_cast<std::size_t>(i)] == i * i);
  }
}

TEST_CASE("A consumer that stops ends the work, and an empty run ends at once") {
  const unsigned threads = GENERATE(1U, 3U);
  int seen = 0;
  CHECK_FALSE(mapInOrder(threads, countTo(1000), slowSquare, [&](int) { return ++seen < 5; }));
  CHECK(seen == 5);
  CHECK(mapInOrder(threads, countTo(0), slowSquare, [](int) { return false; }));
}

TEST_CASE("Threads never get far ahead of the consumer") {
  std::atomic<int> made{0};
  int consumed = 0;
  const auto makeWorker = [&] {
    return [&](int value) {
      ++made;
      return value;
    };
  };
  mapInOrder(2, countTo(200), makeWorker, [&](int) {
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    ++consumed;
    CHECK(made.load() <= consumed + 5);
    return true;
  });
  CHECK(consumed == 200);
}

TEST_CASE("An exception of a worker or of the consumer comes out in the calling thread") {
  const unsigned threads = GENERATE(1U, 2U);
  const auto makeFailing = [] {
    return [](int value) {
      if (value == 7) {
        throw std::runtime_error("seven");
      }
      return value;
    };
  };
  CHECK_THROWS_WITH(mapInOrder(threads, countTo(50), makeFailing, [](int) { return true; }), "seven");
  CHECK_THROWS_WITH(mapInOrder(threads, countTo(50), slowSquare,
                               [](int item) -> bool {
                                 if (item > 9) {
                                   throw std::runtime_error("sink");
                                 }
                                 return true;
                               }),
                    "sink");
}
