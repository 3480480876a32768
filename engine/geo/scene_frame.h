#pragma once

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "engine/core/result.h"
#include "engine/geo/crs.h"

namespace belvedere::geo {

/// A place on the earth in degrees (WGS 84) and metres.
struct GeodeticPosition {
  double longitudeDegrees = 0.0;
  double latitudeDegrees = 0.0;
  double heightMetres = 0.0;  ///< in the territory's vertical system
};

/// The space in which a territory is built and drawn: one projected CRS in metres and a local origin.
/// *Map coordinates* are east, north, height in that CRS (double); *scene coordinates* are map minus origin (double on
/// the CPU, tile-local float on the GPU). x east, y north, z up. Immutable; any thread.
class SceneFrame {
 public:
  /// `origin` in map coordinates, whole metres near the middle of the territory. Fails as checkTerritoryCrs does.
  static Result<SceneFrame> create(Crs crs, const glm::dvec3& origin);

  const Crs& crs() const { return crs_; }
  const glm::dvec3& origin() const { return origin_; }

  glm::dvec3 toScene(const glm::dvec3& map) const { return map - origin_; }
  glm::dvec3 toMap(const glm::dvec3& scene) const { return scene + origin_; }

 private:
  SceneFrame(Crs crs, const glm::dvec3& origin) : crs_(std::move(crs)), origin_(origin) {}
  Crs crs_;
  glm::dvec3 origin_;
};

}  // namespace belvedere::geo
