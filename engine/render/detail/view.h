#pragma once

#include <glm/mat3x3.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <osg/Matrixd>

#include "engine/geo/scene_frame.h"
#include "engine/scene/camera.h"

namespace belvedere::render {

/// A rectangle of pixels of a picture, from the top left; may reach beyond the picture.
struct PixelWindow {
  glm::ivec2 origin{0};
  glm::ivec2 size{0};
};

/// A camera over a picture, and the part of the picture that is drawn: all, a tile of it, or one pixel. Depth is
/// reversed: 1 at the near plane, 0 at infinity (perspective) or at the far plane (orthographic).
class View {
 public:
  static constexpr double kNearMetres = 0.5;
  static constexpr double kOrthographicReachMetres = 20000.0;  ///< seen above and below the eye in a map view

  View(const scene::Camera& camera, const geo::SceneFrame& frame, const glm::ivec2& pictureSize,
       const PixelWindow& window);
  View(const scene::Camera& camera, const geo::SceneFrame& frame, const glm::ivec2& pictureSize)
      : View(camera, frame, pictureSize, {{0, 0}, pictureSize}) {}

  /// The same view over the whole picture.
  View whole() const;

  const glm::dvec3& eye() const { return eye_; }           ///< scene coordinates
  const glm::dmat3& viewToWorld() const { return axes_; }  ///< columns: right, up, backward
  bool isOrthographic() const { return isOrthographic_; }
  const PixelWindow& window() const { return window_; }
  const glm::ivec2& pictureSize() const { return pictureSize_; }

  osg::Matrixd viewMatrix() const;        ///< scene coordinates to eye
  osg::Matrixd projectionMatrix() const;  ///< eye to clip, for the window

  /// For a point p of the window (0 to 1 from the bottom left): xy + zw * p is the eye-space position at unit distance
  /// (perspective) or the eye-space position itself (orthographic).
  glm::dvec4 rayOffsetScale() const;

  /// What one pixel covers: metres per metre of distance (perspective), or metres (orthographic).
  double pixelExtent() const { return 2.0 * halfHeight_ / pictureSize_.y; }

  /// The scene position of a depth at a point of the window (0 to 1 from the bottom left).
  glm::dvec3 scenePosition(const glm::dvec2& point, double depth) const;

 private:
  glm::dvec3 eye_;
  glm::dmat3 axes_;
  double halfHeight_;  ///< at unit distance, or metres
  bool isOrthographic_;
  glm::ivec2 pictureSize_;
  PixelWindow window_;
};

}  // namespace belvedere::render
