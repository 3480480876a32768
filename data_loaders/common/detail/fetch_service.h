#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "data_loaders/common/detail/fetch_store.h"
#include "data_loaders/common/detail/fetch_wire.h"
#include "data_loaders/common/detail/http_client.h"
#include "engine/core/web_address.h"

namespace belvedere::loaders {

/// Answers for addresses: from the store where it is fresh, else from the server, else the last known state. A server
/// that fails is left alone for a while that doubles, up to a minute, so that what is known comes at once. An address
/// that fails while others of its server are answered is left alone by itself. Any thread, each with a client of its
/// own.
class FetchService {
 public:
  explicit FetchService(const ServicesOrder& order);
  FetchReply fetch(const FetchAsk& ask, HttpClient& client);

 private:
  using Clock = std::chrono::steady_clock;
  struct Host {
    int failures = 0;
    Clock::time_point quietUntil;
    Error reason;
    std::uint64_t answers = 0;
  };
  /// An address for which its server gives faults while it answers others.
  struct Trouble {
    int faults = 0;
    std::uint64_t answersBefore = 0;  ///< of the host, when it began
    Clock::time_point until;          ///< not asked for before; or, without a reason, forgotten then
    std::optional<Error> reason;
  };
  struct Failure {
    Error error;
    bool isFinal = true;       ///< asking again is no use
    bool isOfTheHost = false;  ///< others of that host will fail too
    bool isFault = false;      ///< the server says that it is its own (5xx)
    bool isUnfit = false;      ///< an answer, but not of what is asked for: what is known is better
    unsigned waitSeconds = 0;  ///< the server asks for it
  };

  std::optional<Failure> ask(const WebAddress& address, const FetchAsk& wanted, HttpClient& client, FetchReply& reply);
  std::optional<Failure> take(const WebAddress& address, const FetchAsk& wanted, HttpAnswer answer, FetchReply& reply);
  std::optional<Failure> takeContent(const WebAddress& address, const FetchAsk& wanted, HttpAnswer answer,
                                     FetchReply& reply);
  std::optional<Failure> askPatiently(const WebAddress& address, const FetchAsk& wanted, HttpClient& client,
                                      FetchReply& reply);
  std::optional<Error> reasonForQuiet(const WebAddress& address);
  std::optional<Error> reasonForLeaving(const std::string& address);
  void noteFault(const WebAddress& address, const std::string& asked, Failure& failure);
  void noteAnswer(const WebAddress& address, const std::string& asked, bool isSuccess);
  void noteFailure(const WebAddress& address, const Failure& failure);
  bool isChecked(const std::string& address);
  void noteChecked(const std::string& address);
  bool giveStored(const FetchAsk& wanted, const StoredAnswer& stored, FetchReply& reply) const;
  void giveLastKnown(const FetchAsk& wanted, const std::optional<StoredAnswer>& stored, Error error,
                     FetchReply& reply) const;
  bool isAllowed(const WebAddress& address) const;

  const ServicesOrder& order_;
  FetchStore store_;
  std::mutex mutex_;                         ///< of what follows
  std::map<std::string, Host> hosts_;        ///< by origin
  std::map<std::string, Trouble> troubles_;  ///< by address
  std::set<std::string> checked_;  ///< addresses the server confirmed in this process, or said that it does not have
};

}  // namespace belvedere::loaders
