#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

#include "engine/app/layer_files.h"
#include "engine/app/quality_governor.h"
#include "engine/core/resources.h"
#include "engine/core/result.h"
#include "engine/core/translator.h"
#include "engine/core/user_settings.h"
#include "engine/model/source.h"
#include "engine/scene/territory.h"
#include "engine/streaming/territory_streamer.h"

namespace belvedere::app {

/// How the window is opened.
struct WindowOptions {
  std::optional<std::filesystem::path> territory;  ///< without one, the window welcomes
  bool isFullScreen = false;
  std::stop_token stop;                              ///< closes the window when asked to
  std::optional<std::filesystem::path> recordFile;   ///< writes the input there
  std::optional<std::filesystem::path> playFile;     ///< takes the input from there, then closes
  std::optional<std::filesystem::path> lastPicture;  ///< with playFile: the window's last frame, for tests
  std::optional<int> memoryMebibytes;                ///< that tiles may take; without it, as the user has chosen
  bool wantsReport = false;                          ///< the caller tells the WindowReport
};

/// What the programs give the window.
struct WindowEnvironment {
  const Resources& resources;
  const model::SourceCatalog& catalog;
  Translator translator;
  UserSettings settings;
  std::filesystem::path settingsFile;  ///< empty: settings are not kept
  /// Makes a layer of a dropped file, with a style that suits it; called in a task. Gives up when asked to stop.
  std::function<Result<scene::Layer>(const std::filesystem::path& file, const scene::Territory& territory,
                                     const std::filesystem::path& folder, const std::stop_token& stop,
                                     const ProgressSink& progress)>
      makeLayer;
  streaming::LayerBaker bakeLayer;   ///< bakes large layers before they are shown; may be empty
  std::function<void()> endReading;  ///< called when the window closes: nobody waits for sources any more; may be empty
};

/// What a session in the window came to.
struct WindowReport {
  std::size_t framesDrawn = 0;      ///< pictures of the scene, not counting panels alone
  std::size_t panelsDrawn = 0;      ///< frames in which only the panels changed
  std::size_t framesMoving = 0;     ///< of framesDrawn, those while the view moved
  double movingMilliseconds = 0.0;  ///< what a moving frame cost: the median of the last ones; 0 without any
  DrawingLevel still, moving;       ///< what the quality came to
  bool wasSettled = false;          ///< at the end all was loaded
  std::size_t tileBytes = 0;        ///< at the end
};

/// Opens the window and stays until it is closed. Main thread. Fails with Unavailable where no window can be had.
Result<WindowReport> runWindow(const WindowOptions& options, WindowEnvironment environment);

}  // namespace belvedere::app
