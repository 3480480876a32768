#include "engine/ui/theme.h"

#include <imgui.h>

#include "engine/ui/detail/palette.h"

namespace belvedere::ui {
namespace {

constexpr float kTextPixels = 16.0F;
constexpr float kTitlePixels = 19.0F;

// Latin with all French signs, Greek, Cyrillic, Vietnamese, punctuation and narrow spaces, superscripts, arrows, the
// minus and the euro signs.
constexpr ImWchar kGlyphRanges[] = {0x0020, 0x017F, 0x02C6, 0x02DD, 0x0370, 0x03FF, 0x0400, 0x045F,
                                    0x1E00, 0x1EFF, 0x2010, 0x2044, 0x2070, 0x209C, 0x20AC, 0x20AC,
                                    0x2116, 0x2122, 0x2190, 0x2199, 0x2212, 0x2265, 0};

ImVec4 mixed(const ImVec4& a, const ImVec4& b, float share) {
  return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.z + (b.z - a.z) * share, a.w + (b.w - a.w) * share};
}

void setSurfaces(ImGuiStyle& style, const Palette& palette) {
  ImVec4* colours = style.Colors;
  colours[ImGuiCol_Text] = palette.text;
  colours[ImGuiCol_TextDisabled] = palette.muted;
  colours[ImGuiCol_WindowBg] = palette.panel;
  colours[ImGuiCol_PopupBg] = palette.popup;
  colours[ImGuiCol_Border] = palette.line;
  colours[ImGuiCol_Separator] = palette.line;
  colours[ImGuiCol_FrameBg] = palette.field;
  colours[ImGuiCol_FrameBgHovered] = mixed(palette.field, palette.accent, 0.18F);
  colours[ImGuiCol_FrameBgActive] = mixed(palette.field, palette.accent, 0.30F);
  colours[ImGuiCol_ScrollbarBg] = {0.0F, 0.0F, 0.0F, 0.0F};
  colours[ImGuiCol_ScrollbarGrab] = palette.line;
  colours[ImGuiCol_ScrollbarGrabHovered] = palette.muted;
  colours[ImGuiCol_ScrollbarGrabActive] = palette.muted;
}

void setControls(ImGuiStyle& style, const Palette& palette) {
  ImVec4* colours = style.Colors;
  colours[ImGuiCol_Button] = palette.field;
  colours[ImGuiCol_ButtonHovered] = mixed(palette.field, palette.accent, 0.25F);
  colours[ImGuiCol_ButtonActive] = mixed(palette.field, palette.accent, 0.45F);
  colours[ImGuiCol_Header] = mixed(palette.panel, palette.accent, 0.16F);
  colours[ImGuiCol_HeaderHovered] = mixed(palette.panel, palette.accent, 0.24F);
  colours[ImGuiCol_HeaderActive] = mixed(palette.panel, palette.accent, 0.34F);
  colours[ImGuiCol_CheckMark] = palette.accent;
  colours[ImGuiCol_SliderGrab] = palette.accent;
  colours[ImGuiCol_SliderGrabActive] = palette.accent;
  colours[ImGuiCol_PlotHistogram] = palette.accent;
  colours[ImGuiCol_NavHighlight] = palette.accent;
  colours[ImGuiCol_TextSelectedBg] = mixed(palette.panel, palette.accent, 0.35F);
  colours[ImGuiCol_TableRowBg] = {0.0F, 0.0F, 0.0F, 0.0F};
  colours[ImGuiCol_TableRowBgAlt] =
      mixed({palette.panel.x, palette.panel.y, palette.panel.z, 0.0F}, palette.text, 0.035F);
  colours[ImGuiCol_TableBorderLight] = palette.line;
}

}  // namespace

Palette paletteFor(bool isDark) {
  if (isDark) {
    return {{0.92F, 0.93F, 0.94F, 1.0F},   {0.62F, 0.65F, 0.69F, 1.0F}, {0.11F, 0.125F, 0.145F, 0.94F},
            {0.14F, 0.155F, 0.18F, 0.99F}, {0.18F, 0.20F, 0.23F, 1.0F}, {0.27F, 0.30F, 0.34F, 1.0F},
            {0.36F, 0.66F, 0.96F, 1.0F},   {0.95F, 0.71F, 0.30F, 1.0F}, {0.95F, 0.45F, 0.42F, 1.0F}};
  }
  return {{0.11F, 0.13F, 0.16F, 1.0F}, {0.38F, 0.42F, 0.47F, 1.0F},   {0.985F, 0.985F, 0.98F, 0.95F},
          {1.0F, 1.0F, 1.0F, 0.99F},   {0.925F, 0.93F, 0.935F, 1.0F}, {0.80F, 0.82F, 0.84F, 1.0F},
          {0.05F, 0.40F, 0.72F, 1.0F}, {0.66F, 0.40F, 0.02F, 1.0F},   {0.76F, 0.16F, 0.13F, 1.0F}};
}

void applyTheme(bool isDark, float scale) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowRounding = 8.0F;
  style.ChildRounding = 6.0F;
  style.FrameRounding = 5.0F;
  style.PopupRounding = 6.0F;
  style.GrabRounding = 5.0F;
  style.ScrollbarRounding = 6.0F;
  style.ScrollbarSize = 11.0F;
  style.WindowPadding = {12.0F, 11.0F};
  style.FramePadding = {8.0F, 5.0F};
  style.ItemSpacing = {8.0F, 6.0F};
  style.ItemInnerSpacing = {6.0F, 4.0F};
  style.CellPadding = {5.0F, 3.5F};
  style.WindowBorderSize = 1.0F;
  style.FrameBorderSize = 0.0F;
  style.ScaleAllSizes(scale);
  const Palette palette = paletteFor(isDark);
  setSurfaces(style, palette);
  setControls(style, palette);
}

void loadFonts(const Resources& resources, float scale) {
  ImGuiIO& io = ImGui::GetIO();
  io.Fonts->Clear();
  const auto load = [&](const char* file, float pixels) {
    const auto path = resources.font(file);
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
      ImFontConfig config;
      config.OversampleH = 2;
      config.OversampleV = 2;
      io.Fonts->AddFontFromFileTTF(path.c_str(), pixels * scale, &config, kGlyphRanges);
    } else {
      io.Fonts->AddFontDefault();
    }
  };
  load("Inter-Regular.otf", kTextPixels);
  load("Inter-SemiBold.otf", kTitlePixels);
  load("Inter-Medium.otf", kTextPixels);
}

}  // namespace belvedere::ui
