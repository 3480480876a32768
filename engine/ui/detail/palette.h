#pragma once

#include <imgui.h>

namespace belvedere::ui {

/// The panels' colours. Text on panel and muted on panel have a contrast of at least 4.5 to 1 (WCAG 2.1, AA).
struct Palette {
  ImVec4 text, muted, panel, popup, field, line, accent, warning, error;
};
Palette paletteFor(bool isDark);

/// Fonts in the order in which loadFonts adds them.
enum class Face { Text, Title, Medium };

/// Uses a face until the end of the scope.
class UsedFace {
 public:
  explicit UsedFace(Face face) {
    const ImVector<ImFont*>& fonts = ImGui::GetIO().Fonts->Fonts;
    const int index = static_cast<int>(face);
    ImGui::PushFont(index < fonts.Size ? fonts[index] : nullptr);
  }
  ~UsedFace() { ImGui::PopFont(); }
  UsedFace(const UsedFace&) = delete;
  UsedFace& operator=(const UsedFace&) = delete;
};

}  // namespace belvedere::ui
