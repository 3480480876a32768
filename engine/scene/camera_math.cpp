#include "engine/scene/camera_math.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <glm/trigonometric.hpp>
#include <limits>

namespace belvedere::scene {
namespace {

constexpr double kMargin = 1.06;
constexpr double kSmallestSpanMetres = 20.0;
// A ray looks for the ground in steps that grow with the distance: what is missed in between is under two pixels wide.
constexpr double kFirstStepMetres = 1.0;
constexpr double kStepShare = 0.02;
constexpr int kBisections = 24;

/// Half the picture's height in the plane one metre ahead, or in metres if orthographic.
double halfHeight(const Camera& camera) {
  return camera.isOrthographic ? camera.orthographicHeightMetres * 0.5
                               : std::tan(glm::radians(camera.fieldOfViewDegrees) * 0.5);
}

/// The eight corners of a box.
template <class Visit>
void eachCorner(const geo::Bounds3& box, const Visit& visit) {
  for (int i = 0; i < 8; ++i) {
    visit(glm::dvec3((i & 1) != 0 ? box.max.x : box.min.x, (i & 2) != 0 ? box.max.y : box.min.y,
                     (i & 4) != 0 ? box.max.z : box.min.z));
  }
}

// Where the eye must stand so that a box just fits between two opposite sides of the picture.
struct Side {
  double distance = 0.0;  ///< behind the box's centre
  double shift = 0.0;     ///< towards the positive side
};

// A corner at (side, depth) is inside where |side - shift| <= slope * (distance + depth): the corners that reach
// farthest on either side give two equations.
Side fittedSide(const geo::Bounds3& box, const glm::dvec3& centre, const glm::dvec3& sideways,
                const glm::dvec3& forward, double slope) {
  double positive = -std::numeric_limits<double>::infinity();
  double negative = positive;
  eachCorner(box, [&](const glm::dvec3& corner) {
    const double side = glm::dot(corner - centre, sideways);
    const double depth = slope * glm::dot(corner - centre, forward);
    positive = std::max(positive, side - depth);
    negative = std::max(negative, -side - depth);
  });
  return {(positive + negative) / (2.0 * slope), (positive - negative) / 2.0};
}

}  // namespace

CameraAxes cameraAxes(const Camera& camera) {
  const double heading = glm::radians(camera.headingDegrees);
  const double pitch = glm::radians(camera.pitchDegrees);
  CameraAxes axes;
  axes.forward = {std::sin(heading) * std::cos(pitch), std::cos(heading) * std::cos(pitch), std::sin(pitch)};
  axes.right = {std::cos(heading), -std::sin(heading), 0.0};
  axes.up = glm::cross(axes.right, axes.forward);
  return axes;
}

Ray rayThrough(const Camera& camera, const glm::dvec2& pixel, const glm::dvec2& size) {
  const CameraAxes axes = cameraAxes(camera);
  const double half = halfHeight(camera);
  const double right = (2.0 * pixel.x / size.x - 1.0) * half * size.x / size.y;
  const double up = (1.0 - 2.0 * pixel.y / size.y) * half;
  if (camera.isOrthographic) {
    return {camera.position + axes.right * right + axes.up * up, axes.forward};
  }
  return {camera.position, glm::normalize(axes.forward + axes.right * right + axes.up * up)};
}

std::optional<glm::dvec2> project(const Camera& camera, const glm::dvec3& position, const glm::dvec2& size) {
  const CameraAxes axes = cameraAxes(camera);
  const glm::dvec3 offset = position - camera.position;
  const double ahead = glm::dot(offset, axes.forward);
  if (ahead <= 0.0) {
    return std::nullopt;
  }
  const double scale = camera.isOrthographic ? halfHeight(camera) : halfHeight(camera) * ahead;
  const double right = glm::dot(offset, axes.right) / (scale * size.x / size.y);
  const double up = glm::dot(offset, axes.up) / scale;
  return glm::dvec2((right + 1.0) * 0.5 * size.x, (1.0 - up) * 0.5 * size.y);
}

std::optional<glm::dvec3> meetLevel(const Ray& ray, double height) {
  const double distance = (height - ray.origin.z) / ray.direction.z;
  if (!std::isfinite(distance) || distance <= 0.0) {
    return std::nullopt;
  }
  return ray.origin + ray.direction * distance;
}

std::optional<glm::dvec3> meetGround(const Ray& ray, const GroundHeight& ground, double farthestMetres) {
  const auto isUnder = [&](double distance) {
    const glm::dvec3 place = ray.origin + ray.direction * distance;
    const auto height = ground({place.x, place.y});
    return height && place.z <= *height;
  };
  double above = 0.0;
  double step = kFirstStepMetres;
  while (above < farthestMetres) {
    const double next = above + step;
    if (isUnder(next)) {
      double under = next;
      for (int i = 0; i < kBisections; ++i) {
        const double middle = (above + under) * 0.5;
        (isUnder(middle) ? under : above) = middle;
      }
      return ray.origin + ray.direction * under;
    }
    above = next;
    step = std::max(step, above * kStepShare);
  }
  return std::nullopt;
}

Camera cameraThatFits(const geo::Bounds3& box, double headingDegrees, double pitchDegrees, double aspect) {
  Camera camera;
  camera.headingDegrees = headingDegrees;
  camera.pitchDegrees = pitchDegrees;
  if (box.isEmpty()) {
    return camera;
  }
  const CameraAxes axes = cameraAxes(camera);
  const double half = halfHeight(camera);
  const glm::dvec3 centre = box.centre();
  const Side across = fittedSide(box, centre, axes.right, axes.forward, half * aspect / kMargin);
  const Side upward = fittedSide(box, centre, axes.up, axes.forward, half / kMargin);
  const double distance = std::max({across.distance, upward.distance, kSmallestSpanMetres});
  camera.position = centre - axes.forward * distance + axes.right * across.shift + axes.up * upward.shift;
  return camera;
}

Camera cameraFromAbove(const geo::Bounds3& box, double aspect) {
  Camera camera;
  camera.headingDegrees = 0.0;
  camera.pitchDegrees = -90.0;
  camera.isOrthographic = true;
  if (box.isEmpty()) {
    return camera;
  }
  const glm::dvec3 size = box.size();
  camera.orthographicHeightMetres = std::max({size.y, size.x / aspect, kSmallestSpanMetres}) * kMargin;
  camera.position = {box.centre().x, box.centre().y, box.max.z + 1000.0};
  return camera;
}

}  // namespace belvedere::scene
