#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::raster {

/// Terrain and imagery through GDAL: GeoTIFF and COG, VRT, ASCII grid, PNG and JPEG with world file, MBTiles. Several
/// files make one layer. One band that is neither bytes nor a palette is terrain; all else is imagery.
Loader makeLoader();

}  // namespace belvedere::loaders::raster
