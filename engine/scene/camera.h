#pragma once

#include <glm/vec3.hpp>

namespace belvedere::scene {

/// Where one looks from, in map coordinates and degrees.
struct Camera {
  glm::dvec3 position{0.0};                  ///< east, north, height in the territory's CRS, metres
  double headingDegrees = 0.0;               ///< clockwise from north, 0 to 360
  double pitchDegrees = -35.0;               ///< 0 level, -90 straight down
  double fieldOfViewDegrees = 45.0;          ///< vertical
  bool isOrthographic = false;               ///< a map view from above
  double orthographicHeightMetres = 1000.0;  ///< what the picture's height covers, if orthographic
  friend bool operator==(const Camera&, const Camera&) = default;
};

}  // namespace belvedere::scene
