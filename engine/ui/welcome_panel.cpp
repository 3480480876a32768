#include <algorithm>
#include <cstdlib>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

bool beginCentred(const char* name, float width) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({display.x * 0.5F, display.y * 0.5F}, ImGuiCond_Always, {0.5F, 0.5F});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F}, {width, display.y * 0.94F});
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings;
  return ImGui::Begin(name, nullptr, flags);
}

void drawRecent(const PanelContext& context) {
  if (context.view.recentTerritories.empty()) {
    return;
  }
  ImGui::Separator();
  mutedText(context.tr("Recent territories"));
  for (std::size_t i = 0; i < context.view.recentTerritories.size(); ++i) {
    const std::filesystem::path& path = context.view.recentTerritories[i];
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::Selectable(path.filename().c_str())) {
      context.actions.push_back(OpenTerritory{path});
    }
    tooltip(path.string());
    // Two towns may have folders of the same name.
    const std::string folder = path.parent_path().string();
    ImGui::SameLine(ImGui::GetContentRegionAvail().x * 0.45F);
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    fittedText(folder, ImGui::GetContentRegionAvail().x);
    ImGui::PopStyleColor();
    ImGui::PopID();
  }
}

std::filesystem::path typedPath(const WelcomeState& state) {
  const std::string text = state.path.data();
  const char* home = std::getenv("HOME");
  return text.starts_with("~/") && home != nullptr ? std::filesystem::path(home) / text.substr(2)
                                                   : std::filesystem::path(text);
}

void drawOpen(const PanelContext& context, WelcomeState& state) {
  const std::string label = context.tr("Open");
  const float button = ImGui::CalcTextSize(label.c_str()).x + ImGui::GetStyle().FramePadding.x * 2.0F;
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - button - ImGui::GetStyle().ItemSpacing.x);
  const bool isEntered =
      ImGui::InputTextWithHint("##path", context.tr("Folder of a territory").c_str(), state.path.data(),
                               state.path.size(), ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::SameLine();
  if ((ImGui::Button(label.c_str()) || isEntered) && state.path[0] != '\0') {
    context.actions.push_back(OpenTerritory{typedPath(state)});
  }
}

}  // namespace

void drawEmptyHint(const PanelContext& context) {
  if (!context.view.layers.empty() || !context.view.pending.empty()) {
    return;
  }
  if (beginCentred("empty", std::min(460.0F * context.view.interfaceScale, ImGui::GetIO().DisplaySize.x * 0.5F))) {
    heading(context.tr("This territory is still empty"));
    wrappedText(context.tr("Drop files on this window: relief and orthophotos first, then GIS layers and city models. "
                           "Each becomes a layer; Ctrl+S keeps them in the territory."),
                ImGui::GetStyleColorVec4(ImGuiCol_Text));
    mutedText(context.tr("F1 shows what mouse and keys do."));
  }
  ImGui::End();
}

void drawWelcome(const PanelContext& context, WelcomeState& state) {
  const float scale = context.view.interfaceScale;
  if (beginCentred("welcome", std::min(560.0F * scale, ImGui::GetIO().DisplaySize.x * 0.9F))) {
    heading("Belvédère");
    wrappedText(context.tr("Drop the folder of a territory on this window, or type where it is."),
                ImGui::GetStyleColorVec4(ImGuiCol_Text));
    drawOpen(context, state);
    drawRecent(context);
    ImGui::Separator();
    mutedText(
        context.tr("No territory yet? On the command line, belvedere demo writes a town to try, belvedere new an "
                   "empty territory on which files can be dropped."));
    ImGui::Spacing();
    drawThemeAndLanguage(context);
  }
  ImGui::End();
}

}  // namespace belvedere::ui
