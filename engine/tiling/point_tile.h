#pragma once

#include <cstddef>
#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <memory>
#include <span>
#include <vector>

#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/model/feature_batch.h"

namespace belvedere::tiling {

/// A point as the GPU reads it (shaders/point.vert).
struct PointVertex {
  glm::u16vec3 steps{0};  ///< from PointTile::origin, in PointTile::stepMetres
  std::uint16_t intensity = 0;
  glm::u8vec3 colour{255};  ///< sRGB
  std::uint8_t classification = 0;
  std::uint8_t returnNumber = 0;
  std::uint8_t returnCount = 0;
  std::uint16_t pad = 0;
};
static_assert(sizeof(PointVertex) == 16);

/// Where the colours by height and by intensity of a cloud begin and end.
struct PointRamps {
  glm::dvec2 heights{0.0, 1.0};  ///< scene z
  glm::dvec2 intensities{0.0, 1.0};
};

/// Points of a cloud ready for the GPU. Immutable once published.
struct PointTile {
  glm::dvec3 origin{0.0};      ///< scene coordinates
  double stepMetres = 0.0;     ///< no point was moved by more than half of it along an axis
  double spacingMetres = 0.0;  ///< how far neighbours are from one another, about
  geo::Bounds3 bounds;         ///< scene coordinates
  PointRamps ramps;
  std::vector<PointVertex> points;

  std::size_t byteSize() const { return sizeof(*this) + points.size() * sizeof(PointVertex); }
  glm::dvec3 position(std::size_t index) const { return origin + glm::dvec3(points[index].steps) * stepMetres; }
};

/// Makes a tile of points, one of `cloud` per position (scene coordinates).
std::shared_ptr<PointTile> makePointTile(std::span<const glm::dvec3> positions,
                                         std::span<const model::CloudPoint> cloud, double spacingMetres);

/// A tile as it is stored: glTF 2.0 of points with KHR_mesh_quantization and EXT_meshopt_compression; POSITION,
/// COLOR_0, _INTENSITY, and _POINT_CLASS (class, number of the return, number of returns). Any thread; the same tile
/// gives the same bytes.
std::vector<std::byte> encodePointTile(const PointTile& tile);

/// Reads what encodePointTile wrote, from bytes that are not trusted; bounds, spacing and ramps are not in them. Fails
/// with InvalidData.
Result<std::shared_ptr<PointTile>> decodePointTile(std::span<const std::byte> glb);

}  // namespace belvedere::tiling
