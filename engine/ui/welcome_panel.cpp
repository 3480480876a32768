#include <algorithm>
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

}  // namespace

void drawEmptyHint(const PanelContext& context) {
  if (!context.view.layers.empty() || !context.view.pending.empty()) {
    return;
  }
  if (beginCentred("empty", std::min(460.0F * context.view.interfaceScale, ImGui::GetIO().DisplaySize.x * 0.5F))) {
    heading(context.tr("This territory is still empty"));
    wrappedText(context.tr("Drop files on this window, or press Ctrl+L: relief and orthophotos first, then GIS layers "
                           "and city models. Each becomes a layer; Ctrl+S keeps them in the territory."),
                ImGui::GetStyleColorVec4(ImGuiCol_Text));
    mutedText(context.tr("F1 shows what mouse and keys do."));
  }
  ImGui::End();
}

void drawWelcome(const PanelContext& context, DialogState& dialogs) {
  const float scale = context.view.interfaceScale;
  if (beginCentred("welcome", std::min(560.0F * scale, ImGui::GetIO().DisplaySize.x * 0.9F))) {
    if (ImGui::IsWindowAppearing() || dialogs.open != Dialog::None) {  // the only thing that there is to do here
      showDialog(dialogs, Dialog::OpenTerritory);
      dialogs.open = Dialog::None;
    }
    heading("Belvédère");
    wrappedText(context.tr("Drop the folder of a territory on this window, or type where it is."),
                ImGui::GetStyleColorVec4(ImGuiCol_Text));
    drawTerritoryChooser(context, dialogs.territory);
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
