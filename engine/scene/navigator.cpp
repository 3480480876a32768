#include "engine/scene/navigator.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <glm/gtc/constants.hpp>
#include <glm/mat3x3.hpp>
#include <glm/trigonometric.hpp>

#include "engine/scene/camera_math.h"

namespace belvedere::scene {
namespace {

constexpr double kEyeHeightMetres = 1.7;
constexpr double kHighestMetres = 200000.0;
constexpr double kDegreesPerPixel = 0.25;
constexpr double kFlightSeconds = 0.9;
constexpr double kLargestStepMetres = 1e6;

double wrapDegrees(double degrees) {
  const double wrapped = std::fmod(degrees, 360.0);
  return wrapped < 0.0 ? wrapped + 360.0 : wrapped;
}

/// The shorter way from one heading to another, -180 to 180.
double turnDegrees(double from, double to) { return wrapDegrees(to - from + 180.0) - 180.0; }

bool isFinite(const glm::dvec3& v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

double smooth(double t) { return t * t * (3.0 - 2.0 * t); }

/// Coordinates of an offset along the camera's axes, so that it can be kept while the camera turns.
glm::dvec3 alongAxes(const Camera& camera, const glm::dvec3& offset) {
  const CameraAxes axes = cameraAxes(camera);
  return {glm::dot(offset, axes.right), glm::dot(offset, axes.up), glm::dot(offset, axes.forward)};
}

glm::dvec3 fromAxes(const Camera& camera, const glm::dvec3& local) {
  const CameraAxes axes = cameraAxes(camera);
  return axes.right * local.x + axes.up * local.y + axes.forward * local.z;
}

}  // namespace

void Navigator::setCamera(const Camera& camera) {
  goal_.reset();
  if (isFinite(camera.position)) {
    camera_ = camera;
    settle();
  }
}

void Navigator::flyTo(const Camera& camera) {
  if (!isFinite(camera.position)) {
    return;
  }
  if (camera.isOrthographic != camera_.isOrthographic) {
    setCamera(camera);
    return;
  }
  start_ = camera_;
  goal_ = camera;
  elapsedSeconds_ = 0.0;
}

void Navigator::pan(const glm::dvec3& grabbed, const glm::dvec2& pixel, const glm::dvec2& size) {
  const Ray ray = rayThrough(camera_, pixel, size);
  const auto now = meetLevel(ray, grabbed.z);
  if (!now) {
    return;
  }
  glm::dvec3 step = grabbed - *now;
  // Near the horizon a pixel is kilometres: such a drag moves no faster than the height above ground allows.
  const double limit = std::max(50.0, heightAboveGround() * 4.0);
  const double length = glm::length(step);
  if (!std::isfinite(length) || length > kLargestStepMetres) {
    return;
  }
  step *= length > limit ? limit / length : 1.0;
  goal_.reset();
  camera_.position += step;
  settle();
}

void Navigator::orbit(const glm::dvec3& pivot, const glm::dvec2& dragPixels) {
  if (!isFinite(pivot)) {
    return;
  }
  goal_.reset();
  const glm::dvec3 local = alongAxes(camera_, pivot - camera_.position);
  camera_.headingDegrees = wrapDegrees(camera_.headingDegrees + dragPixels.x * kDegreesPerPixel);
  if (!camera_.isOrthographic) {
    camera_.pitchDegrees = std::clamp(camera_.pitchDegrees - dragPixels.y * kDegreesPerPixel, -90.0, 5.0);
  }
  camera_.position = pivot - fromAxes(camera_, local);
  settle();
}

void Navigator::look(const glm::dvec2& dragPixels) {
  goal_.reset();
  camera_.headingDegrees = wrapDegrees(camera_.headingDegrees + dragPixels.x * kDegreesPerPixel);
  if (!camera_.isOrthographic) {
    camera_.pitchDegrees = std::clamp(camera_.pitchDegrees - dragPixels.y * kDegreesPerPixel, -90.0, 89.0);
  }
}

void Navigator::zoom(const glm::dvec3& target, double factor) {
  if (!isFinite(target) || !(factor > 0.0) || !std::isfinite(factor)) {
    return;
  }
  goal_.reset();
  if (camera_.isOrthographic) {
    const double height = std::clamp(camera_.orthographicHeightMetres * factor, 5.0, 2.0 * kHighestMetres);
    const double applied = height / camera_.orthographicHeightMetres;
    camera_.orthographicHeightMetres = height;
    const glm::dvec3 offset = camera_.position - target;
    camera_.position.x = target.x + offset.x * applied;
    camera_.position.y = target.y + offset.y * applied;
    return;
  }
  camera_.position = target + (camera_.position - target) * factor;
  settle();
}

void Navigator::move(const glm::dvec3& rightForwardUpMetres) {
  if (!isFinite(rightForwardUpMetres)) {
    return;
  }
  goal_.reset();
  const double heading = glm::radians(camera_.headingDegrees);
  const glm::dvec3 forward(std::sin(heading), std::cos(heading), 0.0);
  const glm::dvec3 right(std::cos(heading), -std::sin(heading), 0.0);
  camera_.position += right * rightForwardUpMetres.x + forward * rightForwardUpMetres.y;
  camera_.position.z += rightForwardUpMetres.z;
  settle();
}

void Navigator::goTo(const glm::dvec3& target) {
  if (!isFinite(target)) {
    return;
  }
  Camera goal = camera_;
  if (goal.isOrthographic) {
    goal.orthographicHeightMetres = std::max(100.0, goal.orthographicHeightMetres * 0.35);
    goal.position = {target.x, target.y, goal.position.z};
    flyTo(goal);
    return;
  }
  goal.pitchDegrees = std::clamp(goal.pitchDegrees, -60.0, -25.0);
  const double distance = std::clamp(glm::length(target - camera_.position) * 0.35, 60.0, 2000.0);
  goal.position = target - cameraAxes(goal).forward * distance;
  flyTo(goal);
}

void Navigator::faceNorth() {
  Camera goal = camera_;
  goal.headingDegrees = 0.0;
  flyTo(goal);
}

void Navigator::lookDown(const glm::dvec3& target) {
  Camera goal = camera_;
  const double distance = std::max(60.0, glm::length(target - camera_.position));
  const bool isDown = camera_.pitchDegrees < -85.0;
  goal.pitchDegrees = isDown ? -35.0 : -90.0;
  goal.position = target - cameraAxes(goal).forward * distance;
  flyTo(goal);
}

bool Navigator::update(double elapsedSeconds) {
  if (!goal_) {
    return false;
  }
  elapsedSeconds_ += std::max(0.0, elapsedSeconds);
  const double t = smooth(std::min(1.0, elapsedSeconds_ / kFlightSeconds));
  camera_.position = start_.position + (goal_->position - start_.position) * t;
  camera_.headingDegrees =
      wrapDegrees(start_.headingDegrees + turnDegrees(start_.headingDegrees, goal_->headingDegrees) * t);
  camera_.pitchDegrees = start_.pitchDegrees + (goal_->pitchDegrees - start_.pitchDegrees) * t;
  camera_.orthographicHeightMetres =
      start_.orthographicHeightMetres + (goal_->orthographicHeightMetres - start_.orthographicHeightMetres) * t;
  if (elapsedSeconds_ >= kFlightSeconds) {
    camera_ = *goal_;
    goal_.reset();
  }
  settle();
  return goal_.has_value();
}

double Navigator::heightAboveGround() const {
  const auto ground = ground_ ? ground_({camera_.position.x, camera_.position.y}) : std::nullopt;
  return camera_.position.z - ground.value_or(0.0);
}

double Navigator::comfortableSpeed() const { return std::clamp(heightAboveGround() * 0.8, 5.0, 5000.0); }

void Navigator::settle() {
  if (camera_.isOrthographic) {
    return;
  }
  const auto ground = ground_ ? ground_({camera_.position.x, camera_.position.y}) : std::nullopt;
  if (ground) {
    camera_.position.z = std::max(camera_.position.z, *ground + kEyeHeightMetres);
  }
  camera_.position.z = std::min(camera_.position.z, kHighestMetres);
}

}  // namespace belvedere::scene
