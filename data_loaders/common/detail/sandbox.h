#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/core/message.h"

namespace belvedere::loaders {

/// What a reader process may touch.
struct SandboxPlan {
  std::vector<std::filesystem::path> readableFiles;
  std::vector<std::filesystem::path> readableTrees;
  /// Readable even once another file was renamed over them, or over what they are links to. A file is allowed by what
  /// it is, not by its name, so this allows whatever lies beside it too, to be opened by name and not to be listed.
  std::vector<std::filesystem::path> replacedFiles;
  std::filesystem::path writableTree;
  std::uint64_t memoryBytes = 0;    ///< heap
  std::uint64_t mappedBytes = 0;    ///< address space beyond it, for mapping the files
  std::uint64_t unpackedBytes = 0;  ///< may be written into files, and mapped
  bool hasNetwork = false;          ///< profile services: may call out (never listen), and read what names and TLS need
};

/// Closes the calling process in, for good: no other file (Landlock), no network unless planned, no program, no other
/// process (seccomp), bounded memory and file size (rlimit). Call in the only thread, before any input is looked at.
/// Returns what this system could not give (an old kernel), for the user to know.
std::vector<Message> enterSandbox(const SandboxPlan& plan);

/// The parts of it (sandbox_landlock.cpp, sandbox_seccomp.cpp); false where the kernel lacks them.
bool restrictFiles(const SandboxPlan& plan);
bool restrictSystemCalls(const SandboxPlan& plan);

/// Gives the request that now begins so much processor time; past it the system ends the process (SIGXCPU).
void allowProcessorTime(unsigned seconds);

}  // namespace belvedere::loaders
