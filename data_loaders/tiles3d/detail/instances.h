#pragma once

#include <cstdint>
#include <glm/mat4x4.hpp>
#include <optional>
#include <vector>

#include "data_loaders/tiles3d/detail/tile_parts.h"

namespace belvedere::loaders::tiles3d {

/// One copy of an i3dm's model: from the upright model to the tile's axes.
struct Instance {
  glm::dmat4 transform{1.0};
  std::uint32_t row = 0;  ///< of the batch table
};

/// The instances of an i3dm by its feature table (3D Tiles 1.0, clause 8.3), ordered by row; nothing where they are not
/// all there.
std::optional<std::vector<Instance>> readInstances(const TileTable& features);

/// The unit vector of an oct-encoded pair, each from -1 to 1 (Cigolle et al., JCGT 3 (2014) 2).
glm::dvec3 octDecoded(double x, double y);

}  // namespace belvedere::loaders::tiles3d
