#include <algorithm>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/search.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr float kWidth = 330.0F;
constexpr std::size_t kFilterFrom = 8;  // with fewer layers a filter is in the way
constexpr int kMostPlaces = 5;

ImVec4 severityColour(Severity severity, const ViewModel& view) {
  const Palette palette = paletteFor(view.isDark);
  return severity == Severity::Error ? palette.error : severity == Severity::Warning ? palette.warning : palette.muted;
}

/// The colour by which people know the layer in the picture.
void drawSwatch(const LayerEntry& entry) {
  const style::LayerStyle& style = entry.layer->style;
  const bool isPoint = entry.description != nullptr && !entry.description->layers.empty() &&
                       entry.description->layers.front().geometry.find("Point") != std::string::npos;
  const bool isLine = entry.description != nullptr && !entry.description->layers.empty() &&
                      entry.description->layers.front().geometry.find("Line") != std::string::npos;
  const style::Colour& colour = isPoint ? style.symbolColour : isLine ? style.line : style.fill;
  const float size = ImGui::GetFontSize() * 0.78F;
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float top = corner.y + (ImGui::GetFrameHeight() - size) * 0.5F;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImU32 fill = ImGui::ColorConvertFloat4ToU32({colour.x, colour.y, colour.z, 1.0F});
  const ImU32 edge = ImGui::GetColorU32(ImGuiCol_Border);
  if (isPoint) {
    list.AddCircleFilled({corner.x + size * 0.5F, top + size * 0.5F}, size * 0.5F, fill);
  } else if (isLine) {
    list.AddLine({corner.x, top + size}, {corner.x + size, top}, fill, size * 0.22F);
  } else {
    list.AddRectFilled({corner.x, top}, {corner.x + size, top + size}, fill, size * 0.2F);
    list.AddRect({corner.x, top}, {corner.x + size, top + size}, edge, size * 0.2F);
  }
  ImGui::Dummy({size, ImGui::GetFrameHeight()});
  ImGui::SameLine();
}

void drawPhase(const PanelContext& context, const LayerEntry& entry) {
  if (entry.phase == LayerPhase::Loading) {
    const float fraction = entry.fraction >= 0.0
                               ? static_cast<float>(entry.fraction)
                               : static_cast<float>(ImGui::GetTime() * 0.7 - static_cast<int>(ImGui::GetTime() * 0.7));
    ImGui::ProgressBar(fraction, {-1.0F, ImGui::GetFontSize() * 0.3F}, "");
  }
  if (entry.phase == LayerPhase::Failed && entry.error) {
    wrappedText(context.translator.text(*entry.error), paletteFor(context.view.isDark).error);
    const std::string hint = context.translator.hint(*entry.error);
    if (entry.needsConsent) {
      if (ImGui::Button(context.tr("Allow reading these files").c_str())) {
        context.actions.push_back(AllowLayer{entry.id});
      }
    } else if (!hint.empty()) {
      mutedText(hint);
    }
  }
}

void drawDiagnostic(const PanelContext& context, const Diagnostic& item) {
  iconText(item.severity == Severity::Info ? Icon::Info : Icon::Warning, severityColour(item.severity, context.view));
  std::string text = context.translator.text(item.message);
  if (item.count > 1) {
    text += " (" + context.translator.number(static_cast<double>(item.count), 0) + " ×)";
  }
  wrappedText(text, ImGui::GetStyleColorVec4(ImGuiCol_Text));
  const std::string hint = context.translator.hint(item.message);
  std::string places;
  for (std::size_t i = 0; i < item.where.size() && i < kMostPlaces; ++i) {
    places += (places.empty() ? "" : ", ") + item.where[i];
  }
  if (item.where.size() > kMostPlaces) {
    places += ", …";
  }
  for (const std::string& line : {places, hint}) {
    if (!line.empty()) {
      mutedText(line);
    }
  }
}

void drawFact(const std::string& name, const std::string& value) {
  if (value.empty()) {
    return;
  }
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  mutedText(name);
  ImGui::TableNextColumn();
  wrappedText(value, ImGui::GetStyleColorVec4(ImGuiCol_Text));
}

std::string objectCounts(const PanelContext& context, const model::SourceDescription& description) {
  std::string text;
  for (const auto& [name, count] : description.objects) {
    text += (text.empty() ? "" : "\n") + context.translator.number(static_cast<double>(count), 0) + " " + name;
  }
  return text;
}

void drawDetails(const PanelContext& context, const LayerEntry& entry) {
  const scene::Governance& governance = entry.layer->governance;
  if (ImGui::BeginTable("facts", 2, ImGuiTableFlags_None)) {
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthStretch, 0.34F);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch, 0.66F);
    if (entry.description != nullptr) {
      drawFact(context.tr("Format"), entry.description->format);
      drawFact(context.tr("Coordinates"), entry.description->crs.empty() ? entry.layer->crs : entry.description->crs);
      drawFact(context.tr("Objects"), objectCounts(context, *entry.description));
    }
    drawFact(context.tr("Source"), entry.layer->sources.empty() ? "" : entry.layer->sources.front());
    drawFact(context.tr("Owner"), governance.owner);
    drawFact(context.tr("Licence"), governance.licence);
    drawFact(context.tr("Date"), governance.sourceDate);
    ImGui::EndTable();
  }
  if (entry.diagnostics != nullptr) {
    for (const Diagnostic& item : entry.diagnostics->items()) {
      drawDiagnostic(context, item);
    }
  }
}

void drawControls(const PanelContext& context, const LayerEntry& entry) {
  auto percent = static_cast<float>(entry.layer->opacity * 100.0);
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - 4.6F * ImGui::GetFrameHeight());
  if (ImGui::SliderFloat("##opacity", &percent, 0.0F, 100.0F, "%.0f %%", ImGuiSliderFlags_AlwaysClamp)) {
    context.actions.push_back(SetLayerOpacity{entry.id, static_cast<double>(percent) / 100.0, false});
  }
  if (ImGui::IsItemDeactivatedAfterEdit()) {
    context.actions.push_back(SetLayerOpacity{entry.id, static_cast<double>(percent) / 100.0, true});
  }
  tooltip(context.tr("Opacity"));
  ImGui::SameLine();
  if (iconButton("##zoom", Icon::Target, context.tr("Zoom to this layer"))) {
    context.actions.push_back(ZoomToLayer{entry.id});
  }
  ImGui::SameLine(0.0F, 0.0F);
  if (iconButton("##up", Icon::Up, context.tr("Move up"))) {
    context.actions.push_back(MoveLayer{entry.id, true});
  }
  ImGui::SameLine(0.0F, 0.0F);
  if (iconButton("##down", Icon::Down, context.tr("Move down"))) {
    context.actions.push_back(MoveLayer{entry.id, false});
  }
  ImGui::SameLine(0.0F, 0.0F);
  if (iconButton("##remove", Icon::Remove, context.tr("Remove from the territory (the file stays)"))) {
    context.actions.push_back(RemoveLayer{entry.id});
  }
}

bool hasFindings(const LayerEntry& entry) {
  return entry.diagnostics != nullptr &&
         std::any_of(entry.diagnostics->items().begin(), entry.diagnostics->items().end(),
                     [](const Diagnostic& item) { return item.severity != Severity::Info; });
}

void drawLayer(const PanelContext& context, LayersPanelState& state, const LayerEntry& entry) {
  ImGui::PushID(static_cast<int>(entry.id));
  const bool isVisible = entry.layer->isVisible;
  if (iconButton("##eye", isVisible ? Icon::Eye : Icon::EyeClosed, context.tr(isVisible ? N_("Hide") : N_("Show")))) {
    context.actions.push_back(SetLayerVisible{entry.id, !isVisible});
  }
  ImGui::SameLine();
  drawSwatch(entry);
  const bool isOpen = state.opened == entry.id;
  if (!isVisible) {
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  }
  ImGui::AlignTextToFramePadding();
  const bool hasMark = hasFindings(entry) || entry.phase == LayerPhase::Failed;
  const float width = ImGui::GetContentRegionAvail().x - (hasMark ? ImGui::GetFrameHeight() : 0.0F);
  if (ImGui::Selectable(entry.layer->name.c_str(), isOpen, ImGuiSelectableFlags_None, {width, 0.0F})) {
    state.opened = isOpen ? 0 : entry.id;
  }
  if (!isVisible) {
    ImGui::PopStyleColor();
  }
  if (hasMark) {
    ImGui::SameLine();
    iconText(Icon::Warning,
             severityColour(entry.phase == LayerPhase::Failed ? Severity::Error : Severity::Warning, context.view));
    ImGui::NewLine();
  }
  drawPhase(context, entry);
  if (isOpen) {
    ImGui::Indent(ImGui::GetFrameHeight() * 0.4F);
    drawControls(context, entry);
    drawDetails(context, entry);
    ImGui::Unindent(ImGui::GetFrameHeight() * 0.4F);
    ImGui::Separator();
  }
  ImGui::PopID();
}

}  // namespace

void drawLayersPanel(const PanelContext& context, LayersPanelState& state) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float margin = ImGui::GetStyle().WindowPadding.x;
  const float top = margin * 2.0F + ImGui::GetFrameHeight() + ImGui::GetStyle().WindowPadding.y * 2.0F;
  const float width = std::min(kWidth * context.view.interfaceScale, display.x * 0.4F);
  ImGui::SetNextWindowPos({margin, top});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F},
                                      {width, std::max(80.0F, display.y - top - statusBarHeight() - margin)});
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings;
  if (ImGui::Begin("layers", nullptr, flags)) {
    heading(context.tr("Layers"));
    if (context.view.layers.empty()) {
      mutedText(context.tr("No layer yet. Drop files here: relief, orthophoto, GIS layers, city models."));
    }
    if (context.view.layers.size() >= kFilterFrom) {
      ImGui::SetNextItemWidth(-1.0F);
      ImGui::InputTextWithHint("##filter", context.tr("Filter").c_str(), state.filter.data(), state.filter.size());
    }
    for (const LayerEntry& entry : context.view.layers) {
      if (containsFolded(entry.layer->name, state.filter.data())) {
        drawLayer(context, state, entry);
      }
    }
  }
  ImGui::End();
}

}  // namespace belvedere::ui
