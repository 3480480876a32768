#include "data_loaders/common/detail/http_client.h"

#include <algorithm>
#include <charconv>
#include <curl/curl.h>
#include <string_view>

namespace belvedere::loaders {
namespace {

constexpr long kConnectMilliseconds = 8000;
constexpr long kLowSpeedBytes = 100;  // slower than that for so long is a server that hangs
constexpr long kLowSpeedSeconds = 20;
constexpr long kLongestSeconds = 600;
constexpr std::size_t kHeaderBytes = 64U << 10U;

struct Receiving {
  HttpAnswer& answer;
  std::uint64_t mostBytes;
  std::size_t headerBytes = 0;
};

std::size_t takeBody(char* data, std::size_t /*one*/, std::size_t count, void* context) {
  auto& receiving = *static_cast<Receiving*>(context);
  if (receiving.answer.body.size() + count > receiving.mostBytes) {
    receiving.answer.outcome = HttpAnswer::Outcome::TooLarge;
    return 0;
  }
  receiving.answer.body.append(data, count);
  return count;
}

std::string lower(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return low;
}

std::optional<unsigned> numberIn(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end != text.data() ? std::optional(value) : std::nullopt;
}

void readCacheControl(HttpAnswer& answer, const std::string& value) {
  if (const auto at = value.find("max-age="); at != std::string::npos) {
    answer.freshSeconds = numberIn(std::string_view(value).substr(at + 8));
  }
  if (value.find("no-store") != std::string::npos || value.find("no-cache") != std::string::npos) {
    answer.freshSeconds = 0;
  }
}

std::size_t takeHeader(char* data, std::size_t /*one*/, std::size_t count, void* context) {
  auto& receiving = *static_cast<Receiving*>(context);
  HttpAnswer& answer = receiving.answer;
  receiving.headerBytes += count;
  const std::string_view line(data, count);
  const auto colon = line.find(':');
  if (receiving.headerBytes > kHeaderBytes) {
    return 0;
  }
  if (line.starts_with("HTTP/")) {  // what went before was a proxy's, or said that the answer is yet to come
    answer.entityTag = answer.lastModified = answer.contentType = answer.location = {};
    answer.freshSeconds = answer.retrySeconds = std::nullopt;
    return count;
  }
  if (colon == std::string_view::npos) {
    return count;
  }
  std::string_view value = line.substr(colon + 1);
  const auto first = value.find_first_not_of(" \t");
  value = first == std::string_view::npos ? std::string_view() : value.substr(first);
  value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
  const std::string name = lower(line.substr(0, colon));
  if (name == "etag") {
    answer.entityTag = value;
  } else if (name == "last-modified") {
    answer.lastModified = value;
  } else if (name == "content-type") {
    answer.contentType = lower(value);
  } else if (name == "location") {
    answer.location = value;
  } else if (name == "retry-after") {
    answer.retrySeconds = numberIn(value);
  } else if (name == "cache-control") {
    readCacheControl(answer, lower(value));
  }
  return count;
}

HttpAnswer::Outcome outcomeOf(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return HttpAnswer::Outcome::Answered;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return HttpAnswer::Outcome::HostUnknown;
    case CURLE_COULDNT_CONNECT:
      return HttpAnswer::Outcome::Refused;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpAnswer::Outcome::TimedOut;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return HttpAnswer::Outcome::NotTrusted;
    default:  // a handshake that breaks off (CURLE_SSL_CONNECT_ERROR) is a cut like any other
      return HttpAnswer::Outcome::Cut;
  }
}

void setLimits(CURL* curl) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kLowSpeedBytes);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kLowSpeedSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kLongestSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // what libcurl can unpack; the limit counts unpacked bytes
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "Belvedere");
}

}  // namespace

HttpClient::HttpClient(const ServicesOrder& order) : handle_(curl_easy_init()), order_(order) {}
HttpClient::~HttpClient() { curl_easy_cleanup(handle_); }

HttpAnswer HttpClient::get(const std::string& address, std::uint64_t mostBytes, const std::string& entityTag,
                           const std::string& lastModified) {
  HttpAnswer answer;
  auto* curl = static_cast<CURL*>(handle_);
  if (curl == nullptr) {
    return answer;
  }
  curl_easy_reset(curl);  // keeps its connections
  setLimits(curl);
  const std::string& proxy = address.starts_with("https:") ? order_.httpsProxy : order_.httpProxy;
  curl_easy_setopt(curl, CURLOPT_PROXY, proxy.c_str());
  curl_easy_setopt(curl, CURLOPT_NOPROXY, order_.noProxy.c_str());
  curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
  Receiving receiving{answer, mostBytes};
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, takeBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiving);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, takeHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiving);
  curl_slist* headers = nullptr;
  if (!entityTag.empty()) {
    headers = curl_slist_append(headers, ("If-None-Match: " + entityTag).c_str());
  } else if (!lastModified.empty()) {
    headers = curl_slist_append(headers, ("If-Modified-Since: " + lastModified).c_str());
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  if (answer.outcome != HttpAnswer::Outcome::TooLarge) {
    answer.outcome = outcomeOf(code);
  }
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace belvedere::loaders
