#include "engine/render/detail/frame_settings.h"

namespace belvedere::render {
namespace {

FrameSettings low() {
  FrameSettings settings;
  settings.samples = 1;
  settings.occlusion.reset();
  settings.shadowPixels = 1024;
  settings.shadowTaps = 1;
  return settings;
}

/// Between low and medium: what a machine without a graphics card draws while the view moves.
FrameSettings mediumMoving() {
  FrameSettings settings = low();
  settings.occlusion = OcclusionSettings{.scale = 2, .slices = 1, .steps = 3};
  settings.shadowPixels = 2048;
  return settings;
}

FrameSettings high() {
  FrameSettings settings;
  settings.occlusion = OcclusionSettings{.scale = 1, .slices = 3, .steps = 5};
  settings.shadowPixels = 4096;
  settings.shadowTaps = 12;
  return settings;
}

}  // namespace

FrameSettings frameSettings(Quality quality, bool isMoving) {
  switch (quality) {
    case Quality::Low:
      return low();
    case Quality::Medium:
      return isMoving ? mediumMoving() : FrameSettings{};
    case Quality::High:
      return isMoving ? FrameSettings{} : high();
  }
  return {};
}

}  // namespace belvedere::render
