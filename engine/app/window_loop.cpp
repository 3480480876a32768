#include "engine/app/detail/window_loop.h"

#include <algorithm>

#include "engine/app/detail/view_model_builder.h"
#include "engine/capture/image_writer.h"

namespace belvedere::app {
namespace {

constexpr auto kAttachBudget = std::chrono::milliseconds(4);
constexpr double kWaitWhileLoading = 0.02;
constexpr double kWaitAtRest = 1.0;
constexpr int kPanelFrames = 3;
constexpr std::size_t kMostNotices = 4;

bool isTouching(const InputEvent& event) {
  return event.kind != InputKind::Resized && event.kind != InputKind::FilesDropped;
}

}  // namespace

WindowLoop::WindowLoop(const WindowOptions& options, WindowEnvironment environment,
                       std::unique_ptr<PlatformWindow> window, std::unique_ptr<render::Renderer> renderer)
    : options_(options),
      environment_(std::move(environment)),
      window_(std::move(window)),
      renderer_(std::move(renderer)),
      tasks_(std::max(3U, std::thread::hardware_concurrency())),
      imgui_(environment_.resources),
      input_(*window_),
      isDark_(environment_.settings.isDark.value_or(false)) {}

WindowLoop::~WindowLoop() = default;

render::ViewSize WindowLoop::size() const { return {window_->widthPixels(), window_->heightPixels()}; }

double WindowLoop::aspect() const {
  return static_cast<double>(std::max(1, window_->widthPixels())) / std::max(1, window_->heightPixels());
}

Result<WindowReport> WindowLoop::run() {
  if (options_.playFile) {
    if (auto status = input_.play(*options_.playFile); !status) {
      return tl::unexpected(status.error());
    }
  }
  if (options_.recordFile) {
    if (auto status = input_.record(*options_.recordFile); !status) {
      return tl::unexpected(status.error());
    }
  }
  window_->setFullScreen(options_.isFullScreen);
  if (options_.territory) {
    beginOpening(*options_.territory);
  }
  while (!isQuitting_ && !window_->isCloseRequested() && !options_.stop.stop_requested()) {
    const InputFrame frame = input_.take(secondsToWait(), isAtRest());
    takeOpened();
    takeAdded();
    handle(frame);
    if (window_->widthPixels() <= 0 || window_->heightPixels() <= 0) {
      continue;  // minimised
    }
    if (view_ && view_->update(size(), frame.elapsedSeconds, kAttachBudget)) {
      needsScene_ = true;
    }
    drawScene();
    drawPanels(frame.elapsedSeconds);
    if (input_.isAtEnd() && isAtRest()) {
      break;
    }
  }
  if (options_.lastPicture) {
    check(capture::writeImage(lastPicture_, *options_.lastPicture));
  }
  report_.wasSettled = !view_ || view_->session().isSettled();
  return report_;
}

bool WindowLoop::isAtRest() const {
  const bool isViewAtRest = !view_ || (view_->session().isSettled() && !view_->isMoving());
  return !isWorking() && isViewAtRest && !needsScene_ && panelFramesLeft_ == 0;
}

double WindowLoop::secondsToWait() const {
  const bool isMoving = view_ && view_->isMoving();
  if (needsScene_ || panelFramesLeft_ > 0 || isMoving || input_.isPlaying()) {
    return 0.0;
  }
  const bool isLoading = isWorking() || (view_ && !view_->session().isSettled());
  return isLoading ? kWaitWhileLoading : kWaitAtRest;
}

void WindowLoop::handle(const InputFrame& frame) {
  std::vector<ViewRequest> requests;
  for (const InputEvent& event : frame.events) {
    panelFramesLeft_ = kPanelFrames;
    imgui_.feed(event);
    if (event.kind == InputKind::FilesDropped) {
      takeDrop(event.paths);
    }
    needsScene_ = needsScene_ || event.kind == InputKind::Resized;
    if (!view_ || !isTouching(event)) {
      continue;
    }
    const bool isKey = event.kind == InputKind::KeyPressed || event.kind == InputKind::KeyReleased;
    const bool isPanels = isKey ? imgui_.wantsKeys() : imgui_.wantsMouse();
    const bool isRelease = event.kind == InputKind::ButtonReleased || event.kind == InputKind::KeyReleased;
    // A drag that began on the view goes on over a panel, and a release always counts.
    if (!isPanels || isRelease || view_->controls().isMoving()) {
      view_->controls().handle(event, {window_->widthPixels(), window_->heightPixels()}, requests);
    }
  }
  for (const ViewRequest request : requests) {
    apply(request);
  }
}

void WindowLoop::drawScene() {
  if (!view_) {
    needsScene_ = false;
    return;
  }
  const bool isMoving = view_->isMoving();
  const bool isLost = canvas_.resize(window_->widthPixels(), window_->heightPixels());
  // When the view comes to rest, one more picture at full quality.
  if (!needsScene_ && !isLost && !isMoving && !wasMoving_) {
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  renderer_->draw(size(), canvas_.framebuffer(), isMoving);
  frameMilliseconds_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  wasMoving_ = isMoving;
  needsScene_ = false;
  panelFramesLeft_ = std::max(panelFramesLeft_, 1);
  ++report_.framesDrawn;
}

void WindowLoop::drawPanels(double elapsedSeconds) {
  const bool isLoading = isWorking() || (view_ && !view_->session().isSettled());
  if (panelFramesLeft_ == 0 && !imgui_.isAnimated() && !isLoading) {
    return;
  }
  panelFramesLeft_ = std::max(0, panelFramesLeft_ - 1);
  ui::ViewModel model;
  model.recentTerritories = environment_.settings.recentTerritories;
  model.notices = notices_;
  model.isDark = isDark_;
  model.isFullScreen = window_->isFullScreen();
  model.interfaceScale = window_->contentScale() * environment_.settings.interfaceScale;
  model.frameMilliseconds = frameMilliseconds_;
  if (view_) {
    describeView(*view_, environment_.translator, model);
  }
  imgui_.setLook(isDark_, model.interfaceScale);
  canvas_.resize(window_->widthPixels(), window_->heightPixels());
  canvas_.copyToWindow();
  imgui_.beginFrame(window_->widthPixels(), window_->heightPixels(), elapsedSeconds);
  const ui::Actions actions = panels_.draw(model, environment_.translator);
  imgui_.endFrame();
  if (options_.lastPicture) {
    keepPicture();
  }
  window_->swapBuffers();
  ++report_.panelsDrawn;
  for (const ui::Action& action : actions) {
    apply(action);
    panelFramesLeft_ = kPanelFrames;
  }
}

void WindowLoop::notify(Severity severity, const Message& message) {
  if (notices_.size() >= kMostNotices) {
    notices_.erase(notices_.begin());
  }
  notices_.push_back({severity, environment_.translator.text(message), environment_.translator.hint(message)});
  panelFramesLeft_ = kPanelFrames;
}

void WindowLoop::notify(const Error& error) { notify(Severity::Error, error.message); }

void WindowLoop::check(const Status& status) {
  if (!status) {
    notify(status.error());
  }
}

}  // namespace belvedere::app
