#include "engine/app/detail/view_controls.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/geometric.hpp>
#include <span>

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

struct KeyRequest {
  int code;
  ViewRequest request;
};
constexpr std::array kKeys = {KeyRequest{code(Key::Home), ViewRequest::Home},
                              KeyRequest{code(Key::Tab), ViewRequest::TogglePanels},
                              KeyRequest{code(Key::F1), ViewRequest::ToggleHelp},
                              KeyRequest{code(Key::F6), ViewRequest::TogglePanelKeys},
                              KeyRequest{code(Key::F11), ViewRequest::ToggleFullScreen},
                              KeyRequest{code(Key::F12), ViewRequest::Screenshot},
                              KeyRequest{code(Key::Escape), ViewRequest::ClearSelection},
                              KeyRequest{code(Key::Enter), ViewRequest::Select},
                              KeyRequest{'L', ViewRequest::ToggleLook}};
constexpr std::array kControlKeys = {KeyRequest{'Z', ViewRequest::Undo},
                                     KeyRequest{'Y', ViewRequest::Redo},
                                     KeyRequest{'S', ViewRequest::Save},
                                     KeyRequest{'O', ViewRequest::OpenTerritory},
                                     KeyRequest{'L', ViewRequest::AddLayer},
                                     KeyRequest{'Q', ViewRequest::Quit},
                                     KeyRequest{code(Key::Plus), ViewRequest::LargerInterface},
                                     KeyRequest{code(Key::Minus), ViewRequest::SmallerInterface}};
constexpr std::array kArrows = {code(Key::Left), code(Key::Right), code(Key::Up), code(Key::Down)};
constexpr std::array kOtherMovingKeys = {code(Key::PageUp), code(Key::PageDown), int{'Q'}, int{'E'}, int{'R'},
                                         int{'F'}};

template <class Keys>
bool isOneOf(const Keys& keys, int keyCode) {
  return std::find(keys.begin(), keys.end(), keyCode) != keys.end();
}

std::optional<ViewRequest> findRequest(std::span<const KeyRequest> keys, int keyCode) {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const KeyRequest& key) { return key.code == keyCode; });
  return found == keys.end() ? std::nullopt : std::optional(found->request);
}

}  // namespace

std::optional<ViewRequest> requestOf(const InputEvent& event) {
  if (event.kind != InputKind::KeyPressed) {
    return std::nullopt;
  }
  if (event.isControl) {
    const bool isRedo = event.code == 'Z' && event.isShift;
    return isRedo ? ViewRequest::Redo : findRequest(kControlKeys, event.code);
  }
  return findRequest(kKeys, event.code);
}

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
    case InputKind::Left:
      return leave();
    default:
      return;
  }
}

void ViewControls::press(const InputEvent& event) {
  cursor_ = {event.x, event.y};
  hasCursor_ = true;
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
  } else {
    goThere();
  }
}

void ViewControls::goThere() {
  if (const auto place = placeUnder_(aim())) {
    navigator_.goTo(*place);
  }
}

void ViewControls::moveCursor(const glm::dvec2& pixel, const glm::dvec2& sizePixels) {
  const glm::dvec2 step = pixel - cursor_;
  cursor_ = pixel;
  hasCursor_ = true;
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

void ViewControls::pressKey(const InputEvent& event, const glm::dvec2& sizePixels, std::vector<ViewRequest>& requests) {
  if (const auto request = requestOf(event)) {
    requests.push_back(*request);
    return;
  }
  if (isOneOf(kArrows, event.code) || (!event.isControl && isOneOf(kOtherMovingKeys, event.code))) {
    isOrbiting_ = event.isControl;
    heldKeys_.insert(event.code);
    return;
  }
  if (event.isControl) {
    return;
  }
  const glm::dvec2 middle = sizePixels * 0.5;
  switch (event.code) {
    case code(Key::Plus):
      return navigator_.zoom(placeOrAhead(middle, sizePixels), kZoomPerStep);
    case code(Key::Minus):
      return navigator_.zoom(placeOrAhead(middle, sizePixels), 1.0 / kZoomPerStep);
    case 'G':
      return goThere();
    case 'N':
      return navigator_.faceNorth();
    case 'T':
      return navigator_.lookDown(placeOrAhead(middle, sizePixels));
    default:
      return;
  }
}

void ViewControls::moveByKeys(double elapsedSeconds) {
  const double speed = navigator_.comfortableSpeed() * (isFast_ ? kFastFactor : 1.0) * elapsedSeconds;
  const glm::dvec3 step((held(code(Key::Right)) - held(code(Key::Left))) * speed,
                        (held(code(Key::Up)) - held(code(Key::Down))) * speed,
                        (held(code(Key::PageUp)) - held(code(Key::PageDown))) * speed);
  if (glm::length(step) > 0.0) {
    navigator_.move(step);
  }
}

void ViewControls::turnByKeys(double elapsedSeconds) {
  const double turn = kTurnDegreesPerSecond * elapsedSeconds * kPixelsPerDegree;
  const glm::dvec2 look((held('E') - held('Q')) * turn, (held('F') - held('R')) * turn);
  if (glm::length(look) > 0.0) {
    navigator_.look(look);
  }
  const glm::dvec2 orbit((held(code(Key::Right)) - held(code(Key::Left))) * turn,
                         (held(code(Key::Down)) - held(code(Key::Up))) * turn);
  if (isOrbiting_ && glm::length(orbit) > 0.0) {
    navigator_.orbit(placeOrAhead(size_ * 0.5, size_), orbit);
  }
}

bool ViewControls::update(double elapsedSeconds) {
  clockSeconds_ += elapsedSeconds;
  if (!isOrbiting_) {
    moveByKeys(elapsedSeconds);
  }
  turnByKeys(elapsedSeconds);
  return areKeysHeld();
}

}  // namespace belvedere::app
