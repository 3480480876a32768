#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace belvedere::streaming {

/// The failure for a cache folder that cannot be used.
tl::unexpected<Error> failCache(const std::filesystem::path& folder, const std::string& reason);

/// Takes away every file below a folder but `kept` (relative to it), and folders that are empty then.
void removeAllBut(const std::filesystem::path& folder, const std::set<std::filesystem::path>& kept);

/// Whether anything of a layer was ever baked: without, its sources need not be hashed before they are read.
bool hasBakes(const std::filesystem::path& cache, const std::string& layer);

/// What was baked of a layer from other data or settings, or by other versions, and what such runs left half done.
std::vector<std::filesystem::path> otherBakes(const std::filesystem::path& cache, const std::string& layer,
                                              const std::filesystem::path& kept);

/// Takes these away.
void removeOtherBakes(const std::filesystem::path& cache, const std::string& layer, const std::filesystem::path& kept);

}  // namespace belvedere::streaming
