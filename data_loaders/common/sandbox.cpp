#include "data_loaders/common/detail/sandbox.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "data_loaders/common/limits.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kFilesNotWalled{"wall-without-landlock",
                                    N_("This system cannot keep readers away from other files (no Landlock)."),
                                    N_("Use Linux 5.13 or later for files you do not trust.")};
constexpr MessageId kCallsNotWalled{"wall-without-seccomp",
                                    N_("This system cannot keep readers away from the network (no seccomp)."),
                                    N_("Do not open files you do not trust on it.")};

void limit(__rlimit_resource_t resource, std::uint64_t most) {
  const rlimit both{most, most};
  ::setrlimit(resource, &both);
}

void limitMemory([[maybe_unused]] const SandboxPlan& plan) {
#ifndef BELVEDERE_SANITIZED  // sanitizers reserve terabytes of address space
  // The address space beyond the heap: libraries, stacks, the files themselves where a reader maps them.
  constexpr std::uint64_t kLibrariesAndStacks = 2ULL << 30;
  limit(RLIMIT_DATA, plan.memoryBytes);
  limit(RLIMIT_AS, plan.memoryBytes + plan.mappedBytes + plan.unpackedBytes + kLibrariesAndStacks);
#endif
}

/// Where the machine runs out of memory, a reader goes first and not the program.
void goFirstWhenMemoryEnds() { std::ofstream("/proc/self/oom_score_adj") << 1000; }

}  // namespace

std::vector<Message> enterSandbox(const SandboxPlan& plan) {
  goFirstWhenMemoryEnds();
  limit(RLIMIT_CORE, 0);
  // Also bounds a shared payload.
  limit(RLIMIT_FSIZE, std::max(limits::kWorkerMessageBytes, plan.unpackedBytes) + 4096);
  std::signal(SIGXFSZ, SIG_IGN);
  limitMemory(plan);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  std::vector<Message> missing;
  if (!restrictFiles(plan)) {
    missing.emplace_back(kFilesNotWalled);
  }
  if (!restrictSystemCalls(plan)) {
    missing.emplace_back(kCallsNotWalled);
  }
  return missing;
}

void allowProcessorTime(unsigned seconds) {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  rlimit both{};
  ::getrlimit(RLIMIT_CPU, &both);
  both.rlim_cur = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
  ::setrlimit(RLIMIT_CPU, &both);
}

}  // namespace belvedere::loaders
