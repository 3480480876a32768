#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/result.h"

namespace belvedere::streaming {

/// The failure for a cache folder that cannot be used.
tl::unexpected<Error> failCache(const std::filesystem::path& folder, const std::string& reason);

/// Whether anything of a layer was ever baked: without, its sources need not be hashed before they are read.
bool hasBakes(const std::filesystem::path& cache, const std::string& layer);

/// What was baked of a layer from other data or settings, or by other versions, and what such runs left half done.
std::vector<std::filesystem::path> otherBakes(const std::filesystem::path& cache, const std::string& layer,
                                              const std::filesystem::path& kept);

/// Takes these away.
void removeOtherBakes(const std::filesystem::path& cache, const std::string& layer, const std::filesystem::path& kept);

/// Notes in the cache that a layer has textures and cannot be baked, so that its sources are not read in vain again as
/// long as its key stays the same. Takes away what was baked of it before. Fails with Io.
Status noteTextured(const std::filesystem::path& cache, const std::string& layer, const ContentHash& key);

/// Whether that is noted; a damaged note counts as none.
bool isNotedTextured(const std::filesystem::path& cache, const std::string& layer, const ContentHash& key);

}  // namespace belvedere::streaming
