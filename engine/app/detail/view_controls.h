#pragma once

#include <functional>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <optional>
#include <set>

#include "engine/app/input_event.h"
#include "engine/scene/navigator.h"

namespace belvedere::app {

/// What a hand on the view asks for besides moving the camera.
enum class ViewRequest {
  Select,  ///< what is under the cursor
  ClearSelection,
  Home,
  TogglePanels,
  TogglePanelKeys,  ///< keys go to the panels, or to the view again
  ToggleHelp,
  ToggleLook,
  ToggleFullScreen,
  Screenshot,
  Undo,
  Redo,
  Save,
  OpenTerritory,  ///< another one, which is to be chosen
  AddLayer,       ///< of a source that is to be named
  Quit,
  LargerInterface,
  SmallerInterface
};

/// What a pressed key asks for, apart from moving the camera.
std::optional<ViewRequest> requestOf(const InputEvent& event);

/// Mouse and keys on the view: drags, wheel and keys move the camera; the rest is asked for. Main thread.
class ViewControls {
 public:
  /// The position on the map under a pixel; nothing on the sky.
  using PlaceUnder = std::function<std::optional<glm::dvec3>(const glm::dvec2& pixel)>;

  ViewControls(scene::Navigator& navigator, PlaceUnder placeUnder)
      : navigator_(navigator), placeUnder_(std::move(placeUnder)) {}

  /// Takes one event that is not the panels'; appends what it asks for.
  void handle(const InputEvent& event, const glm::dvec2& sizePixels, std::vector<ViewRequest>& requests);
  /// Moves by the keys that are held; true while any is.
  bool update(double elapsedSeconds);
  /// The cursor is elsewhere: over a panel, or outside the window.
  void leave() { hasCursor_ = false; }

  /// Where the cursor is, in pixels; nothing while it is outside the window.
  std::optional<glm::dvec2> cursor() const { return hasCursor_ ? std::optional(cursor_) : std::nullopt; }
  /// Where a key selects or goes to: under the cursor, or in the middle of the view where there is none.
  glm::dvec2 aim() const { return hasCursor_ ? cursor_ : size_ * 0.5; }
  /// Whether the camera is in a hand or under a held key, so that a coarser picture will do.
  bool isMoving() const { return drag_ != Drag::None || areKeysHeld(); }
  /// Whether the camera moves by itself from frame to frame.
  bool areKeysHeld() const { return !heldKeys_.empty(); }

 private:
  enum class Drag { None, Pan, Orbit };
  void press(const InputEvent& event);
  void releaseButton(const InputEvent& event, std::vector<ViewRequest>& requests);
  void moveCursor(const glm::dvec2& pixel, const glm::dvec2& sizePixels);
  void scroll(double steps, const glm::dvec2& sizePixels);
  void pressKey(const InputEvent& event, const glm::dvec2& sizePixels, std::vector<ViewRequest>& requests);
  void goThere();
  void moveByKeys(double elapsedSeconds);
  void turnByKeys(double elapsedSeconds);
  double held(int key) const { return heldKeys_.contains(key) ? 1.0 : 0.0; }
  glm::dvec3 placeOrAhead(const glm::dvec2& pixel, const glm::dvec2& sizePixels) const;

  scene::Navigator& navigator_;
  PlaceUnder placeUnder_;
  glm::dvec2 cursor_{0.0};
  bool hasCursor_ = false;
  glm::dvec2 pressedAt_{0.0};
  glm::dvec2 size_{1.0};
  Drag drag_ = Drag::None;
  bool hasDragged_ = false;
  glm::dvec3 grabbed_{0.0};
  double clockSeconds_ = 0.0;
  double lastClickSeconds_ = -1.0;
  glm::dvec2 lastClickAt_{0.0};
  bool isFast_ = false;
  bool isOrbiting_ = false;  ///< arrows were pressed with Ctrl: they turn around the middle of the view
  std::set<int> heldKeys_;
};

}  // namespace belvedere::app
