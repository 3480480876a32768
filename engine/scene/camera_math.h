#pragma once

#include <functional>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <optional>

#include "engine/geo/bounds.h"
#include "engine/scene/camera.h"

namespace belvedere::scene {

/// The three directions of a camera in map axes (east, north, up), unit vectors.
struct CameraAxes {
  glm::dvec3 forward{0.0, 1.0, 0.0};
  glm::dvec3 right{1.0, 0.0, 0.0};
  glm::dvec3 up{0.0, 0.0, 1.0};
};
CameraAxes cameraAxes(const Camera& camera);

/// A half-line in map coordinates; the direction is a unit vector.
struct Ray {
  glm::dvec3 origin{0.0};
  glm::dvec3 direction{0.0, 1.0, 0.0};
};

/// The ray through a point of the picture: pixels from the top left, of a picture of `size` pixels.
Ray rayThrough(const Camera& camera, const glm::dvec2& pixel, const glm::dvec2& size);

/// Where a map position appears, in pixels from the top left; nothing where it is behind the camera.
std::optional<glm::dvec2> project(const Camera& camera, const glm::dvec3& position, const glm::dvec2& size);

/// Where a ray meets the level at `height`, if it does ahead.
std::optional<glm::dvec3> meetLevel(const Ray& ray, double height);

/// The height of the ground at a place of the map, or nothing where there is no ground.
using GroundHeight = std::function<std::optional<double>(const glm::dvec2& map)>;

/// Where a ray first goes under the ground, within `farthestMetres`; nothing where it does not.
std::optional<glm::dvec3> meetGround(const Ray& ray, const GroundHeight& ground, double farthestMetres);

/// A camera that sees all of a box obliquely (map coordinates), at the given heading and pitch.
Camera cameraThatFits(const geo::Bounds3& box, double headingDegrees, double pitchDegrees, double aspect);

/// A map view from above, north up, that covers the box with a small margin.
Camera cameraFromAbove(const geo::Bounds3& box, double aspect);

}  // namespace belvedere::scene
