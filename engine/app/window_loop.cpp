#include "engine/app/detail/window_loop.h"

#include <algorithm>

#include "engine/capture/image_writer.h"
#include "engine/scene/unsaved_edits.h"

namespace belvedere::app {
namespace {

constexpr auto kAttachBudget = std::chrono::milliseconds(4);
constexpr double kWaitWhileLoading = 0.02;
constexpr double kWaitForRest = 0.04;
constexpr double kWaitForHeldKey = 0.05;  // it goes on editing a text
constexpr double kWaitAtRest = 1.0;
constexpr int kPanelFrames = 3;

constexpr MessageId kEditsKept{"window-edits-kept", N_("Changes that were not saved are kept in {path}."),
                               N_("They are there again when the territory is opened in the window.")};

/// Nobody can be asked about edits any more. The failure says where they are, or why they could not be kept.
Status keepEdits(const scene::Territory& territory, const std::filesystem::path& file) {
  if (auto kept = scene::keepUnsavedEdits(territory, file); !kept) {
    return kept;
  }
  return fail(ErrorCode::Cancelled, Message(kEditsKept, {{"path", scene::unsavedEditsPath(file).string()}}));
}

bool isKey(const InputEvent& event) {
  return event.kind == InputKind::KeyPressed || event.kind == InputKind::KeyReleased;
}

/// While keys go to the panels, those that choose and press there; the rest means what it always does.
bool isPanelKey(const std::optional<ViewRequest>& request) {
  return !request || request == ViewRequest::Select || request == ViewRequest::Home ||
         request == ViewRequest::TogglePanels || request == ViewRequest::ToggleLook;
}

/// While a text is typed, what edits it; F1 and the like mean what they always do.
bool isTextKey(const std::optional<ViewRequest>& request) {
  return isPanelKey(request) || request == ViewRequest::Undo || request == ViewRequest::Redo ||
         request == ViewRequest::ClearSelection;
}

}  // namespace

WindowLoop::WindowLoop(const WindowOptions& options, WindowEnvironment environment,
                       std::unique_ptr<PlatformWindow> window, std::unique_ptr<render::Renderer> renderer)
    : options_(options),
      environment_(std::move(environment)),
      window_(std::move(window)),
      renderer_(std::move(renderer)),
      tasks_(std::max(4U, usableCores())),
      imgui_(environment_.resources),
      input_(*window_),
      lister_(tasks_),
      describer_(tasks_, environment_.catalog),
      isDark_(environment_.settings.isDark.value_or(false)),
      machine_(SceneCanvas::rendererName()),
      governor_(isSoftwareRenderer(machine_)) {
  governor_.fix(qualityFromName(environment_.settings.quality));
}

WindowLoop::~WindowLoop() = default;

render::ViewSize WindowLoop::size() const {
  return {window_->widthPixels(), window_->heightPixels(), static_cast<double>(window_->contentScale())};
}

double WindowLoop::aspect() const {
  return static_cast<double>(std::max(1, window_->widthPixels())) / std::max(1, window_->heightPixels());
}

Result<WindowReport> WindowLoop::run() {
  Status status = options_.playFile ? input_.play(*options_.playFile) : Status();
  status = status && options_.recordFile ? input_.record(*options_.recordFile) : status;
  if (!status) {
    return tl::unexpected(status.error());
  }
  window_->setFullScreen(options_.isFullScreen);
  if (options_.territory) {
    beginOpening(*options_.territory);
  }
  while (!isQuitting_ && !options_.stop.stop_requested()) {
    const InputFrame frame = input_.take(secondsToWait(), isAtRest());
    if (window_->takeCloseRequest()) {
      requestClosing();
    }
    takeOpened();
    takeAdded();
    takeLookedUp();
    handle(frame);
    if (window_->widthPixels() <= 0 || window_->heightPixels() <= 0) {
      continue;  // minimised
    }
    updateView(frame.elapsedSeconds);
    drawScene();
    drawPanels(frame.elapsedSeconds);
    if (input_.isAtEnd() && isAtRest()) {
      break;
    }
  }
  finishReport();
  const Status ended = options_.stop.stop_requested() && isModified()
                           ? keepEdits(view_->session().document().territory(), view_->session().document().file())
                           : Status();
  window_->hide();  // readers that are at work may take a moment to end
  return ended ? Result<WindowReport>(report_) : tl::unexpected(ended.error());
}

bool WindowLoop::isAtRest() const {
  const bool isViewAtRest = !view_ || (!isBusy(view_->session()) && !view_->isMoving());
  return !isWorking() && !isLookingUp() && isViewAtRest && !needsScene_ && !pacer_.owesFine() && panelFramesLeft_ == 0;
}

double WindowLoop::secondsToWait() const {
  if (needsScene_ || panelFramesLeft_ > 0 || (view_ && view_->isAnimated()) || input_.isPlaying()) {
    return 0.0;
  }
  if (isLoading() || isLookingUp()) {
    return kWaitWhileLoading;
  }
  if (pacer_.owesFine() && !(view_ && view_->isMoving())) {
    return kWaitForRest;
  }
  if (imgui_.isAnimated()) {
    return kWaitForHeldKey;
  }
  return std::min(kWaitAtRest, notices_.secondsToNext(Clock::now()).value_or(kWaitAtRest));
}

void WindowLoop::takeLookedUp() {
  const bool isListed = lister_.update();
  const bool isDescribed = describer_.update();
  if (isListed || isDescribed) {
    panelFramesLeft_ = kPanelFrames;
  }
}

void WindowLoop::updateView(double elapsedSeconds) {
  if (!view_) {
    return;
  }
  view_->session().setDrawnScale(view_->isMoving() ? governor_.level(true).scale : 1.0);
  needsScene_ = view_->update(size(), elapsedSeconds, kAttachBudget) || needsScene_;
}

void WindowLoop::handle(const InputFrame& frame) {
  std::vector<ViewRequest> requests;
  for (const InputEvent& event : frame.events) {
    panelFramesLeft_ = kPanelFrames;
    imgui_.feed(event);
    handle(event, requests);
  }
  for (const ViewRequest request : requests) {
    apply(request);
  }
}

void WindowLoop::handle(const InputEvent& event, std::vector<ViewRequest>& requests) {
  if (event.kind == InputKind::FilesDropped) {
    return takeDrop(event.paths);
  }
  if (event.kind == InputKind::Resized) {
    needsScene_ = true;
    return;
  }
  const auto request = requestOf(event);
  const bool isForPanels = (imgui_.wantsKeys() && isTextKey(request)) || (areKeysOnPanels_ && isPanelKey(request));
  const bool isAsking = waiting_ || panels_.isDialogOpen();
  const bool isGivingUp = isAsking && request == ViewRequest::ClearSelection;
  const bool isPanels = !isGivingUp && (isAsking || (isKey(event) ? isForPanels : imgui_.wantsMouse()));
  if (!view_) {
    if (request && !isPanels) {
      requests.push_back(*request);
    }
    return;
  }
  // A drag that began on the view goes on over a panel, and a release always counts.
  const bool isRelease = event.kind == InputKind::ButtonReleased || event.kind == InputKind::KeyReleased;
  if (!isPanels || isRelease || view_->controls().isMoving()) {
    view_->controls().handle(event, {window_->widthPixels(), window_->heightPixels()}, requests);
  } else if (event.kind == InputKind::CursorMoved) {
    view_->controls().leave();
  }
}

void WindowLoop::finishReport() {
  if (options_.lastPicture) {
    check(capture::writeImage(lastPicture_, *options_.lastPicture));
  }
  for (Adding& adding : adding_) {
    adding.stop.request_stop();
  }
  if (!movingCosts_.empty()) {
    std::vector<double> costs(movingCosts_.begin(), movingCosts_.end());
    const auto middle = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2);
    std::nth_element(costs.begin(), middle, costs.end());
    report_.movingMilliseconds = *middle;
  }
  report_.still = governor_.level(false);
  report_.moving = governor_.level(true);
  report_.tileBytes = view_ ? view_->session().tileBytes() : 0;
  report_.wasSettled = !view_ || view_->session().isSettled();
}

void WindowLoop::notify(Severity severity, const Message& message) {
  notices_.add({severity, environment_.translator.text(message), environment_.translator.hint(message)}, Clock::now());
  panelFramesLeft_ = kPanelFrames;
}

void WindowLoop::notify(const Error& error) { notify(Severity::Error, error.message); }

void WindowLoop::check(const Status& status) {
  if (!status) {
    notify(status.error());
  }
}

}  // namespace belvedere::app
