#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data_loaders/common/detail/worker_process.h"
#include "data_loaders/common/fetcher.h"

namespace belvedere::loaders {

/// The folder of the user's cache for what servers answered, made if need be: $XDG_CACHE_HOME/belvedere/services. A
/// user without a home has one among the temporary files, which only this user can enter; empty where none can be made.
std::filesystem::path servicesCacheFolder();

/// A process of profile services for one source: it may call the given origins and write to the cache, nothing else.
/// The program fetches the first bytes through it, then the source's reader has the channel.
class ServicesLink {
 public:
  /// Once a stop is asked for, its fetcher fails with Cancelled. Fails with Unavailable ("reader-not-started").
  static Result<std::shared_ptr<ServicesLink>> start(const std::filesystem::path& program,
                                                     std::vector<std::string> origins,
                                                     const std::stop_token& stop = {});
  Fetcher& fetcher() { return *fetcher_; }
  int descriptor() const { return process_->channel().descriptor(); }

 private:
  ServicesLink(std::unique_ptr<WorkerProcess> process, const std::stop_token& stop)
      : process_(std::move(process)), fetcher_(std::make_unique<Fetcher>(process_->channel(), ProgressSink(), stop)) {}
  std::unique_ptr<WorkerProcess> process_;
  std::unique_ptr<Fetcher> fetcher_;
};

/// The other side: answers until the program and the reader have hung up.
int runServices(Channel& channel, const Packet& order);

}  // namespace belvedere::loaders
