#include <GL/gl.h>
#include <algorithm>
#include <cmath>

#include "engine/app/detail/view_model_builder.h"
#include "engine/app/detail/window_loop.h"

namespace belvedere::app {
namespace {

constexpr std::size_t kKeptCosts = 31;
constexpr double kQuickMilliseconds = 60.0;  // fine frames that cost less may be drawn for every tile that arrives
constexpr auto kPanelPeriod = std::chrono::milliseconds(100);  // of what moves in the panels while something loads

ui::QualityChoice choiceOf(render::Quality quality) {
  switch (quality) {
    case render::Quality::Low:
      return ui::QualityChoice::Low;
    case render::Quality::Medium:
      return ui::QualityChoice::Medium;
    case render::Quality::High:
      break;
  }
  return ui::QualityChoice::High;
}

render::ViewSize scaled(const render::ViewSize& size, double scale) {
  const auto side = [&](int pixels) { return std::max(1, static_cast<int>(std::lround(pixels * scale))); };
  return {side(size.widthPixels), side(size.heightPixels), size.pixelRatio * scale};
}

}  // namespace

void WindowLoop::drawScene() {
  if (!view_) {
    needsScene_ = false;
    return;
  }
  const bool isLost = canvas_.resize(window_->widthPixels(), window_->heightPixels());
  FrameSituation situation;
  situation.hasChanged = needsScene_ || isLost;
  situation.isViewMoved = isLost || !(drawnCamera_ == view_->session().view().camera);
  situation.isHandOn = view_->isMoving() || imgui_.isHeld();
  situation.isLoading = isLoading();
  situation.isFineQuick = fineMilliseconds_ > 0.0 && fineMilliseconds_ < kQuickMilliseconds;
  const FramePlan plan = pacer_.plan(situation, Clock::now());
  if (plan != FramePlan::None) {
    drawFrame(plan == FramePlan::Coarse);
  }
  needsScene_ = false;
}

void WindowLoop::drawFrame(bool isMoving) {
  const DrawingLevel level = governor_.level(isMoving);
  const render::ViewSize drawn = scaled(size(), level.scale);
  const auto start = Clock::now();
  renderer_->setQuality(level.quality, 1);
  renderer_->draw(drawn, canvas_.framebuffer(), isMoving);
  SceneCanvas::finish();
  frameMilliseconds_ = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  canvas_.setDrawn(drawn.widthPixels, drawn.heightPixels);
  drawnCamera_ = view_->session().view().camera;
  if (!isLoading()) {
    governor_.note(isMoving, frameMilliseconds_);
  }
  if (isMoving) {
    movingCosts_.push_back(frameMilliseconds_);
    if (movingCosts_.size() > kKeptCosts) {
      movingCosts_.pop_front();
    }
    ++report_.framesMoving;
  } else {
    fineMilliseconds_ = frameMilliseconds_;
  }
  panelFramesLeft_ = std::max(panelFramesLeft_, 1);
  ++report_.framesDrawn;
}

bool WindowLoop::arePanelsDue() const {
  const bool isPeriodOver = Clock::now() - panelsDrawnAt_ >= kPanelPeriod;
  return panelFramesLeft_ > 0 || ((isLoading() || imgui_.isAnimated()) && isPeriodOver);
}

ui::ViewModel WindowLoop::viewModel() {
  ui::ViewModel model;
  model.recentTerritories = environment_.settings.recentTerritories;
  if (view_) {
    std::erase(model.recentTerritories, std::filesystem::absolute(territoryFolder_).lexically_normal());
  }
  model.notices = notices_.notices();
  model.pending = pendingWork();
  model.question = question();
  model.listing = lister_.latest();
  model.territoryFolder = territoryFolder_;
  model.isDark = isDark_;
  model.isFullScreen = window_->isFullScreen();
  model.userScale = environment_.settings.interfaceScale;
  model.interfaceScale = window_->contentScale() * model.userScale;
  model.frameMilliseconds = frameMilliseconds_;
  model.quality.chosen = governor_.fixed() ? choiceOf(*governor_.fixed()) : ui::QualityChoice::Auto;
  model.quality.still = choiceOf(governor_.level(false).quality);
  model.quality.moving = choiceOf(governor_.level(true).quality);
  model.quality.movingScale = governor_.level(true).scale;
  model.quality.machine = machine_;
  model.memory.chosenMebibytes = options_.memoryMebibytes.value_or(environment_.settings.memoryMebibytes);
  model.memory.most = memoryAllowed();
  if (view_) {
    model.memory.bytes = view_->session().tileBytes();
    describeView(*view_, environment_.translator, model);
    for (ui::LayerEntry& entry : model.layers) {
      entry.whole = describer_.find(entry.id);
      entry.isDescribing = describer_.isReading(entry.id);
    }
  }
  return model;
}

void WindowLoop::drawPanels(double elapsedSeconds) {
  secondsSincePanels_ += elapsedSeconds;
  if (notices_.expire(Clock::now())) {
    panelFramesLeft_ = std::max(panelFramesLeft_, 1);
  }
  if (!arePanelsDue()) {
    return;
  }
  panelFramesLeft_ = std::max(0, panelFramesLeft_ - 1);
  panelsDrawnAt_ = Clock::now();
  const ui::ViewModel model = viewModel();
  imgui_.setLook(isDark_, model.interfaceScale);
  imgui_.setKeysOnPanels(areKeysOnPanels_);
  canvas_.resize(window_->widthPixels(), window_->heightPixels());
  if (!view_) {
    canvas_.clear(isDark_);
  }
  canvas_.copyToWindow();
  imgui_.beginFrame(window_->widthPixels(), window_->heightPixels(), secondsSincePanels_);
  secondsSincePanels_ = 0.0;
  const ui::Actions actions = panels_.draw(model, environment_.translator);
  imgui_.endFrame();
  if (options_.lastPicture) {
    keepPicture();
  }
  window_->swapBuffers();
  ++report_.panelsDrawn;
  for (const ui::Action& action : actions) {
    apply(action);
    panelFramesLeft_ = 3;
  }
}

void WindowLoop::keepPicture() {
  const int width = window_->widthPixels();
  const int height = window_->heightPixels();
  Image picture(width, height, 3);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadBuffer(GL_BACK);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, picture.pixels.data());
  lastPicture_ = Image(width, height, 3);
  for (int row = 0; row < height; ++row) {
    const std::uint8_t* from = picture.at(0, height - 1 - row);
    std::copy(from, from + static_cast<std::ptrdiff_t>(width) * 3, lastPicture_.at(0, row));
  }
}

}  // namespace belvedere::app
