#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/belvedere/command.h"
#include "engine/render/renderer.h"
#include "engine/scene/snapshot.h"

namespace belvedere::app {

enum class Framing { Fit, Top, Fixed };

/// What `render` was asked for, checked as far as it can be without opening the territory.
struct RenderOptions {
  std::string territory;
  std::filesystem::path output;
  render::ViewSize size{1920, 1080};
  Framing framing = Framing::Fit;
  std::optional<scene::Camera> camera;  ///< of --camera
  std::string bookmark;
  std::string time;                 ///< read in the territory's time zone
  std::vector<std::string> layers;  ///< those to show; empty for those that the territory shows
  scene::Look look = scene::Look::Maquette;
  render::Quality quality = render::Quality::High;
  int supersample = 1;
  bool isTransparent = false;
  bool isFullDetail = false;  ///< no object simplified, however far
  std::vector<std::string> allowed;
};

/// Reads the command line of `render`. Gives a code where the command ends here.
std::optional<ExitCode> readRenderOptions(CommandContext& context, Arguments arguments, RenderOptions& options);

}  // namespace belvedere::app
