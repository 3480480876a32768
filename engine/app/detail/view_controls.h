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
  ToggleHelp,
  ToggleLook,
  ToggleFullScreen,
  Screenshot,
  Undo,
  Redo,
  Save,
  LargerInterface,
  SmallerInterface
};

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
  /// Lets go of everything (the window lost the hand).
  void release();

  const glm::dvec2& cursor() const { return cursor_; }
  /// Whether the camera moves under a hand or a held key, so that a coarser picture will do.
  bool isMoving() const { return drag_ != Drag::None || !heldKeys_.empty(); }

 private:
  enum class Drag { None, Pan, Orbit };
  void press(const InputEvent& event);
  void releaseButton(const InputEvent& event, std::vector<ViewRequest>& requests);
  void moveCursor(const glm::dvec2& pixel, const glm::dvec2& sizePixels);
  void scroll(double steps, const glm::dvec2& sizePixels);
  void pressKey(const InputEvent& event, const glm::dvec2& sizePixels, std::vector<ViewRequest>& requests);
  void pressControlKey(int code, std::vector<ViewRequest>& requests);
  glm::dvec3 placeOrAhead(const glm::dvec2& pixel, const glm::dvec2& sizePixels) const;

  scene::Navigator& navigator_;
  PlaceUnder placeUnder_;
  glm::dvec2 cursor_{0.0};
  glm::dvec2 pressedAt_{0.0};
  glm::dvec2 size_{1.0};
  Drag drag_ = Drag::None;
  bool hasDragged_ = false;
  glm::dvec3 grabbed_{0.0};
  double clockSeconds_ = 0.0;
  double lastClickSeconds_ = -1.0;
  glm::dvec2 lastClickAt_{0.0};
  bool isFast_ = false;
  std::set<int> heldKeys_;
};

}  // namespace belvedere::app
