#pragma once

#include <future>
#include <mutex>

#include "engine/app/detail/imgui_bridge.h"
#include "engine/app/detail/input_source.h"
#include "engine/app/detail/open_view.h"
#include "engine/app/detail/scene_canvas.h"
#include "engine/app/window.h"
#include "engine/ui/panels.h"

namespace belvedere::app {

/// The window while it is open: input in, pictures out. Sleeps when nothing changes.
class WindowLoop {
 public:
  WindowLoop(const WindowOptions& options, WindowEnvironment environment, std::unique_ptr<PlatformWindow> window,
             std::unique_ptr<render::Renderer> renderer);
  ~WindowLoop();

  Result<WindowReport> run();

 private:
  // Territories
  void beginOpening(const std::filesystem::path& path);
  void takeOpened();
  void beginAdding(const std::filesystem::path& file);
  void takeAdded();
  void takeDrop(const std::vector<std::string>& paths);
  bool isWorking() const { return opening_.valid() || !adding_.empty(); }
  Consent consent() const;
  /// Notes the user's consent to a layer's files and tries the layer again.
  void allowFiles(scene::LayerId layer);

  // Input
  void handle(const InputFrame& frame);
  void apply(ViewRequest request);
  void apply(const ui::Action& action);
  void apply(ui::Command command);
  void applyLayerAction(const ui::Action& action);
  void applyViewAction(const ui::Action& action);
  void setScale(float scale);
  void takeScreenshot();
  void save();

  // Pictures
  /// Everything asked for is loaded and drawn.
  bool isAtRest() const;
  double secondsToWait() const;
  void drawScene();
  void drawPanels(double elapsedSeconds);
  /// Reads the frame back before it is shown, for `lastPicture`.
  void keepPicture();

  void notify(Severity severity, const Message& message);
  void notify(const Error& error);
  /// Says why an edit failed; success says nothing.
  void check(const Status& status);
  render::ViewSize size() const;
  double aspect() const;
  std::string layerIdOf(scene::LayerId layer) const;

  WindowOptions options_;
  WindowEnvironment environment_;
  std::unique_ptr<PlatformWindow> window_;
  std::unique_ptr<render::Renderer> renderer_;
  ThreadTasks tasks_;
  ImguiBridge imgui_;
  InputSource input_;
  ui::Panels panels_;
  SceneCanvas canvas_;
  std::unique_ptr<OpenView> view_;
  std::filesystem::path territoryPath_;
  std::future<Result<PreparedTerritory>> opening_;
  std::vector<std::future<Result<scene::Layer>>> adding_;
  std::vector<ui::Notice> notices_;
  bool isDark_ = false;
  bool needsScene_ = true;
  bool wasMoving_ = false;
  int panelFramesLeft_ = 3;  ///< ImGui needs a few frames to settle after a change
  double frameMilliseconds_ = 0.0;
  bool isQuitting_ = false;
  Image lastPicture_;
  WindowReport report_;
};

}  // namespace belvedere::app
