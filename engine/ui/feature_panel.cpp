#include <algorithm>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/search.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr float kWidth = 350.0F;
constexpr std::size_t kFilterFrom = 12;

void drawLine(const std::string& name, const std::string& value, const std::string& unit) {
  if (value.empty()) {
    return;
  }
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  mutedText(name);
  ImGui::TableNextColumn();
  wrappedText(unit.empty() ? value : value + " " + unit, ImGui::GetStyleColorVec4(ImGuiCol_Text));
  if (ImGui::IsItemClicked(ImGuiMouseButton_Right)) {
    ImGui::SetClipboardText(value.c_str());
  }
}

bool beginLines(const char* id) {
  if (!ImGui::BeginTable(id, 2, ImGuiTableFlags_RowBg)) {
    return false;
  }
  ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthStretch, 0.42F);
  ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch, 0.58F);
  return true;
}

void drawAttributes(const PanelContext& context, FeaturePanelState& state, const FeatureCard& card) {
  if (card.attributes.empty()) {
    mutedText(context.tr("This object has no attributes."));
    return;
  }
  if (card.attributes.size() >= kFilterFrom) {
    ImGui::SetNextItemWidth(-1.0F);
    ImGui::InputTextWithHint("##filter", context.tr("Filter").c_str(), state.filter.data(), state.filter.size());
  }
  if (beginLines("attributes")) {
    for (const AttributeLine& line : card.attributes) {
      if (containsFolded(line.name + " " + line.value, state.filter.data())) {
        drawLine(line.name, line.value, line.unit);
      }
    }
    ImGui::EndTable();
  }
}

void drawOrigin(const PanelContext& context, const FeatureCard& card) {
  if (beginLines("origin")) {
    drawLine(context.tr("Surface"), card.surface, {});
    drawLine(context.tr("Level of detail"), card.lod.empty() ? card.lod : "LoD " + card.lod, {});
    for (const std::string& parent : card.parents) {
      drawLine(context.tr("Part of"), parent, {});
    }
    drawLine(context.tr("Identifier"), card.id, {});
    drawLine(context.tr("Layer"), card.layerName, {});
    drawLine(context.tr("Source"), card.sourceName, {});
    drawLine(context.tr("Coordinates"), card.crs, {});
    ImGui::EndTable();
  }
  if (!card.attribution.empty()) {
    mutedText("© " + card.attribution);
  }
}

}  // namespace

void drawFeaturePanel(const PanelContext& context, FeaturePanelState& state) {
  if (!context.view.feature) {
    return;
  }
  const FeatureCard& card = *context.view.feature;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float margin = ImGui::GetStyle().WindowPadding.x;
  const float width = std::min(kWidth * context.view.interfaceScale, display.x * 0.4F);
  ImGui::SetNextWindowPos({display.x - width - margin, margin});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F},
                                      {width, std::max(80.0F, display.y - statusBarHeight() - 2.0F * margin)});
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings |
                                 ImGuiWindowFlags_NoFocusOnAppearing;
  if (ImGui::Begin("feature", nullptr, flags)) {
    const float side = ImGui::GetFrameHeight();
    mutedText(card.type);
    ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - 2.0F * side);
    if (iconButton("##zoom", Icon::Target, context.tr("Go there"))) {
      context.actions.push_back(Command::ZoomToSelection);
    }
    ImGui::SameLine(0.0F, 0.0F);
    if (iconButton("##close", Icon::Close, context.tr("Close (Esc)"))) {
      context.actions.push_back(Command::ClearSelection);
    }
    {
      const UsedFace face(Face::Title);
      wrappedText(card.title, ImGui::GetStyleColorVec4(ImGuiCol_Text));
    }
    ImGui::Separator();
    drawAttributes(context, state, card);
    ImGui::Separator();
    drawOrigin(context, card);
  }
  ImGui::End();
}

}  // namespace belvedere::ui
