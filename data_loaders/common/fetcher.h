#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "engine/core/diagnostics.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"

namespace belvedere::loaders {

class Channel;

/// Gets what is on the web through the process that has a network; the reader itself has none. Answers come from the
/// disk cache where they are fresh, and where the server does not answer. Any thread; one request at a time.
class Fetcher {
 public:
  /// Speaks through a channel that outlives it.
  Fetcher(Channel& channel, ProgressSink progress) : channel_(channel), progress_(std::move(progress)) {}

  /// The content of an address. Fails with NotFound ("web-not-found"), Denied ("web-denied", "web-host-not-allowed",
  /// "web-redirect-refused"), LimitExceeded ("web-too-large"), InvalidData ("web-address-refused") or Unavailable
  /// ("web-host-unknown", "web-refused", "web-timeout", "web-tls", "web-cut", "web-status", "web-services-ended").
  Result<std::string> fetch(const std::string& address, std::uint64_t mostBytes);
  /// The same as a file in the cache.
  Result<std::string> fetchFile(const std::string& address, std::uint64_t mostBytes);

  /// What the fetches since the last call came upon: what is shown is the last known state ("web-last-known").
  Diagnostics takeFindings();

 private:
  struct Answer;
  Result<Answer> ask(const std::string& address, std::uint64_t mostBytes, bool wantsFile);

  Channel& channel_;
  ProgressSink progress_;
  std::mutex mutex_;
  std::uint64_t lastId_ = 0;
  Diagnostics findings_;
};

}  // namespace belvedere::loaders
