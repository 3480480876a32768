#pragma once

#include <string>

#include "engine/core/translator.h"
#include "engine/ui/detail/palette.h"

namespace belvedere::ui {

/// Small drawings in the text's size, made of strokes, so that they are crisp at every scale.
enum class Icon {
  Eye,
  EyeClosed,
  Target,
  Up,
  Down,
  Remove,
  Home,
  North,
  TopView,
  Camera,
  FullScreen,
  Sun,
  Moon,
  Look,
  Undo,
  Redo,
  Save,
  Help,
  Bookmark,
  Close,
  Warning,
  Info
};

/// A square button with a drawing, a tooltip and an id; true when pressed. The tooltip is also its accessible name.
bool iconButton(const char* id, Icon icon, const std::string& tooltip, bool isOn = false);
/// The drawing alone, in the flow of text.
void iconText(Icon icon, const ImVec4& colour);

/// Text in a colour, wrapped at the panel's edge.
void wrappedText(const std::string& text, const ImVec4& colour);
void mutedText(const std::string& text);

/// A tooltip for the last item, after a moment.
void tooltip(const std::string& text);

/// A heading with the title face.
void heading(const std::string& text);

}  // namespace belvedere::ui
