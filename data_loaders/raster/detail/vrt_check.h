#pragma once

#include <filesystem>

#include "engine/core/result.h"

namespace belvedere::loaders::raster {

/// Reads a virtual raster's description and those it names, and refuses one that names anything but files below its own
/// folder. Fails with Denied ("vrt-source-refused"), InvalidData ("vrt-not-understood") or LimitExceeded. The wall
/// would stop it too; this also says why.
Status checkVrt(const std::filesystem::path& path);

}  // namespace belvedere::loaders::raster
