#include <algorithm>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/search.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr float kWidth = 330.0F;
constexpr std::size_t kFilterFrom = 8;  // with fewer layers a filter is in the way

float panelWidth(const PanelContext& context) {
  return std::min(kWidth * context.view.interfaceScale, ImGui::GetIO().DisplaySize.x * 0.4F);
}

bool isGeometry(const LayerEntry& entry, std::string_view name) {
  return entry.description != nullptr && !entry.description->layers.empty() &&
         entry.description->layers.front().geometry.find(name) != std::string::npos;
}

/// Of a layer that was not opened yet, the colour that somebody has set.
const style::Colour& likelyColour(const style::LayerStyle& style) {
  const style::LayerStyle usual;
  return style.symbolColour != usual.symbolColour ? style.symbolColour
         : style.line != usual.line               ? style.line
                                                  : style.fill;
}

/// The colour by which people know the layer in the picture; pictures and relief have none.
void drawSwatch(const LayerEntry& entry) {
  const style::LayerStyle& style = entry.layer->style;
  const bool isPoint = isGeometry(entry, "Point");
  const bool isLine = isGeometry(entry, "Line");
  const bool isUnknown = entry.layer->kind == model::SourceKind::Vector && entry.description == nullptr;
  const style::Colour& colour = isPoint     ? style.symbolColour
                                : isLine    ? style.line
                                : isUnknown ? likelyColour(style)
                                            : style.fill;
  const float size = ImGui::GetFontSize() * 0.78F;
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float top = corner.y + (ImGui::GetFrameHeight() - size) * 0.5F;
  const ImVec2 end(corner.x + size, top + size);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImU32 fill = ImGui::ColorConvertFloat4ToU32({colour.x, colour.y, colour.z, 1.0F});
  const ImU32 edge = ImGui::GetColorU32(ImGuiCol_TextDisabled);
  if (entry.layer->kind == model::SourceKind::Terrain) {
    list.AddTriangle({corner.x, end.y}, {corner.x + size * 0.5F, top + size * 0.1F}, end, edge, size * 0.1F);
  } else if (entry.layer->kind == model::SourceKind::Imagery) {
    list.AddRect({corner.x, top}, end, edge, size * 0.2F, 0, size * 0.1F);
    list.AddLine({corner.x, end.y}, {end.x, top + size * 0.4F}, edge, size * 0.1F);
  } else if (isPoint) {
    list.AddCircleFilled({corner.x + size * 0.5F, top + size * 0.5F}, size * 0.5F, fill);
  } else if (isLine) {
    list.AddLine({corner.x, end.y}, {end.x, top}, fill, size * 0.22F);
  } else {
    list.AddRectFilled({corner.x, top}, end, fill, size * 0.2F);
    list.AddRect({corner.x, top}, end, ImGui::GetColorU32(ImGuiCol_Border), size * 0.2F);
  }
  ImGui::Dummy({size, ImGui::GetFrameHeight()});
  ImGui::SameLine();
}

void drawPhase(const PanelContext& context, const LayerEntry& entry) {
  if (entry.phase == LayerPhase::Loading) {
    progressBar(entry.fraction);
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

void drawControls(const PanelContext& context, const LayerEntry& entry) {
  auto percent = static_cast<float>(entry.layer->opacity * 100.0);
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - 4.6F * ImGui::GetFrameHeight());
  const std::string format = context.tr("Opacity") + " %.0f %%";
  if (ImGui::SliderFloat("##opacity", &percent, 0.0F, 100.0F, format.c_str(), ImGuiSliderFlags_AlwaysClamp)) {
    context.actions.push_back(SetLayerOpacity{entry.id, static_cast<double>(percent) / 100.0, false});
  }
  if (ImGui::IsItemDeactivatedAfterEdit()) {
    context.actions.push_back(SetLayerOpacity{entry.id, static_cast<double>(percent) / 100.0, true});
  }
  tooltip(context.tr("Double-click to type a value"));
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
  return (entry.findings != nullptr && !entry.findings->empty()) ||
         (entry.diagnostics != nullptr &&
          std::any_of(entry.diagnostics->items().begin(), entry.diagnostics->items().end(),
                      [](const Diagnostic& item) { return item.severity != Severity::Info; }));
}

/// The layer's name, which unfolds its details; a mark where something is wrong, and the arrow that says so.
void drawName(const PanelContext& context, LayersPanelState& state, const LayerEntry& entry) {
  const bool isVisible = entry.layer->isVisible;
  const bool isOpen = state.opened == entry.id;
  const bool hasMark = hasFindings(entry) || entry.phase == LayerPhase::Failed;
  const float side = ImGui::GetFontSize();
  const float space = ImGui::GetStyle().ItemSpacing.x;
  const float width = ImGui::GetContentRegionAvail().x;
  const float textWidth = width - (side + space) * (hasMark ? 2.0F : 1.0F);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const std::string& name = entry.layer->name.empty() ? entry.layer->id : entry.layer->name;
  const std::string shown = fitted(name, textWidth);
  ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(isVisible ? ImGuiCol_Text : ImGuiCol_TextDisabled));
  if (ImGui::Selectable((shown + "###name").c_str(), isOpen, ImGuiSelectableFlags_None, {width, 0.0F})) {
    state.opened = isOpen ? 0 : entry.id;
    state.described = 0;
  }
  ImGui::PopStyleColor();
  tooltip(shown == name ? context.tr(isOpen ? N_("Fold the details") : N_("Opacity, order, details")) : name);
  const float top = corner.y + (ImGui::GetFrameHeight() - side * 0.8F) * 0.5F;
  const ImVec4 muted = ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled);
  drawIcon(isOpen ? Icon::Up : Icon::Down, {corner.x + width - side, top}, side * 0.8F, muted);
  if (hasMark) {
    const Severity severity = entry.phase == LayerPhase::Failed ? Severity::Error : Severity::Warning;
    drawIcon(Icon::Warning, {corner.x + width - 2.0F * side - space, top}, side * 0.8F,
             severityColour(severity, context.view.isDark));
  }
}

/// Which levels of detail and themes there are, only the reading of a whole city model tells.
void askForChoices(const PanelContext& context, LayersPanelState& state, const LayerEntry& entry) {
  const bool isCityModel = entry.layer->kind == model::SourceKind::Buildings && entry.phase == LayerPhase::Ready;
  if (isCityModel && entry.whole == nullptr && state.described != entry.id) {
    state.described = entry.id;
    context.actions.push_back(DescribeLayer{entry.id});
  }
}

void drawLayer(const PanelContext& context, LayersPanelState& state, const LayerEntry& entry) {
  ImGui::PushID(static_cast<int>(entry.id));
  const bool isVisible = entry.layer->isVisible;
  if (iconButton("##eye", isVisible ? Icon::Eye : Icon::EyeClosed, context.tr(isVisible ? N_("Hide") : N_("Show")))) {
    context.actions.push_back(SetLayerVisible{entry.id, !isVisible});
  }
  ImGui::SameLine();
  drawSwatch(entry);
  drawName(context, state, entry);
  drawPhase(context, entry);
  if (state.opened == entry.id) {
    ImGui::Indent(ImGui::GetFrameHeight() * 0.4F);
    drawControls(context, entry);
    askForChoices(context, state, entry);
    if (entry.layer->kind == model::SourceKind::PointCloud) {
      drawPointsLegend(context, entry);
    }
    drawLayerDetails(context, entry);
    ImGui::Unindent(ImGui::GetFrameHeight() * 0.4F);
    ImGui::Separator();
  }
  ImGui::PopID();
}

}  // namespace

float besideLayers(const PanelContext& context) {
  return 2.0F * ImGui::GetStyle().WindowPadding.x + panelWidth(context);
}

void drawLayersPanel(const PanelContext& context, LayersPanelState& state, DialogState& dialogs) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float margin = ImGui::GetStyle().WindowPadding.x;
  const float top = belowToolbar();
  const float width = panelWidth(context);
  ImGui::SetNextWindowPos({margin, top});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F},
                                      {width, std::max(80.0F, display.y - top - statusBarHeight() - margin)});
  if (state.wantsFocus) {
    ImGui::SetNextWindowFocus();
    state.wantsFocus = false;
  }
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings |
                                 ImGuiWindowFlags_NoFocusOnAppearing;
  if (ImGui::Begin("layers", nullptr, flags)) {
    ImGui::AlignTextToFramePadding();
    heading(context.tr("Layers"));
    ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::GetFrameHeight());
    if (iconButton("##add", Icon::Add, context.tr("Add a layer (Ctrl+L)"))) {
      showDialog(dialogs, Dialog::AddLayer);
    }
    if (context.view.layers.empty()) {
      mutedText(context.tr("No layer yet"));
    }
    if (context.view.layers.size() >= kFilterFrom) {
      ImGui::SetNextItemWidth(-1.0F);
      ImGui::InputTextWithHint("##filter", context.tr("Filter").c_str(), state.filter.data(), state.filter.size());
    }
    bool isAnyShown = context.view.layers.empty();
    for (const LayerEntry& entry : context.view.layers) {
      if (containsFolded(entry.layer->name, state.filter.data())) {
        drawLayer(context, state, entry);
        isAnyShown = true;
      }
    }
    if (!isAnyShown) {
      mutedText(context.tr("No layer has such a name."));
    }
  }
  ImGui::End();
}

}  // namespace belvedere::ui
