#include <algorithm>
#include <array>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

struct Key {
  const char* key;
  const char* meaning;
};
constexpr std::array kKeys = {
    Key{N_("Left drag"), N_("Move the ground under the cursor")},
    Key{N_("Right or middle drag"), N_("Turn around the point under the cursor")},
    Key{N_("Wheel"), N_("Come nearer to the point under the cursor")},
    Key{N_("Double-click"), N_("Go there")},
    Key{N_("Click"), N_("Select: attributes on the right")},
    Key{N_("Arrows, Page up, Page down"), N_("Move over the ground, rise, sink (Shift: faster)")},
    Key{N_("Q, E, R, F"), N_("Turn left, right, look up, down")},
    Key{"+ / −", N_("Nearer, farther")},
    Key{"Home", N_("Whole territory")},
    Key{"N", N_("North up")},
    Key{"T", N_("From above, or obliquely again")},
    Key{"L", N_("Model or realistic look")},
    Key{"Tab", N_("Show or hide the panels")},
    Key{"Esc", N_("Give up the selection")},
    Key{"F11", N_("Full screen")},
    Key{"F12", N_("Save a picture of the view")},
    Key{"Ctrl + Z / Y", N_("Undo, redo")},
    Key{"Ctrl + S", N_("Save the territory")},
    Key{"Ctrl + + / −", N_("Larger or smaller panels")},
    Key{"F1", N_("This list")},
};

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
  for (const auto& path : context.view.recentTerritories) {
    if (ImGui::Selectable(path.filename().c_str())) {
      context.actions.push_back(OpenTerritory{path});
    }
    tooltip(path.string());
  }
}

}  // namespace

void drawWelcome(const PanelContext& context) {
  const float scale = context.view.interfaceScale;
  if (beginCentred("welcome", std::min(520.0F * scale, ImGui::GetIO().DisplaySize.x * 0.9F))) {
    heading("Belvédère");
    wrappedText(
        context.tr("Drop a territory's folder on this window, or files: relief, orthophoto, GIS layers, city models."),
        ImGui::GetStyleColorVec4(ImGuiCol_Text));
    mutedText(context.tr("On the command line: belvedere new, belvedere add, belvedere demo."));
    drawRecent(context);
  }
  ImGui::End();
}

void drawHelp(const PanelContext& context, bool& isOpen) {
  if (!isOpen) {
    return;
  }
  const float scale = context.view.interfaceScale;
  if (beginCentred("help", std::min(640.0F * scale, ImGui::GetIO().DisplaySize.x * 0.9F))) {
    if (iconButton("##close", Icon::Close, context.tr("Close (Esc)")) ||
        ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape))) {
      isOpen = false;
    }
    ImGui::SameLine();
    heading(context.tr("Mouse and keys"));
    if (ImGui::BeginTable("keys", 2, ImGuiTableFlags_RowBg)) {
      ImGui::TableSetupColumn("key", ImGuiTableColumnFlags_WidthStretch, 0.4F);
      ImGui::TableSetupColumn("meaning", ImGuiTableColumnFlags_WidthStretch, 0.6F);
      for (const Key& key : kKeys) {
        ImGui::TableNextColumn();
        const UsedFace face(Face::Medium);
        ImGui::TextUnformatted(context.tr(key.key).c_str());
        ImGui::TableNextColumn();
        mutedText(context.tr(key.meaning));
      }
      ImGui::EndTable();
    }
  }
  ImGui::End();
}

}  // namespace belvedere::ui
