#pragma once

#include <functional>

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::vector {

/// How another loader opens a source (Loader::open).
using OpenSource = std::function<Result<model::OpenedSource>(const model::SourceRequest&, const ReaderContext&)>;

/// Reads GIS layers with GDAL: GeoPackage, shapefile, GeoJSON, FlatGeobuf, GML, KML and KMZ, GPX, DXF,
/// MapInfo, CSV with coordinates, file geodatabase. A GeoPackage may hold rasters too, which its first bytes do not
/// say: `openRasters` opens it where they are meant by layer or kind, or where it holds nothing else.
Loader makeLoader(OpenSource openRasters = {});

}  // namespace belvedere::loaders::vector
