#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <sys/types.h>

#include "data_loaders/common/detail/channel.h"
#include "engine/core/result.h"

namespace belvedere::loaders {

/// The descriptor on which a reader program finds its channel.
constexpr int kReaderDescriptor = 3;
/// The descriptor of a reader's channel to the process that has the network, where its source is on the web.
constexpr int kFetchDescriptor = 4;
/// The exit status of a reader that ran out of memory.
constexpr int kExitOutOfMemory = 71;

/// Said by the program where a reader ended for want of memory, and by a reader that could still speak.
constexpr MessageId kReaderOutOfMemory{
    "reader-out-of-memory", N_("Reading {source} needs more memory than a reader may have ({limit} MiB)."),
    N_("Cut the file into parts, or convert it to a format that can be read in pieces.")};

/// A running reader program with the channel to it, in a private empty folder, without our descriptors and environment.
/// The destructor ends it.
class WorkerProcess {
 public:
  /// Fails with Unavailable ("reader-not-started").
  /// `fetchDescriptor` stays ours; the process gets it as kFetchDescriptor.
  static Result<std::unique_ptr<WorkerProcess>> start(const std::filesystem::path& program, int fetchDescriptor = -1);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  Channel& channel() { return channel_; }
  pid_t id() const { return process_; }
  /// Ends it if need be and says how it ended, as waitpid() gives it.
  int end();
  /// Waits a moment for it to end by itself, then as end().
  int waitForEnd();

 private:
  bool hasEnded(std::chrono::milliseconds wait);
  WorkerProcess(pid_t process, int descriptor, std::filesystem::path folder)
      : process_(process), channel_(descriptor), folder_(std::move(folder)) {}
  pid_t process_;
  std::optional<int> status_;
  Channel channel_;
  std::filesystem::path folder_;
};

}  // namespace belvedere::loaders
