#include "engine/app/memory_budget.h"

#include <algorithm>
#include <unistd.h>

namespace belvedere::app {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20U;
constexpr std::size_t kLeast = 512 * kMebibyte;
constexpr std::size_t kMost = 4096 * kMebibyte;
constexpr std::size_t kUnknownMachine = 4096 * kMebibyte;

}  // namespace

std::size_t memoryBudget(int chosenMebibytes, std::size_t machineBytes, std::optional<std::size_t> graphicsBytes) {
  const std::size_t wanted = chosenMebibytes > 0 ? static_cast<std::size_t>(chosenMebibytes) * kMebibyte
                                                 : std::clamp(machineBytes / 4, kLeast, kMost);
  return graphicsBytes ? std::min(wanted, *graphicsBytes / 4 * 3) : wanted;
}

std::size_t machineMemory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long pageBytes = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && pageBytes > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(pageBytes)
                                    : kUnknownMachine;
}

}  // namespace belvedere::app
