#include "engine/scene/source_path.h"

#include <algorithm>

#include "engine/core/web_address.h"

namespace belvedere::scene {
namespace {

constexpr MessageId kPathRefused{"source-path-refused", N_("The source “{path}” is not a plain path to a file."),
                                 N_("Give a path relative to the territory's folder.")};

constexpr MessageId kAddressRefused{"source-address-refused", N_("“{address}” is not a web address that can be read."),
                                    N_("Give http:// or https://, a host and a path, without a name or password.")};

constexpr std::size_t kLongestPath = 4096;
constexpr std::size_t kLongestShown = 120;

bool hasScheme(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return false;
  }
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '.' ||
           c == '-';
  });
}

bool isPlainPath(std::string_view text) {
  const bool hasControl =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return !text.empty() && text.size() <= kLongestPath && !hasControl && !hasScheme(text) && !text.starts_with("/vsi") &&
         !text.starts_with("\\\\") && !text.starts_with("//");
}

bool isBelow(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto [folderEnd, pathAt] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return folderEnd == folder.end() || (std::next(folderEnd) == folder.end() && folderEnd->empty());
}

std::filesystem::path resolved(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::path found = std::filesystem::weakly_canonical(path, error);
  return error ? path.lexically_normal() : found;
}

Result<SourcePlace> resolveWeb(std::string_view source) {
  const auto address = WebAddress::parse(source);
  if (!address) {
    const std::string shown = shownOfRefused(source);
    return fail(ErrorCode::Denied, Message(kAddressRefused, {{"address", shown}}));
  }
  return SourcePlace{address->text(), true, address->origin()};
}

}  // namespace

Result<SourcePlace> resolveSource(const std::filesystem::path& folder, std::string_view source) {
  if (isWebAddress(source)) {
    return resolveWeb(source);
  }
  if (!isPlainPath(source)) {
    const bool isAddress = source.find("://") != std::string_view::npos;
    const std::string shown = isAddress ? shownOfRefused(source) : std::string(source.substr(0, kLongestShown));
    return fail(ErrorCode::Denied, Message(kPathRefused, {{"path", shown}}));
  }
  SourcePlace place;
  place.path = resolved(folder / std::filesystem::path(source));
  place.isOutside = !isBelow(place.path, resolved(folder));
  place.consent = place.path;
  return place;
}

std::string sourceText(const std::filesystem::path& folder, const std::filesystem::path& path) {
  if (isWebAddress(path.native())) {
    return path.string();
  }
  const std::filesystem::path base = resolved(folder);
  const std::filesystem::path file = resolved(path);
  const bool isNear =
      base.has_parent_path() && base.parent_path() != base.root_path() && isBelow(file, base.parent_path());
  return isBelow(file, base) || isNear ? file.lexically_relative(base).generic_string() : file.generic_string();
}

}  // namespace belvedere::scene
