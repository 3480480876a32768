#pragma once

#include <atomic>
#include <deque>
#include <future>

#include "engine/app/detail/folder_lister.h"
#include "engine/app/detail/frame_pacer.h"
#include "engine/app/detail/imgui_bridge.h"
#include "engine/app/detail/input_source.h"
#include "engine/app/detail/layer_describer.h"
#include "engine/app/detail/notice_list.h"
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
  using Clock = std::chrono::steady_clock;

  /// A territory on its way into the window.
  struct Opening {
    std::filesystem::path folder;
    std::string name;
    std::future<Result<PreparedTerritory>> future;
  };
  /// A dropped file on its way into the open territory.
  struct Adding {
    std::filesystem::path file;
    std::filesystem::path territory;  ///< folder of the territory that it was dropped on
    std::stop_source stop;
    std::shared_ptr<std::atomic<double>> fraction;
    std::future<Result<scene::Layer>> future;
  };
  /// What waits for the answer to a question.
  struct Waiting {
    ui::QuestionKind kind;
    std::filesystem::path territory;  ///< UnsavedOnOpen: the one to open
  };

  // Territories
  /// Opens one, in place of the one that is open or being opened; asks first where changes would be lost.
  void requestOpening(const std::filesystem::path& path);
  void beginOpening(const std::filesystem::path& path);
  void takeOpened();
  void show(PreparedTerritory prepared);
  /// Lets the user name what is to become a layer.
  void requestAdding();
  void beginAdding(const std::filesystem::path& file);
  void takeAdded();
  void addLayer(scene::Layer layer);
  void takeDrop(const std::vector<std::string>& paths);
  bool isWorking() const { return opening_.has_value() || !adding_.empty(); }
  /// Something is read that only the panels show.
  bool isLookingUp() const { return lister_.isListing() || describer_.isReading(); }
  void takeLookedUp();
  void describeLayer(scene::LayerId layer);
  Consent consent() const;
  /// Notes the user's consent to a layer's files and tries the layer again.
  void allowFiles(scene::LayerId layer);
  void allowSources(const scene::Layer& layer);
  std::vector<ui::PendingWork> pendingWork() const;

  // Questions
  bool isModified() const { return view_ && view_->session().document().isModified(); }
  /// Closes the window, or asks first where changes would be lost.
  void requestClosing();
  void answer(ui::Answer answer);
  std::optional<ui::Question> question() const;
  /// Whether the territory is on disk now; a conflict is asked about.
  bool saveTerritory(bool overwrites);

  // Input
  void handle(const InputFrame& frame);
  void handle(const InputEvent& event, std::vector<ViewRequest>& requests);
  void apply(ViewRequest request);
  void applyToView(ViewRequest request);
  /// Escape: gives up what lies on top, one thing at a time.
  void giveUp();
  void apply(const ui::Action& action);
  void apply(ui::Command command);
  void applyToView(ui::Command command);
  bool applySetting(const ui::Action& action);
  void applyLayerAction(const ui::Action& action);
  bool applyPointStyle(const ui::Action& action);
  void moveLayer(const ui::MoveLayer& move);
  void applyViewAction(const ui::Action& action);
  void setScale(float scale);
  void setQuality(ui::QualityChoice choice);
  void setMemory(int mebibytes);
  std::size_t memoryAllowed() const;
  void toggleLook();
  void takeScreenshot();
  void saveSettings();

  // Pictures
  /// Everything asked for is loaded and drawn.
  bool isAtRest() const;
  bool isLoading() const { return isWorking() || (view_ && isBusy(view_->session())); }
  static bool isBusy(const TerritorySession& session) { return !session.isSettled() || session.isExamining(); }
  double secondsToWait() const;
  void updateView(double elapsedSeconds);
  void drawScene();
  void drawFrame(bool isMoving);
  void drawPanels(double elapsedSeconds);
  bool arePanelsDue() const;
  ui::ViewModel viewModel();
  /// Reads the frame back before it is shown, for `lastPicture`.
  void keepPicture();
  void finishReport();

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
  std::filesystem::path territoryFolder_;
  std::optional<Opening> opening_;
  std::vector<std::future<Result<PreparedTerritory>>> abandoned_;  ///< openings that another one overtook
  std::vector<Adding> adding_;
  FolderLister lister_;
  LayerDescriber describer_;
  std::optional<Waiting> waiting_;
  NoticeList notices_;
  bool isDark_ = false;
  bool areKeysOnPanels_ = false;

  std::string machine_;  ///< what OpenGL calls its renderer
  QualityGovernor governor_;
  FramePacer pacer_;
  scene::Camera drawnCamera_;
  bool needsScene_ = true;
  int panelFramesLeft_ = 3;  ///< ImGui needs a few frames to settle after a change
  Clock::time_point panelsDrawnAt_{};
  double secondsSincePanels_ = 0.0;
  double frameMilliseconds_ = 0.0;
  double fineMilliseconds_ = 0.0;
  std::deque<double> movingCosts_;  ///< milliseconds of the last moving frames
  bool isQuitting_ = false;
  Image lastPicture_;
  WindowReport report_;
};

}  // namespace belvedere::app
