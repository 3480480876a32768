#include "engine/streaming/view_geometry.h"

#include <algorithm>
#include <cmath>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <limits>
#include <numbers>

namespace belvedere::streaming {

namespace {

constexpr double kMargin = 1.1;

}  // namespace

ViewGeometry::ViewGeometry(const ViewState& view, const geo::SceneFrame& frame)
    : eye_(frame.toScene(view.camera.position)), isOrthographic_(view.camera.isOrthographic) {
  const scene::CameraAxes axes = scene::cameraAxes(view.camera);
  const double height = std::max(1, view.heightPixels);
  const double aspect = std::max(1, view.widthPixels) / height;
  const double halfAngle = std::clamp(view.camera.fieldOfViewDegrees, 1.0, 170.0) * std::numbers::pi / 360.0;
  const double tangent = std::tan(halfAngle);
  if (isOrthographic_) {
    const double halfHeight = std::max(view.camera.orthographicHeightMetres, 1e-3) * 0.5;
    pixelsPerMetreAtOne_ = height / (2.0 * halfHeight);
    setPlane(0, axes.right, eye_ - axes.right * (halfHeight * aspect * kMargin));
    setPlane(1, -axes.right, eye_ + axes.right * (halfHeight * aspect * kMargin));
    setPlane(2, axes.up, eye_ - axes.up * (halfHeight * kMargin));
    setPlane(3, -axes.up, eye_ + axes.up * (halfHeight * kMargin));
    setPlane(4, axes.forward, eye_ - axes.forward * 1e7);
    return;
  }
  pixelsPerMetreAtOne_ = height / (2.0 * tangent);
  setPlane(0, axes.forward * (tangent * aspect * kMargin) + axes.right, eye_);
  setPlane(1, axes.forward * (tangent * aspect * kMargin) - axes.right, eye_);
  setPlane(2, axes.forward * (tangent * kMargin) + axes.up, eye_);
  setPlane(3, axes.forward * (tangent * kMargin) - axes.up, eye_);
  setPlane(4, axes.forward, eye_);
}

void ViewGeometry::setPlane(std::size_t index, const glm::dvec3& normal, const glm::dvec3& point) {
  planes_[index] = {normal, -glm::dot(normal, point)};
}

bool ViewGeometry::isVisible(const geo::Bounds3& box) const {
  return std::all_of(planes_.begin(), planes_.end(), [&](const Plane& plane) {
    const glm::dvec3 furthest(plane.normal.x > 0.0 ? box.max.x : box.min.x,
                              plane.normal.y > 0.0 ? box.max.y : box.min.y,
                              plane.normal.z > 0.0 ? box.max.z : box.min.z);
    return glm::dot(plane.normal, furthest) + plane.distance >= 0.0;
  });
}

double ViewGeometry::pixelsPerMetre(const geo::Bounds3& box) const {
  if (isOrthographic_) {
    return pixelsPerMetreAtOne_;
  }
  const glm::dvec3 nearest = glm::min(glm::max(eye_, box.min), box.max);
  const double distance = glm::length(nearest - eye_);
  return distance > 0.0 ? pixelsPerMetreAtOne_ / distance : std::numeric_limits<double>::infinity();
}

}  // namespace belvedere::streaming
