#pragma once

#include "engine/core/resources.h"

namespace belvedere::ui {

/// Sets colours, spacing and rounding of the panels for a light or dark room, at a scale (1 is 100 %). With an ImGui
/// context current; main thread.
void applyTheme(bool isDark, float scale);

/// Loads the typeface at a scale; call before the backend makes its texture, and again when the scale changes.
/// Falls back on ImGui's own face where the file is missing.
void loadFonts(const Resources& resources, float scale);

}  // namespace belvedere::ui
