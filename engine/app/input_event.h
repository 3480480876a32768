#pragma once

#include <string>
#include <vector>

#include "engine/core/result.h"

namespace belvedere::app {

/// Keys by what they do, so that a recording does not depend on the window library. Letters and digits by their
/// character in upper case as drawn on the user's keyboard.
enum class Key : int {
  Unknown = 0,
  Tab = 256,
  Left,
  Right,
  Up,
  Down,
  PageUp,
  PageDown,
  Home,
  End,
  Insert,
  Delete,
  Backspace,
  Enter,
  Escape,
  F1,
  F11,
  F12,
  Plus,
  Minus,
  Space,
  F6
};

/// What happened at the window.
enum class InputKind {
  CursorMoved,
  ButtonPressed,
  ButtonReleased,
  Scrolled,
  KeyPressed,
  KeyReleased,
  Typed,
  FilesDropped,
  Resized,
  Left
};

/// One thing that the user did. Which members count follows from the kind.
struct InputEvent {
  InputKind kind = InputKind::CursorMoved;
  double x = 0.0;  ///< pixels from the left; Scrolled: to the right
  double y = 0.0;  ///< pixels from the top; Scrolled: up
  int code = 0;    ///< mouse button (0 left, 1 right, 2 middle); key (Key or a character); typed Unicode character
  bool isShift = false;
  bool isControl = false;
  std::vector<std::string> paths;  ///< FilesDropped
};

/// The input between two frames, and the time that passed.
struct InputFrame {
  double elapsedSeconds = 0.0;
  std::vector<InputEvent> events;
};

/// One line of a recording, as JSON without line breaks.
std::string inputFrameToLine(const InputFrame& frame);

/// Reads a whole recording (one frame per line). Fails with InvalidData and the number of the line.
Result<std::vector<InputFrame>> inputFramesFromText(const std::string& text);

}  // namespace belvedere::app
