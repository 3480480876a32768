#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace belvedere {

/// A web address, taken apart. Only http and https are; nothing in it is trusted.
struct WebAddress {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< in lower case, with the port where one is named: "host:8080"
  std::string path;    ///< from the first '/', with the query, without the fragment

  /// "https://host:8080": what a user consents to.
  std::string origin() const { return scheme + "://" + host; }
  std::string text() const { return origin() + path; }
  /// Without the query, where keys and tokens stand: for messages and logs.
  std::string shown() const { return origin() + path.substr(0, path.find('?')); }

  /// Nothing for other schemes, for addresses with a name or password in them, with blanks or control characters, or
  /// over 4096 bytes. A path's braces ("{z}/{x}/{y}") are left as they are.
  static std::optional<WebAddress> parse(std::string_view text);
  /// What a reference means in a document at this address ("next", "/top", "//host/x", "https://host/x", "?a=b").
  std::optional<WebAddress> resolve(std::string_view reference) const;
};

/// Whether a text begins as a web address does, sound or not.
bool isWebAddress(std::string_view text);

/// What may be shown of an address that is refused: no name, no password, no query; at most 120 bytes. No host either
/// where it may be a part of a password.
std::string shownOfRefused(std::string_view text);

/// What may be shown of a source as somebody named it: an address, sound or not, without its secrets; other text as it
/// is.
std::string shownSource(std::string_view text);

/// What messages call a source: the file's name, or the address without its query.
std::string shownName(const std::filesystem::path& source);

}  // namespace belvedere
