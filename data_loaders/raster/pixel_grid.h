#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/geo/crs.h"

namespace belvedere::loaders::raster {

/// How pixels lie on the map: x = c[0] + column c[1] + row c[2], y = c[3] + column c[4] + row c[5]; whole columns and
/// rows are pixel corners.
using GeoTransform = std::array<double, 6>;

/// Where the pixels of a raster lie on the map, whatever holds them.
struct PixelGrid {
  std::int64_t width = 0, height = 0;  ///< pixels
  GeoTransform toMap{};
  GeoTransform toPixel{};       ///< the inverse
  std::optional<geo::Crs> crs;  ///< the one in use
};

}  // namespace belvedere::loaders::raster
