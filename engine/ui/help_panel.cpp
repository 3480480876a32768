#include <algorithm>
#include <array>
#include <imgui.h>
#include <span>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

struct Key {
  const char* key;
  const char* meaning;
};
constexpr std::array kMovingKeys = {
    Key{N_("Left drag"), N_("Move the ground under the cursor")},
    Key{N_("Right or middle drag"), N_("Turn around the point under the cursor")},
    Key{N_("Wheel"), N_("Come nearer to the point under the cursor")},
    Key{N_("Double-click, G"), N_("Go there")},
    Key{N_("Click, Enter"), N_("Select: attributes on the right")},
    Key{N_("Arrows, Page up, Page down"), N_("Move over the ground, rise, sink (Shift: faster)")},
    Key{N_("Ctrl + arrows"), N_("Turn around the middle of the view")},
    Key{"Q, E, R, F", N_("Turn left, right, look up, down")},
    Key{"+ / −", N_("Nearer, farther")},
    Key{N_("Home"), N_("Whole territory")},
    Key{"N", N_("North up")},
    Key{"T", N_("From above, or obliquely again")},
};
constexpr std::array kOtherKeys = {
    Key{"L", N_("Model or realistic look")},
    Key{"Tab", N_("Show or hide the panels")},
    Key{"F6", N_("Keys to the panels: arrows, Space, Ctrl + Tab")},
    Key{N_("Esc"), N_("Close, give up the selection")},
    Key{"F11", N_("Full screen")},
    Key{"F12", N_("Save a picture of the view")},
    Key{"Ctrl + Z / Y", N_("Undo, redo")},
    Key{"Ctrl + O", N_("Open another territory")},
    Key{"Ctrl + L", N_("Add a layer: a file or a web address")},
    Key{"Ctrl + S", N_("Save the territory")},
    Key{"Ctrl + + / −", N_("Larger or smaller panels")},
    Key{"Ctrl + Q", N_("Close the window")},
    Key{"F1", N_("This list")},
};
constexpr float kWidth = 980.0F;
constexpr float kNarrowWidth = 520.0F;

void drawKeys(const PanelContext& context, const char* id, std::span<const Key> keys, float keyShare, float width) {
  if (!ImGui::BeginTable(id, 2, ImGuiTableFlags_RowBg, {width, 0.0F})) {
    return;
  }
  ImGui::TableSetupColumn("key", ImGuiTableColumnFlags_WidthStretch, keyShare);
  ImGui::TableSetupColumn("meaning", ImGuiTableColumnFlags_WidthStretch, 1.0F - keyShare);
  for (const Key& key : keys) {
    ImGui::TableNextColumn();
    {
      const UsedFace face(Face::Medium);
      wrappedText(context.tr(key.key), ImGui::GetStyleColorVec4(ImGuiCol_Text));
    }
    ImGui::TableNextColumn();
    mutedText(context.tr(key.meaning));
  }
  ImGui::EndTable();
}

}  // namespace

void drawHelp(const PanelContext& context, bool& isOpen) {
  if (!isOpen) {
    return;
  }
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float scale = context.view.interfaceScale;
  const bool isWide = display.x * 0.94F >= kWidth * scale;
  const float width = isWide ? kWidth * scale : std::min(kNarrowWidth * scale, display.x * 0.94F);
  ImGui::SetNextWindowPos({display.x * 0.5F, display.y * 0.5F}, ImGuiCond_Always, {0.5F, 0.5F});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F}, {width, display.y * 0.94F});
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings;
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ImGui::GetStyleColorVec4(ImGuiCol_PopupBg));  // over other panels
  if (ImGui::Begin("help", nullptr, flags)) {
    heading(context.tr("Mouse and keys"));
    ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::GetFrameHeight());
    if (iconButton("##close", Icon::Close, context.tr("Close (Esc)"))) {
      isOpen = false;
    }
    const float space = ImGui::GetStyle().ItemSpacing.x * 2.0F;
    const float half = (ImGui::GetContentRegionAvail().x - space) * 0.5F;
    drawKeys(context, "moving", kMovingKeys, 0.42F, isWide ? half : 0.0F);
    if (isWide) {
      ImGui::SameLine(0.0F, space);
    }
    drawKeys(context, "other", kOtherKeys, isWide ? 0.26F : 0.42F, isWide ? half : 0.0F);
  }
  ImGui::End();
  ImGui::PopStyleColor();
}

}  // namespace belvedere::ui
