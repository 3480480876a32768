#pragma once

#include <filesystem>
#include <string>

#include "engine/core/result.h"

namespace belvedere::streaming {

/// The failure for a cache folder that cannot be used.
tl::unexpected<Error> failCache(const std::filesystem::path& folder, const std::string& reason);

/// Whether anything of a layer was ever baked: without, its sources need not be hashed before they are read.
bool hasBakes(const std::filesystem::path& cache, const std::string& layer);

/// Takes away what was baked of a layer from other data or settings, and what such runs left half done.
void removeOtherBakes(const std::filesystem::path& cache, const std::string& layer, const std::filesystem::path& kept);

}  // namespace belvedere::streaming
