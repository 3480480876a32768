#pragma once

#include <cstdint>
#include <glm/vec3.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "data_loaders/tiles3d/detail/tile_parts.h"

namespace belvedere::loaders::tiles3d {

/// The points of a pnts in the tile's axes, RTC_CENTER added.
struct Points {
  std::vector<glm::dvec3> positions;
  std::vector<std::uint32_t> rows;  ///< of the batch table; empty where points are of no features
};

/// Reads them (3D Tiles 1.0, clause 8.4; 3DTILES_draco_point_compression); nothing where they are not all there.
std::optional<Points> readPoints(const TileTable& features, std::string_view binary);

}  // namespace belvedere::loaders::tiles3d
