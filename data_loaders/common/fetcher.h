#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/diagnostics.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"

namespace belvedere::loaders {

class Channel;
enum class WantedContent : std::uint8_t;
struct FetchReply;

/// Gets what is on the web through the process that has a network; the reader itself has none. Answers come from the
/// disk cache where they are fresh, and where the server does not answer. Any thread; the calls take turns.
class Fetcher {
 public:
  /// Speaks through a channel that outlives it. Once a stop is asked for, all that is asked fails with Cancelled.
  Fetcher(Channel& channel, ProgressSink progress, std::stop_token stop = {})
      : channel_(channel), progress_(std::move(progress)), stop_(std::move(stop)) {}

  /// The content of an address, which is not taken where it is a web page. Fails with NotFound ("web-not-found"),
  /// Denied
  /// ("web-denied", "web-host-not-allowed", "web-redirect-refused"), LimitExceeded ("web-too-large"), InvalidData
  /// ("web-address-refused", "web-not-a-document", "web-not-a-picture") or Unavailable ("web-host-unknown",
  /// "web-refused", "web-timeout", "web-tls", "web-cut", "web-status", "web-services-ended").
  Result<std::string> fetch(const std::string& address, std::uint64_t mostBytes);
  /// The same for pictures, and several addresses, a few at a time; the answers stand in the order of the addresses.
  std::vector<Result<std::string>> fetchPictures(const std::vector<std::string>& addresses, std::uint64_t mostBytes);
  /// The same as a file in the cache. Fails with Io too ("web-cache-not-written").
  Result<std::string> fetchFile(const std::string& address, std::uint64_t mostBytes);

  /// What the fetches since the last call came upon: what is shown is the last known state ("web-last-known",
  /// and with other reasons than silence "web-last-known-unfit", "web-last-known-untrusted").
  Diagnostics takeFindings();

 private:
  struct Answer;
  std::vector<Result<Answer>> ask(const std::vector<std::string>& addresses, std::uint64_t mostBytes,
                                  WantedContent content, bool wantsFile = false);
  std::optional<FetchReply> receive();

  Channel& channel_;
  ProgressSink progress_;
  std::stop_token stop_;
  std::mutex mutex_;
  std::uint64_t lastId_ = 0;
  Diagnostics findings_;
};

}  // namespace belvedere::loaders
