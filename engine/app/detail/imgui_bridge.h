#pragma once

#include <array>
#include <string>

#include "engine/app/input_event.h"
#include "engine/core/resources.h"

namespace belvedere::app {

/// Joins ImGui to our input and to OpenGL: the same input reaches it from a hand or from a recording. One per window;
/// main thread, with the GL context current.
class ImguiBridge {
 public:
  explicit ImguiBridge(const Resources& resources);
  ~ImguiBridge();
  ImguiBridge(const ImguiBridge&) = delete;
  ImguiBridge& operator=(const ImguiBridge&) = delete;

  /// Colours, spacing and typeface; the scale is the screen's times the user's.
  void setLook(bool isDark, float scale);

  void feed(const InputEvent& event);
  void beginFrame(int widthPixels, int heightPixels, double elapsedSeconds);
  /// Draws what was built since beginFrame into the framebuffer that is bound.
  void endFrame();

  /// Whether keys go from control to control in the panels, instead of moving the view.
  void setKeysOnPanels(bool areOn);

  bool wantsMouse() const;
  /// Whether a text field takes the keys.
  bool wantsKeys() const;
  /// Whether a control of the panels is held by the mouse, such as a slider.
  bool isHeld() const;
  /// Whether the next frame differs without further input: a held key goes on editing a text.
  bool isAnimated() const;

 private:
  /// A button pressed and released between two frames is down for one frame: no click is lost on a slow machine.
  struct Button {
    bool isDown = false;
    bool wasPressed = false;
  };

  Resources resources_;
  std::array<Button, 3> buttons_{};
  std::string clipboard_;  ///< the text that ImGui was last given, which it only borrows
  bool isLookSet_ = false;
  bool isDark_ = false;
  float scale_ = 1.0F;
};

}  // namespace belvedere::app
