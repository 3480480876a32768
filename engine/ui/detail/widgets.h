#pragma once

#include <optional>
#include <span>
#include <string>

#include "engine/core/diagnostics.h"
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
  Add,
  Open,
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
  Settings,
  Close,
  Warning,
  Info
};

/// A square button with a drawing, a tooltip and an id; true when pressed. The tooltip is also its accessible name.
bool iconButton(const char* id, Icon icon, const std::string& tooltip, bool isOn = false);
/// The drawing alone, in a square of the current window given by its upper left corner in screen pixels.
void drawIcon(Icon icon, const ImVec2& corner, float size, const ImVec4& colour);
/// The drawing alone, in the flow of text.
void iconText(Icon icon, const ImVec4& colour);

/// The text, or as much of its beginning as fits into a width with "…" behind it.
std::string fitted(const std::string& text, float widthPixels);
/// One line of fitted text; the whole text as a tooltip where it was cut.
void fittedText(const std::string& text, float widthPixels);

/// Buttons side by side of which one is chosen; the number of the one that was pressed.
std::optional<std::size_t> segments(const char* id, std::span<const std::string> labels, std::size_t chosen);

/// A bar for work: filled so far, or running to and fro where the fraction is negative.
void progressBar(double fraction);

/// The colour of a mark for something that is so grave.
ImVec4 severityColour(Severity severity, bool isDark);

/// Text in a colour, wrapped at the panel's edge.
void wrappedText(const std::string& text, const ImVec4& colour);
void mutedText(const std::string& text);

/// A tooltip for the last item, also where that cannot be used now.
void tooltip(const std::string& text);

/// A heading with the title face.
void heading(const std::string& text);

}  // namespace belvedere::ui
