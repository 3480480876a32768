#pragma once

#include <optional>

#include "engine/render/detail/ambient_occlusion.h"
#include "engine/render/renderer.h"

namespace belvedere::render {

/// What one frame may cost.
struct FrameSettings {
  int samples = 4;
  int supersample = 1;
  double pixelRatio = 1.0;
  bool isTransparent = false;
  bool hasEdges = true;
  std::optional<OcclusionSettings> occlusion = OcclusionSettings{};
  int shadowPixels = 2048;  ///< side of the shadow map; 0 for no shadows
  int shadowTaps = 6;       ///< 1 for the hardware's own filter
};

/// The settings of a quality; a moving view is drawn one quality lower, so that it stays fluid.
FrameSettings frameSettings(Quality quality, bool isMoving);

}  // namespace belvedere::render
