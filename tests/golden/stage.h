#pragma once

#include <memory>
#include <optional>

#include "engine/render/renderer.h"
#include "tests/golden/village.h"

namespace belvedere::golden {

/// A renderer without a display that draws the village. One renderer for all tests of a program: making it is what
/// costs. Everything is attached once and hidden until asked for.
class Stage {
 public:
  /// Says why and returns nullptr where the machine cannot draw without a display.
  static Stage* get();
  /// A stage whose renderer has drawn nothing yet, on the same context.
  static std::unique_ptr<Stage> fresh();
  explicit Stage(std::unique_ptr<render::Renderer> renderer);

  /// As at first: no layer but the relief is shown, the default camera, look and effects.
  void reset();
  void show(VillageLayer layer, bool isShown = true);
  void showImagery();
  scene::Snapshot& snapshot() { return snapshot_; }
  style::LayerStyle& style(VillageLayer layer) { return snapshot_.layers[layer - 1U].style; }
  render::Effects& effects() { return effects_; }
  void look(const glm::dvec3& fromVillage, double headingDegrees, double pitchDegrees);
  void lookFromAbove(double heightMetres);

  /// Fails the test on a warning of the graphics libraries. RGB, or RGBA if transparent.
  Image draw(int width = 320, int height = 200, bool isTransparent = false);
  std::optional<render::PickedPoint> pick(int width, int height, const glm::ivec2& pixel);
  render::Renderer& renderer() { return *renderer_; }
  const Village& village() const { return village_; }

 private:
  void publish();

  Village village_;
  std::unique_ptr<render::Renderer> renderer_;
  std::vector<render::TileHandle> plain_, pictured_;
  scene::Snapshot snapshot_;
  render::Effects effects_;
};

}  // namespace belvedere::golden
