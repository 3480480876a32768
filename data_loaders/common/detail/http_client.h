#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "data_loaders/common/detail/fetch_wire.h"

namespace belvedere::loaders {

/// What a server said to one GET, or why it said nothing.
struct HttpAnswer {
  enum class Outcome : std::uint8_t { Answered, HostUnknown, Refused, TimedOut, NotTrusted, Cut, TooLarge };
  Outcome outcome = Outcome::Cut;
  long status = 0;
  std::string body;  ///< unpacked
  std::string entityTag, lastModified, contentType, location;
  std::optional<unsigned> freshSeconds;  ///< of Cache-Control
  std::optional<unsigned> retrySeconds;  ///< of Retry-After
};

/// One connection pool of libcurl: http and https only, certificates checked, no redirect followed by itself, no
/// cookies, no netrc, bounded time and size. One thread.
class HttpClient {
 public:
  explicit HttpClient(const ServicesOrder& order);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// With an entity tag or a date of what is known, the server may answer 304.
  HttpAnswer get(const std::string& address, std::uint64_t mostBytes, const std::string& entityTag,
                 const std::string& lastModified);

 private:
  void* handle_;
  const ServicesOrder& order_;
};

}  // namespace belvedere::loaders
