#pragma once

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <optional>

#include "engine/scene/camera_math.h"

namespace belvedere::scene {

/// Moves the camera as the hand expects: what is under the cursor stays there while panning and zooming, the camera
/// never goes under the ground, and every position stays finite. Pixels are from the top left. Main thread.
class Navigator {
 public:
  explicit Navigator(const Camera& camera, GroundHeight ground) : camera_(camera), ground_(std::move(ground)) {}

  const Camera& camera() const { return camera_; }
  /// Takes a camera at once (bookmarks, tests); ends an animation.
  void setCamera(const Camera& camera);
  /// Moves there smoothly within a second.
  void flyTo(const Camera& camera);

  /// Drags the point grabbed at `grabbed` (map coordinates) to lie under `pixel`.
  void pan(const glm::dvec3& grabbed, const glm::dvec2& pixel, const glm::dvec2& size);
  /// Turns around a point of the map by a drag in pixels; the point stays where it is on the screen.
  void orbit(const glm::dvec3& pivot, const glm::dvec2& dragPixels);
  /// Turns the head by a drag in pixels.
  void look(const glm::dvec2& dragPixels);
  /// Comes nearer (factor below 1) or goes away from a point of the map.
  void zoom(const glm::dvec3& target, double factor);
  /// Walks or flies: right, forward along the ground, up; in metres.
  void move(const glm::dvec3& rightForwardUpMetres);
  /// Double-click: goes near a point and looks at it, keeping the heading.
  void goTo(const glm::dvec3& target);
  /// North up, at the same place.
  void faceNorth();
  /// Straight down on what is in the middle of the view, or back to an oblique view.
  void lookDown(const glm::dvec3& target);

  /// Advances an animation; true while it goes on.
  bool update(double elapsedSeconds);
  bool isMoving() const { return goal_.has_value(); }

  /// How fast `move` should be for the height above ground, in metres per second.
  double comfortableSpeed() const;

 private:
  void settle();
  double heightAboveGround() const;

  Camera camera_;
  GroundHeight ground_;
  std::optional<Camera> goal_;
  Camera start_;
  double elapsedSeconds_ = 0.0;
};

}  // namespace belvedere::scene
