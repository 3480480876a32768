#include <algorithm>
#include <imgui.h>

#include "engine/ui/detail/path_field.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr float kWidth = 620.0F;

PathFieldState& fieldOf(DialogState& dialogs, Dialog which) {
  return which == Dialog::AddLayer ? dialogs.source : dialogs.territory;
}

void drawKeysOfDialog(const PanelContext& context) {
  ImGui::Spacing();
  mutedText(context.tr("Arrows choose, Tab completes, Enter takes, Esc closes."));
}

void drawHeading(const PanelContext& context, DialogState& dialogs, const std::string& title) {
  ImGui::AlignTextToFramePadding();
  heading(title);
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::GetFrameHeight());
  if (iconButton("##close", Icon::Close, context.tr("Close (Esc)"))) {
    dialogs.open = Dialog::None;
  }
}

void drawOpening(const PanelContext& context, DialogState& dialogs) {
  drawHeading(context, dialogs, context.tr("Open a territory"));
  if (drawTerritoryChooser(context, dialogs.territory)) {
    dialogs.open = Dialog::None;
  }
}

void drawAdding(const PanelContext& context, DialogState& dialogs) {
  drawHeading(context, dialogs, context.tr("Add a layer"));
  // As in the territory's file, paths begin in its folder.
  const PathFieldWish wish{context.tr("File, or web address of a service or tileset"),
                           context.tr("Add"),
                           true,
                           context.view.territoryFolder,
                           {}};
  if (const auto source = drawPathField(context, dialogs.source, wish)) {
    context.actions.push_back(AddSource{*source});
    dialogs.open = Dialog::None;
  }
}

}  // namespace

void showDialog(DialogState& dialogs, Dialog which) {
  dialogs.open = which;
  PathFieldState& field = fieldOf(dialogs, which);
  field.wantsFocus = true;
  field.isTouched = false;
  field.chosen = -1;
  field.asked.clear();  // what lies there may have changed
}

bool drawTerritoryChooser(const PanelContext& context, PathFieldState& state) {
  const PathFieldWish wish{context.tr("Folder of a territory"), context.tr("Open"), false, ".",
                           context.view.recentTerritories};
  const auto territory = drawPathField(context, state, wish);
  if (territory) {
    context.actions.push_back(OpenTerritory{*territory});
  }
  return territory.has_value();
}

void drawDialog(const PanelContext& context, DialogState& dialogs) {
  // One popup for all, so that one gives way to another.
  constexpr const char* kId = "dialog";
  const bool isWanted = dialogs.open != Dialog::None && !context.view.question;
  if (isWanted && !ImGui::IsPopupOpen(kId)) {
    ImGui::OpenPopup(kId);
  }
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(kWidth * context.view.interfaceScale, display.x * 0.94F);
  // From the top, so that the field stays where it is while the list below it changes.
  ImGui::SetNextWindowPos({display.x * 0.5F, display.y * 0.16F}, ImGuiCond_Always, {0.5F, 0.0F});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F}, {width, display.y * 0.8F});
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings;
  if (!ImGui::BeginPopupModal(kId, nullptr, flags)) {
    return;
  }
  if (isWanted && ImGui::IsWindowAppearing()) {
    fieldOf(dialogs, dialogs.open).wantsFocus = true;  // also where a question came in between
  }
  if (!isWanted) {
    ImGui::CloseCurrentPopup();
  } else if (dialogs.open == Dialog::OpenTerritory) {
    drawOpening(context, dialogs);
    drawKeysOfDialog(context);
  } else {
    drawAdding(context, dialogs);
    drawKeysOfDialog(context);
  }
  ImGui::EndPopup();
}

}  // namespace belvedere::ui
