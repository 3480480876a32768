#include <algorithm>
#include <cmath>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr const char* kGap = "   ";
constexpr int kDegreeDecimals = 6;  // about a decimetre

std::string mapText(const PanelContext& context, const CursorPlace& place) {
  const Translator& t = context.translator;
  return context.tr("E") + " " + t.number(place.east, 1) + " m" + kGap + context.tr("N") + " " +
         t.number(place.north, 1) + " m" + kGap + context.tr("H") + " " + t.number(place.heightMetres, 1) + " m";
}

std::string degreesText(const PanelContext& context, const CursorPlace& place) {
  const Translator& t = context.translator;
  const std::string northSouth = context.tr(place.latitudeDegrees >= 0.0 ? N_("N") : N_("S"));
  const std::string eastWest = context.tr(place.longitudeDegrees >= 0.0 ? N_("E") : N_("W"));
  return t.number(std::abs(place.latitudeDegrees), kDegreeDecimals) + "° " + northSouth + kGap +
         t.number(std::abs(place.longitudeDegrees), kDegreeDecimals) + "° " + eastWest;
}

bool beginStrip(const char* name, const ImVec2& position, const ImVec2& size) {
  ImGui::SetNextWindowPos(position);
  ImGui::SetNextWindowSize(size);
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                                 ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0F);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(ImGui::GetStyle().WindowPadding.x, size.y * 0.2F));
  const bool isShown = ImGui::Begin(name, nullptr, flags);
  ImGui::PopStyleVar(2);
  return isShown;
}

}  // namespace

float statusBarHeight() { return ImGui::GetFontSize() * 1.75F; }

void drawStatusBar(const PanelContext& context) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float height = statusBarHeight();
  if (beginStrip("status", {0.0F, display.y - height}, {display.x, height})) {
    const std::string state = (context.view.isSettled ? std::string() : context.tr("Loading…") + kGap) +
                              context.view.crsIdentifier + kGap +
                              context.translator.number(context.view.frameMilliseconds, 0) + " ms";
    const float padding = ImGui::GetStyle().WindowPadding.x;
    const float right = display.x - ImGui::CalcTextSize(state.c_str()).x - padding;
    const float room = right - 3.0F * padding;
    if (context.view.cursor) {
      const std::string map = mapText(context, *context.view.cursor);
      const std::string whole = map + kGap + degreesText(context, *context.view.cursor);
      fittedText(ImGui::CalcTextSize(whole.c_str()).x <= room ? whole : map, room);
      tooltip(whole);
    } else {
      ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
      fittedText(context.tr("Move the cursor over the ground to read its coordinates"), room);
      ImGui::PopStyleColor();
    }
    ImGui::SameLine(right);
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    ImGui::TextUnformatted(state.c_str());
    ImGui::PopStyleColor();
    tooltip(context.view.crsName + "\n" + context.tr("Time that the last picture took"));
  }
  ImGui::End();
}

void drawCredits(const PanelContext& context) {
  if (context.view.credits.empty()) {
    return;
  }
  std::string text = "©";
  for (const std::string& credit : context.view.credits) {
    const bool hasSign = credit.starts_with("©");
    text += (text.size() > 2 ? " · " : " ") + (hasSign ? credit.substr(std::string_view("© ").size()) : credit);
  }
  // Straight on the view: credits stay when the panels are hidden.
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float pad = ImGui::GetFontSize() * 0.4F;
  const float wrap = display.x * 0.55F;
  const ImVec2 size = ImGui::CalcTextSize(text.c_str(), nullptr, false, wrap);
  const ImVec2 corner(display.x - size.x - 2.0F * pad, display.y - statusBarHeight() - size.y - pad);
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  const Palette palette = paletteFor(context.view.isDark);
  ImVec4 back = palette.panel;
  back.w = 0.72F;
  list.AddRectFilled({corner.x - pad, corner.y - pad * 0.5F}, {corner.x + size.x + pad, corner.y + size.y + pad * 0.5F},
                     ImGui::ColorConvertFloat4ToU32(back), pad);
  list.AddText(nullptr, 0.0F, corner, ImGui::ColorConvertFloat4ToU32(palette.text), text.c_str(), nullptr, wrap);
}

}  // namespace belvedere::ui
