#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::vector {

/// Reads GIS layers with GDAL: GeoPackage, shapefile, GeoJSON, FlatGeobuf, GML, KML and KMZ, GPX, DXF,
/// MapInfo, CSV with coordinates, file geodatabase.
Loader makeLoader();

}  // namespace belvedere::loaders::vector
