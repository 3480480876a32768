#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/result.h"

namespace belvedere::streaming {

/// What a finished reading says of itself, and the hash of that: two readings that say the same are the same.
struct ReadMarker {
  std::vector<std::byte> bytes;
  ContentHash hash;
};

/// Notes in a baking's folder that its source has been read: written last. Gives the hash. Fails with Io.
Result<ContentHash> writeReadMarker(const std::filesystem::path& folder, std::vector<std::byte> bytes);
/// Nothing where nothing was read, or what was noted is damaged.
std::optional<ReadMarker> findReadMarker(const std::filesystem::path& folder);
/// When it was written, by which two that say the same can be told apart; nothing where there is none.
std::optional<std::filesystem::file_time_type> readMarkerTime(const std::filesystem::path& folder);
void removeReadMarker(const std::filesystem::path& folder);

}  // namespace belvedere::streaming
