#include <algorithm>
#include <array>
#include <imgui.h>

#include "engine/model/point_classes.h"
#include "engine/style/point_ramp.h"
#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr int kRampSteps = 48;

ImU32 packed(const style::Colour& colour) { return ImGui::ColorConvertFloat4ToU32({colour.x, colour.y, colour.z, 1}); }

/// A ramp from left to right with what its ends mean.
template <class ColourAt>
void drawRamp(const ColourAt& colourAt, const std::string& low, const std::string& high) {
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = ImGui::GetFontSize() * 0.7F;
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int i = 0; i < kRampSteps; ++i) {
    const float left = corner.x + width * static_cast<float>(i) / kRampSteps;
    const float right = corner.x + width * static_cast<float>(i + 1) / kRampSteps;
    list.AddRectFilled({left, corner.y}, {right, corner.y + height}, packed(colourAt((i + 0.5) / kRampSteps)));
  }
  ImGui::Dummy({width, height});
  mutedText(low);
  ImGui::SameLine(std::max(0.0F, ImGui::GetCursorPosX() + width - ImGui::CalcTextSize(high.c_str()).x));
  mutedText(high);
}

void drawClasses(const PanelContext& context, const model::PointCloudSummary& cloud) {
  const float size = ImGui::GetFontSize() * 0.78F;
  for (const auto& [number, count] : cloud.classes) {
    const glm::u8vec3 colour = model::pointClassColour(number);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float top = corner.y + (ImGui::GetTextLineHeight() - size) * 0.5F;
    ImGui::GetWindowDrawList()->AddRectFilled({corner.x, top}, {corner.x + size, top + size},
                                              IM_COL32(colour.x, colour.y, colour.z, 255), size * 0.2F);
    ImGui::Dummy({size, ImGui::GetTextLineHeight()});
    ImGui::SameLine();
    const std::string_view name = model::pointClassName(number);
    const std::string text = name.empty() ? context.tr("Class") + " " + std::to_string(number) : context.tr(name);
    wrappedText(text + " (" + context.translator.number(static_cast<double>(count), 0) + ")",
                ImGui::GetStyleColorVec4(ImGuiCol_Text));
  }
}

void drawChoice(const PanelContext& context, const LayerEntry& entry) {
  const std::array<std::string, 4> labels{context.tr("Colour"), context.tr("Class"), context.tr("Height"),
                                          context.tr("Intensity")};
  const style::LayerStyle& style = entry.layer->style;
  if (const auto chosen = segments("points", labels, static_cast<std::size_t>(style.pointColour))) {
    context.actions.push_back(SetPointColour{entry.id, static_cast<style::PointColour>(*chosen)});
  }
  auto size = static_cast<float>(style.pointSize);
  ImGui::SetNextItemWidth(-1.0F);
  const std::string format = context.tr("Point size") + " %.1f";
  if (ImGui::SliderFloat("##size", &size, 0.5F, 4.0F, format.c_str(), ImGuiSliderFlags_AlwaysClamp)) {
    context.actions.push_back(SetPointSize{entry.id, static_cast<double>(size), false});
  }
  if (ImGui::IsItemDeactivatedAfterEdit()) {
    context.actions.push_back(SetPointSize{entry.id, static_cast<double>(size), true});
  }
}

}  // namespace

void drawPointsLegend(const PanelContext& context, const LayerEntry& entry) {
  drawChoice(context, entry);
  if (entry.description == nullptr || !entry.description->cloud) {
    return;
  }
  const model::PointCloudSummary& cloud = *entry.description->cloud;
  const auto number = [&](double value, int decimals) { return context.translator.number(value, decimals); };
  switch (entry.layer->style.pointColour) {
    case style::PointColour::Rgb:
      break;
    case style::PointColour::Class:
      drawClasses(context, cloud);
      break;
    case style::PointColour::Height:
      drawRamp(style::pointRampColour, number(cloud.rampLow, 1) + " m", number(cloud.rampHigh, 1) + " m");
      break;
    case style::PointColour::Intensity:
      drawRamp(style::intensityColour, number(cloud.intensityLow, 0), number(cloud.intensityHigh, 0));
      break;
  }
}

}  // namespace belvedere::ui
