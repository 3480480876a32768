#include "engine/core/web_address.h"

#include <algorithm>
#include <filesystem>

namespace belvedere {
namespace {

constexpr std::size_t kLongest = 4096;

std::string lower(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return low;
}

bool isHostText(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == ':' ||
           c == '[' || c == ']';
  });
}

/// "host/…" or "host:8080/…".
bool beginsWithHost(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    return false;
  }
  const std::string host = lower(text.substr(0, slash));
  const std::string_view port = std::string_view(host).substr(std::min(host.find(':'), host.size()));
  return isHostText(host) && (port.empty() || port.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

}  // namespace

bool isWebAddress(std::string_view text) {
  const std::string begin = lower(text.substr(0, 8));
  return begin.starts_with("http://") || begin.starts_with("https://");
}

std::string shownOfRefused(std::string_view text) {
  constexpr std::size_t kLongestShown = 120;
  const auto colon = text.find("://");
  const std::string begin(colon == std::string_view::npos ? std::string_view() : text.substr(0, colon + 3));
  const std::string_view rest = text.substr(begin.size());
  std::string_view shown = rest.substr(0, rest.find_first_of("?#"));
  const bool isAtInQuery = rest.find('@', shown.size()) != std::string_view::npos;
  if (const auto at = shown.rfind('@'); at != std::string_view::npos) {
    shown = shown.substr(at + 1);
  }
  if (isAtInQuery && !beginsWithHost(shown)) {  // the "?" or "#" may stand in a password
    shown = {};
  }
  return begin + std::string(shown.substr(0, kLongestShown));
}

std::string shownSource(std::string_view text) {
  if (!isWebAddress(text)) {
    return std::string(text);
  }
  const auto address = WebAddress::parse(text);
  return address ? address->shown() : shownOfRefused(text);
}

std::string shownName(const std::filesystem::path& source) {
  return isWebAddress(source.native()) ? shownSource(source.native()) : source.filename().string();
}

std::optional<WebAddress> WebAddress::parse(std::string_view text) {
  const bool isPlain = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F && c != '\\' && c != '"' && c != '<' && c != '>';
  });
  if (!isPlain || text.size() > kLongest || !isWebAddress(text)) {
    return std::nullopt;
  }
  WebAddress address;
  const auto colon = text.find(':');
  address.scheme = lower(text.substr(0, colon));
  const std::string_view rest = text.substr(colon + 3, text.find('#') - std::min(text.size(), colon + 3));
  const auto end = std::min({rest.find('/'), rest.find('?'), rest.size()});
  address.host = lower(rest.substr(0, end));
  if (!isHostText(address.host)) {  // "@" is none of a host's letters
    return std::nullopt;
  }
  const std::string_view path = rest.substr(end);
  address.path = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
  return address;
}

std::optional<WebAddress> WebAddress::resolve(std::string_view reference) const {
  if (isWebAddress(reference)) {
    return parse(reference);
  }
  if (reference.starts_with("//")) {
    return parse(scheme + ":" + std::string(reference));
  }
  const std::string_view stem = reference.substr(0, std::min(reference.find('?'), reference.find('#')));
  if (stem.find(':') != std::string_view::npos) {
    return std::nullopt;  // another scheme
  }
  const std::string document = path.substr(0, path.find('?'));
  const std::string_view tail = reference.substr(stem.size());
  const std::string folder = document.substr(0, document.rfind('/') + 1);
  const std::string whole = stem.empty()            ? document
                            : stem.starts_with('/') ? std::string(stem)
                                                    : folder + std::string(stem);
  return parse(origin() + std::filesystem::path(whole).lexically_normal().generic_string() + std::string(tail));
}

}  // namespace belvedere
