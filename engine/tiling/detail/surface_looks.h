#pragma once

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "engine/model/feature_batch.h"
#include "engine/tiling/tile_mesh.h"

/// What leaf tiles and baked tiles take from a surface in the same way.
namespace belvedere::tiling {

/// A unit normal as meshes hold it.
inline glm::i8vec4 packed(const glm::dvec3& unit) {
  const auto pack = [](double v) { return static_cast<std::int8_t>(std::lround(v * 127.0)); };
  return {pack(unit.x), pack(unit.y), pack(unit.z), std::int8_t{0}};
}

/// A colour as meshes hold it.
inline glm::u8vec4 packed(const glm::vec4& colour) {
  const auto pack = [](float v) { return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0F, 1.0F) * 255.0F)); };
  return {pack(colour.x), pack(colour.y), pack(colour.z), pack(colour.w)};
}

/// The normal of a nearly planar surface: the mean of its triangles' normals by area. Up where it has no area.
inline glm::dvec3 surfaceNormal(const model::FeatureBatch& batch, const model::Surface& surface) {
  glm::dvec3 sum(0.0);
  for (std::uint32_t i = 0; i + 2 < surface.indexCount; i += 3) {
    const std::uint32_t* corner = batch.triangles.data() + surface.firstIndex + i;
    const glm::dvec3& a = batch.positions[corner[0]];
    sum += glm::cross(batch.positions[corner[1]] - a, batch.positions[corner[2]] - a);
  }
  const double length = glm::length(sum);
  return length > 0.0 ? sum / length : glm::dvec3(0.0, 0.0, 1.0);
}

/// Whether a surface can be placed.
inline bool hasFinitePositions(const model::FeatureBatch& batch, const model::Surface& surface) {
  glm::dvec3 sum(0.0);
  for (std::uint32_t i = 0; i < surface.positionCount; ++i) {
    sum += batch.positions[surface.firstPosition + i];
  }
  // Scene coordinates are local; what lies beyond the earth's size is no place either.
  return std::abs(sum.x) < 1e8 * surface.positionCount && std::abs(sum.y) < 1e8 * surface.positionCount &&
         std::abs(sum.z) < 1e8 * surface.positionCount;
}

}  // namespace belvedere::tiling
