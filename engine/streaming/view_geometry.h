#pragma once

#include <array>
#include <glm/vec3.hpp>

#include "engine/geo/bounds.h"
#include "engine/geo/scene_frame.h"
#include "engine/scene/camera_math.h"
#include "engine/streaming/territory_streamer.h"

namespace belvedere::streaming {

/// What a view sees and how large things appear in it, in scene coordinates.
class ViewGeometry {
 public:
  ViewGeometry(const ViewState& view, const geo::SceneFrame& frame);

  /// Whether any of a box may be in the picture (with a margin of a tenth around it).
  bool isVisible(const geo::Bounds3& box) const;
  /// How many pixels a metre covers at the nearest point of a box; infinite inside it.
  double pixelsPerMetre(const geo::Bounds3& box) const;

 private:
  /// Points p with dot(normal, p) + distance >= 0 are inside.
  struct Plane {
    glm::dvec3 normal{0.0};
    double distance = 0.0;
  };
  void setPlane(std::size_t index, const glm::dvec3& normal, const glm::dvec3& point);

  glm::dvec3 eye_;
  std::array<Plane, 5> planes_;
  bool isOrthographic_;
  double pixelsPerMetreAtOne_;  ///< at 1 m distance, or anywhere if orthographic
};

}  // namespace belvedere::streaming
