#include "engine/scene/camera_math.h"

#include <algorithm>
#include <array>
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

// A box as seen along an axis of the picture: how far each corner lies to the side and ahead of the box's centre.
struct SideView {
  std::array<double, 8> side;
  std::array<double, 8> ahead;
};

SideView sideView(const geo::Bounds3& box, const glm::dvec3& sideways, const glm::dvec3& forward) {
  SideView view;
  std::size_t i = 0;
  eachCorner(box, [&](const glm::dvec3& corner) {
    view.side[i] = glm::dot(corner - box.centre(), sideways);
    view.ahead[i] = glm::dot(corner - box.centre(), forward);
    ++i;
  });
  return view;
}

// How far behind the centre the eye must be at least: a corner is in the picture where
// |side - shift| <= slope * (distance + ahead), so the two corners that reach farthest give the distance.
double leastDistance(const SideView& view, double slope) {
  double positive = -std::numeric_limits<double>::infinity();
  double negative = positive;
  for (std::size_t i = 0; i < view.side.size(); ++i) {
    positive = std::max(positive, view.side[i] - slope * view.ahead[i]);
    negative = std::max(negative, -view.side[i] - slope * view.ahead[i]);
  }
  return (positive + negative) / (2.0 * slope);
}

// The shift of the eye that leaves the same margin on both sides of the picture.
double centredShift(const SideView& view, double distance) {
  double low = *std::min_element(view.side.begin(), view.side.end());
  double high = *std::max_element(view.side.begin(), view.side.end());
  for (int i = 0; i < kBisections; ++i) {
    const double shift = (low + high) * 0.5;
    double leftmost = 0.0;
    double rightmost = 0.0;
    for (std::size_t corner = 0; corner < view.side.size(); ++corner) {
      const double seen = (view.side[corner] - shift) / std::max(distance + view.ahead[corner], 1e-6);
      leftmost = std::min(leftmost, seen);
      rightmost = std::max(rightmost, seen);
    }
    (-leftmost > rightmost ? high : low) = shift;
  }
  return (low + high) * 0.5;
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
  const SideView across = sideView(box, axes.right, axes.forward);
  const SideView upward = sideView(box, axes.up, axes.forward);
  const double distance = std::max(
      {leastDistance(across, half * aspect / kMargin), leastDistance(upward, half / kMargin), kSmallestSpanMetres});
  camera.position = centre - axes.forward * distance + axes.right * centredShift(across, distance) +
                    axes.up * centredShift(upward, distance);
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
