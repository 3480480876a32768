#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace belvedere::scene {

/// Where a source that a territory names lies.
struct SourcePlace {
  std::filesystem::path path;     ///< absolute, links resolved as far as it exists; or a web address as it is written
  bool isOutside = false;         ///< not below the territory's folder: opening it needs the user's consent
  std::filesystem::path consent;  ///< to what: the path, or the origin ("https://host") of a web address
};

/// Resolves a source of a territory file, which is not trusted. Refuses what is no plain path (GDAL's /vsi… file
/// systems, "file:" and other schemes, drive letters, UNC names, NUL and control characters, over 4096 bytes), key
/// "source-path-refused", and web addresses that WebAddress::parse refuses, key "source-address-refused". A link that
/// leads out of the folder counts as outside.
Result<SourcePlace> resolveSource(const std::filesystem::path& folder, std::string_view source);

/// How a territory writes a source that the user chose: relative to its folder where it lies below it, or near it
/// (under the folder's parent), else absolute.
std::string sourceText(const std::filesystem::path& folder, const std::filesystem::path& path);

}  // namespace belvedere::scene
