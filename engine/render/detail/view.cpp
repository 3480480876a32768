#include "engine/render/detail/view.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/scene/camera_math.h"

namespace belvedere::render {

View::View(const scene::Camera& camera, const geo::SceneFrame& frame, const glm::ivec2& pictureSize,
           const PixelWindow& window)
    : eye_(frame.toScene(camera.position)),
      axes_(1.0),
      isOrthographic_(camera.isOrthographic),
      pictureSize_(pictureSize),
      window_(window) {
  const scene::CameraAxes axes = scene::cameraAxes(camera);
  axes_ = glm::dmat3(axes.right, axes.up, -axes.forward);
  const double fieldOfView = std::clamp(camera.fieldOfViewDegrees, 1.0, 170.0) * std::numbers::pi / 180.0;
  halfHeight_ = isOrthographic_ ? std::max(camera.orthographicHeightMetres, 1e-3) * 0.5 : std::tan(fieldOfView * 0.5);
}

View View::whole() const {
  View copy = *this;
  copy.window_ = {{0, 0}, pictureSize_};
  return copy;
}

osg::Matrixd View::viewMatrix() const {
  const glm::dvec3& r = axes_[0];
  const glm::dvec3& u = axes_[1];
  const glm::dvec3& b = axes_[2];
  const auto dot = [](const glm::dvec3& x, const glm::dvec3& y) { return x.x * y.x + x.y * y.y + x.z * y.z; };
  return {r.x, u.x, b.x, 0.0, r.y, u.y, b.y, 0.0, r.z, u.z, b.z, 0.0, -dot(eye_, r), -dot(eye_, u), -dot(eye_, b), 1.0};
}

glm::dvec4 View::rayOffsetScale() const {
  const glm::dvec2 picture(pictureSize_);
  const glm::dvec2 halfSize(halfHeight_ * picture.x / picture.y, halfHeight_);
  const glm::dvec2 low(window_.origin.x, picture.y - window_.origin.y - window_.size.y);
  const glm::dvec2 offset = (low / picture * 2.0 - 1.0) * halfSize;
  const glm::dvec2 scale = glm::dvec2(window_.size) / picture * 2.0 * halfSize;
  return {offset.x, offset.y, scale.x, scale.y};
}

osg::Matrixd View::projectionMatrix() const {
  const glm::dvec4 rays = rayOffsetScale();
  const double sx = 2.0 / rays.z;
  const double sy = 2.0 / rays.w;
  const double cx = -(2.0 * rays.x / rays.z + 1.0);
  const double cy = -(2.0 * rays.y / rays.w + 1.0);
  if (isOrthographic_) {  // depth 1 at -reach behind the eye, 0 at +reach before it
    const double scale = 0.5 / kOrthographicReachMetres;
    return {sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, scale, 0, cx, cy, 0.5, 1};
  }
  return {sx, 0, 0, 0, 0, sy, 0, 0, -cx, -cy, 0, -1, 0, 0, kNearMetres, 0};
}

glm::dvec3 View::scenePosition(const glm::dvec2& point, double depth) const {
  const glm::dvec4 rays = rayOffsetScale();
  const glm::dvec2 ray(rays.x + rays.z * point.x, rays.y + rays.w * point.y);
  if (isOrthographic_) {
    const double z = (depth - 0.5) * 2.0 * kOrthographicReachMetres;
    return eye_ + axes_ * glm::dvec3(ray.x, ray.y, z);
  }
  const double distance = kNearMetres / std::max(depth, 1e-30);
  return eye_ + axes_ * (glm::dvec3(ray.x, ray.y, -1.0) * distance);
}

}  // namespace belvedere::render
