#pragma once

#include <string_view>

namespace belvedere::loaders::raster {

/// Whether these are the first bytes of a TIFF or BigTIFF file.
bool isTiff(std::string_view bytes);

/// Whether its first directory, where it lies within these bytes, tells of one band that is neither bytes nor a
/// palette: heights. TIFF 6.0, section 2; BigTIFF. False where the directory lies further on.
bool holdsHeights(std::string_view tiffBytes);

}  // namespace belvedere::loaders::raster
