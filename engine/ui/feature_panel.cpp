#include <algorithm>
#include <imgui.h>
#include <utility>

#include "engine/model/point_classes.h"
#include "engine/ui/detail/feature_names.h"
#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/search.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr float kWidth = 350.0F;
constexpr std::size_t kFilterFrom = 12;

/// "kWh/m2" as people write it: « kWh/m² ».
std::string unitText(std::string unit) {
  for (const auto& [plain, raised] : {std::pair{"m2", "m²"}, std::pair{"m3", "m³"}}) {
    const std::size_t place = unit.find(plain);
    const bool isUnit = place != std::string::npos && (place == 0 || unit[place - 1] == '/') &&
                        (place + 2 == unit.size() || unit[place + 2] == '/');
    if (isUnit) {
      unit.replace(place, 2, raised);
    }
  }
  return unit;
}

std::string valueText(const PanelContext& context, const AttributeLine& line) {
  std::string value = line.value;
  if (line.isNumber && context.translator.language() == Language::French) {
    std::replace(value.begin(), value.end(), '.', ',');
  }
  return line.unit.empty() ? value : value + " " + unitText(line.unit);
}

void drawLine(const PanelContext& context, const AttributeLine& line) {
  if (line.value.empty()) {
    return;
  }
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  fittedText(line.name, ImGui::GetContentRegionAvail().x);
  ImGui::PopStyleColor();
  ImGui::TableNextColumn();
  wrappedText(valueText(context, line), ImGui::GetStyleColorVec4(ImGuiCol_Text));
  tooltip(context.tr("Right click copies the value"));
  if (ImGui::IsItemClicked(ImGuiMouseButton_Right)) {
    ImGui::SetClipboardText(line.value.c_str());
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
        drawLine(context, line);
      }
    }
    ImGui::EndTable();
  }
}

void drawPoint(const PanelContext& context, const PointFacts& point) {
  if (!beginLines("point")) {
    return;
  }
  const auto line = [&](const std::string& name, const std::string& value) {
    drawLine(context, {name, value, {}, false});
  };
  const std::string_view name = model::pointClassName(point.classification);
  line(context.tr("Class"), std::to_string(point.classification) + (name.empty() ? "" : " " + context.tr(name)));
  line(context.tr("Height"), context.translator.number(point.heightMetres, 2) + " m");
  line(context.tr("Intensity"), context.translator.number(point.intensity, 0));
  if (point.returnNumber > 0) {
    line(context.tr("Return"),
         substitute(context.tr("{number} of {count}"),
                    {{"number", std::to_string(point.returnNumber)}, {"count", std::to_string(point.returnCount)}}));
  }
  ImGui::EndTable();
}

void drawOrigin(const PanelContext& context, const FeatureCard& card) {
  const auto line = [&](const std::string& name, const std::string& value) {
    drawLine(context, {name, value, {}, false});
  };
  if (beginLines("origin")) {
    line(context.tr("Surface"), peopleName(context.translator, card.surface));
    line(context.tr("Level of detail"), card.lod.empty() ? card.lod : "LoD " + card.lod);
    for (const FeatureCard::Parent& parent : card.parents) {
      line(context.tr("Part of"), peopleName(context.translator, parent.type) + " " + parent.id);
    }
    line(context.tr("Identifier"), card.id);
    line(context.tr("Layer"), card.layerName);
    line(context.tr("Source"), card.sourceName);
    line(context.tr("Coordinates"), card.crs);
    ImGui::EndTable();
  }
  if (!card.attribution.empty()) {
    mutedText((card.attribution.starts_with("©") ? "" : "© ") + card.attribution);
  }
}

}  // namespace

void drawFeaturePanel(const PanelContext& context, FeaturePanelState& state, float toolbarRight) {
  if (!context.view.feature) {
    return;
  }
  const FeatureCard& card = *context.view.feature;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float margin = ImGui::GetStyle().WindowPadding.x;
  const float width = std::min(kWidth * context.view.interfaceScale, display.x * 0.4F);
  const float left = display.x - width - margin;
  const float top = left > toolbarRight + margin ? margin : belowToolbar();
  ImGui::SetNextWindowPos({left, top});
  const float credits = context.view.credits.empty() ? 0.0F : 2.0F * ImGui::GetFontSize();
  const float below = statusBarHeight() + credits + margin;
  ImGui::SetNextWindowSizeConstraints({width, 0.0F}, {width, std::max(80.0F, display.y - top - below)});
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings |
                                 ImGuiWindowFlags_NoFocusOnAppearing;
  if (ImGui::Begin("feature", nullptr, flags)) {
    const float side = ImGui::GetFrameHeight();
    const float buttons = ImGui::GetWindowContentRegionMax().x - 2.0F * side;
    ImGui::AlignTextToFramePadding();
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    fittedText(peopleName(context.translator, card.type), buttons - side);
    ImGui::PopStyleColor();
    tooltip(card.type);
    ImGui::SameLine(buttons);
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
    if (card.point) {
      drawPoint(context, *card.point);
    } else {
      drawAttributes(context, state, card);
    }
    ImGui::Separator();
    drawOrigin(context, card);
  }
  ImGui::End();
}

}  // namespace belvedere::ui
