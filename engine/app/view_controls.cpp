#include "engine/app/detail/view_controls.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "engine/scene/camera_math.h"

namespace belvedere::app {
namespace {

constexpr double kClickPixels = 4.0;
constexpr double kDoubleClickSeconds = 0.4;
constexpr double kZoomPerStep = 0.82;
constexpr double kTurnDegreesPerSecond = 60.0;
constexpr double kPixelsPerDegree = 4.0;
constexpr double kFastFactor = 4.0;
constexpr double kFarthestMetres = 20000.0;

constexpr int code(Key key) { return static_cast<int>(key); }

}  // namespace

glm::dvec3 ViewControls::placeOrAhead(const glm::dvec2& pixel, const glm::dvec2& sizePixels) const {
  if (const auto place = placeUnder_(pixel)) {
    return *place;
  }
  // On the sky: a point ahead, as far as the camera is high.
  const scene::Ray ray = scene::rayThrough(navigator_.camera(), pixel, sizePixels);
  const double distance = std::clamp(navigator_.comfortableSpeed() * 2.0, 50.0, kFarthestMetres);
  return ray.origin + ray.direction * distance;
}

void ViewControls::handle(const InputEvent& event, const glm::dvec2& sizePixels, std::vector<ViewRequest>& requests) {
  size_ = sizePixels;
  isFast_ = event.isShift;
  switch (event.kind) {
    case InputKind::ButtonPressed:
      return press(event);
    case InputKind::ButtonReleased:
      return releaseButton(event, requests);
    case InputKind::CursorMoved:
      return moveCursor({event.x, event.y}, sizePixels);
    case InputKind::Scrolled:
      return scroll(event.y, sizePixels);
    case InputKind::KeyPressed:
      return pressKey(event, sizePixels, requests);
    case InputKind::KeyReleased:
      heldKeys_.erase(event.code);
      return;
    default:
      return;
  }
}

void ViewControls::press(const InputEvent& event) {
  cursor_ = {event.x, event.y};
  pressedAt_ = cursor_;
  hasDragged_ = false;
  grabbed_ = placeOrAhead(cursor_, size_);
  drag_ = event.code == 0 && !event.isControl ? Drag::Pan : Drag::Orbit;
}

void ViewControls::releaseButton(const InputEvent& event, std::vector<ViewRequest>& requests) {
  cursor_ = {event.x, event.y};
  const bool isClick = drag_ == Drag::Pan && !hasDragged_ && event.code == 0;
  drag_ = Drag::None;
  if (!isClick) {
    return;
  }
  const bool isDouble = clockSeconds_ - lastClickSeconds_ < kDoubleClickSeconds &&
                        glm::length(cursor_ - lastClickAt_) < 2.0 * kClickPixels && lastClickSeconds_ >= 0.0;
  lastClickSeconds_ = isDouble ? -1.0 : clockSeconds_;
  lastClickAt_ = cursor_;
  if (!isDouble) {
    requests.push_back(ViewRequest::Select);
  } else if (const auto place = placeUnder_(cursor_)) {
    navigator_.goTo(*place);
  }
}

void ViewControls::moveCursor(const glm::dvec2& pixel, const glm::dvec2& sizePixels) {
  const glm::dvec2 step = pixel - cursor_;
  cursor_ = pixel;
  if (drag_ == Drag::None) {
    return;
  }
  hasDragged_ = hasDragged_ || glm::length(pixel - pressedAt_) > kClickPixels;
  if (!hasDragged_) {
    return;
  }
  if (drag_ == Drag::Pan) {
    navigator_.pan(grabbed_, pixel, sizePixels);
  } else {
    navigator_.orbit(grabbed_, step);
  }
}

void ViewControls::scroll(double steps, const glm::dvec2& sizePixels) {
  navigator_.zoom(placeOrAhead(cursor_, sizePixels), std::pow(kZoomPerStep, std::clamp(steps, -10.0, 10.0)));
}

void ViewControls::pressControlKey(int keyCode, std::vector<ViewRequest>& requests) {
  switch (keyCode) {
    case 'Z':
      return requests.push_back(ViewRequest::Undo);
    case 'Y':
      return requests.push_back(ViewRequest::Redo);
    case 'S':
      return requests.push_back(ViewRequest::Save);
    case code(Key::Plus):
      return requests.push_back(ViewRequest::LargerInterface);
    case code(Key::Minus):
      return requests.push_back(ViewRequest::SmallerInterface);
    default:
      return;
  }
}

void ViewControls::pressKey(const InputEvent& event, const glm::dvec2& sizePixels, std::vector<ViewRequest>& requests) {
  if (event.isControl) {
    return pressControlKey(event.code, requests);
  }
  const glm::dvec2 middle = sizePixels * 0.5;
  switch (event.code) {
    case code(Key::Home):
      return requests.push_back(ViewRequest::Home);
    case code(Key::Tab):
      return requests.push_back(ViewRequest::TogglePanels);
    case code(Key::F1):
      return requests.push_back(ViewRequest::ToggleHelp);
    case code(Key::F11):
      return requests.push_back(ViewRequest::ToggleFullScreen);
    case code(Key::F12):
      return requests.push_back(ViewRequest::Screenshot);
    case code(Key::Escape):
      return requests.push_back(ViewRequest::ClearSelection);
    case code(Key::Enter):
      return requests.push_back(ViewRequest::Select);
    case code(Key::Plus):
      return navigator_.zoom(placeOrAhead(middle, sizePixels), kZoomPerStep);
    case code(Key::Minus):
      return navigator_.zoom(placeOrAhead(middle, sizePixels), 1.0 / kZoomPerStep);
    case 'L':
      return requests.push_back(ViewRequest::ToggleLook);
    case 'N':
      return navigator_.faceNorth();
    case 'T':
      return navigator_.lookDown(placeOrAhead(middle, sizePixels));
    default:
      heldKeys_.insert(event.code);
  }
}

bool ViewControls::update(double elapsedSeconds) {
  clockSeconds_ += elapsedSeconds;
  const auto held = [&](int key) { return heldKeys_.count(key) > 0 ? 1.0 : 0.0; };
  const double speed = navigator_.comfortableSpeed() * (isFast_ ? kFastFactor : 1.0) * elapsedSeconds;
  const glm::dvec3 step((held(code(Key::Right)) - held(code(Key::Left))) * speed,
                        (held(code(Key::Up)) - held(code(Key::Down))) * speed,
                        (held(code(Key::PageUp)) - held(code(Key::PageDown))) * speed);
  if (glm::length(step) > 0.0) {
    navigator_.move(step);
  }
  const double turn = kTurnDegreesPerSecond * elapsedSeconds * kPixelsPerDegree;
  const glm::dvec2 look((held('E') - held('Q')) * turn, (held('F') - held('R')) * turn);
  if (glm::length(look) > 0.0) {
    navigator_.look(look);
  }
  return !heldKeys_.empty();
}

void ViewControls::release() {
  heldKeys_.clear();
  drag_ = Drag::None;
}

}  // namespace belvedere::app
