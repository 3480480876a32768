#pragma once

#include <memory>
#include <optional>

#include "engine/app/detail/view_controls.h"
#include "engine/app/territory_session.h"
#include "engine/geo/transform.h"
#include "engine/ui/view_model.h"

namespace belvedere::app {

/// A territory in the window: its session with the hand on it. Main thread, with the GL context current.
class OpenView {
 public:
  OpenView(PreparedTerritory prepared, const model::SourceCatalog& catalog, TaskSystem& tasks,
           render::Renderer& renderer);

  TerritorySession& session() { return session_; }
  scene::Navigator& navigator() { return navigator_; }
  ViewControls& controls() { return controls_; }

  /// Moves the camera by held keys and flights, and the session on; true where the picture has to be drawn again.
  bool update(const render::ViewSize& size, double elapsedSeconds, std::chrono::microseconds budget);
  /// Whether the view is in a hand, under a key or on its way to a goal.
  bool isMoving() const { return controls_.isMoving() || navigator_.isMoving(); }
  /// Whether the next frame differs from this one without further input.
  bool isAnimated() const { return controls_.areKeysHeld() || navigator_.isMoving(); }

  /// What lies under the cursor, for the status bar.
  std::optional<ui::CursorPlace> cursorPlace();
  /// Selects what is under the cursor, or nothing.
  void select(const render::ViewSize& size);
  void clearSelection();
  /// Gives up a selection whose layer is no longer there.
  void dropLostSelection();
  const std::optional<ui::FeatureCard>& card() const { return card_; }

  void goHome(double aspect);
  /// From above on what is in the middle of the view, or obliquely again.
  void lookDown();
  void setSun(int dayOfYear, double hourOfDay);

 private:
  std::optional<glm::dvec3> groundUnder(const scene::Ray& ray) const;
  std::optional<glm::dvec3> placeUnder(const glm::dvec2& pixel) const;

  render::Renderer& renderer_;
  TerritorySession session_;
  scene::Navigator navigator_;
  ViewControls controls_;
  std::optional<geo::CoordinateTransform> toDegrees_;
  std::optional<ui::FeatureCard> card_;
  glm::dvec2 size_{1.0};
  bool isPlaced_ = false;  ///< the camera is no longer ours to place: the user has moved it
};

}  // namespace belvedere::app
