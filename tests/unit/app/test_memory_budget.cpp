#include <catch2/catch.hpp>

#include "engine/app/memory_budget.h"

using namespace belvedere::app;

TEST_CASE("The memory of a scene is chosen by its user, or follows the machine and its graphics card") {
  constexpr std::size_t kMebibyte = std::size_t{1} << 20U;
  constexpr std::size_t kGibibyte = std::size_t{1} << 30U;
  CHECK(memoryBudget(0, 8 * kGibibyte, {}) == 2 * kGibibyte);
  CHECK(memoryBudget(0, kGibibyte, {}) == 512 * kMebibyte);
  CHECK(memoryBudget(0, 64 * kGibibyte, {}) == 4 * kGibibyte);
  CHECK(memoryBudget(256, 8 * kGibibyte, {}) == 256 * kMebibyte);
  CHECK(memoryBudget(0, 16 * kGibibyte, 2 * kGibibyte) == 3 * kGibibyte / 2);
  CHECK(memoryBudget(8192, 16 * kGibibyte, 4 * kGibibyte) == 3 * kGibibyte);
  CHECK(machineMemory() > 100 * kMebibyte);
}
