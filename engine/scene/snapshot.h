#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/geo/scene_frame.h"
#include "engine/scene/camera.h"
#include "engine/style/layer_style.h"

namespace belvedere::scene {

/// A layer's number while the program runs; never reused.
using LayerId = std::uint32_t;

enum class Look { Maquette, Realistic };

/// One feature of one layer.
struct FeatureRef {
  LayerId layer = 0;
  std::uint32_t feature = 0;
  friend bool operator==(const FeatureRef&, const FeatureRef&) = default;
};

/// What the renderer must know of a layer, apart from its tiles.
struct LayerView {
  LayerId id = 0;
  bool isVisible = true;
  double opacity = 1.0;
  style::LayerStyle style;
};

/// All that a picture depends on besides tiles: published as a whole, never changed, safe to share between threads.
struct Snapshot {
  std::shared_ptr<const geo::SceneFrame> frame;
  Camera camera;
  std::vector<LayerView> layers;  ///< lowest first
  std::optional<FeatureRef> selected;
  Look look = Look::Maquette;
  glm::dvec3 sunDirection{0.4, -0.5, 0.77};  ///< unit, towards the sun, scene axes
  bool isDark = false;                       ///< dark theme: background of the maquette look
};

}  // namespace belvedere::scene
