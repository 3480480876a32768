#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace belvedere::loaders {

/// The names of the tables of a GeoPackage that hold raster tiles (pictures or gridded coverages), in its own order;
/// none where it cannot be opened. prepareGdal must have named "GPKG".
std::vector<std::string> rasterTables(const std::filesystem::path& geoPackage);

}  // namespace belvedere::loaders
