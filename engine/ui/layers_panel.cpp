#include <algorithm>
#include <imgui.h>

#include "engine/core/web_address.h"
#include "engine/ui/detail/feature_names.h"
#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/search.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr float kWidth = 330.0F;
constexpr std::size_t kFilterFrom = 8;  // with fewer layers a filter is in the way
constexpr int kMostPlaces = 5;

float panelWidth(const PanelContext& context) {
  return std::min(kWidth * context.view.interfaceScale, ImGui::GetIO().DisplaySize.x * 0.4F);
}

ImVec4 severityColour(Severity severity, const ViewModel& view) {
  const Palette palette = paletteFor(view.isDark);
  return severity == Severity::Error ? palette.error : severity == Severity::Warning ? palette.warning : palette.muted;
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

/// What a remedy sets, and how well that puts it right: "heightOffset = -48.3 (± 0.4 m)".
std::string remedyText(const PanelContext& context, const Remedy& remedy) {
  std::string text =
      remedy.layer.empty() ? std::string() : substitute(context.tr("{where}: "), {{"where", remedy.layer}});
  for (std::size_t i = 0; i < remedy.settings.size(); ++i) {
    text += (i > 0 ? ", " : "") + remedy.settings[i].first + " = " + remedy.settings[i].second;
  }
  if (remedy.accuracyMetres > 0.0) {
    const int decimals = remedy.accuracyMetres < 0.1 ? 2 : 1;
    text += " (± " + context.translator.number(remedy.accuracyMetres, decimals) + " m)";
  }
  return text;
}

void drawFinding(const PanelContext& context, scene::LayerId layer, const Finding& finding) {
  iconText(Icon::Warning, severityColour(Severity::Warning, context.view));
  wrappedText(context.translator.text(finding.message), ImGui::GetStyleColorVec4(ImGuiCol_Text));
  if (const std::string hint = context.translator.hint(finding.message); !hint.empty()) {
    mutedText(hint);
  }
  ImGui::PushID(finding.message.key.c_str());
  for (std::size_t i = 0; i < finding.remedies.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::Button(context.tr("Correct").c_str())) {
      context.actions.push_back(ApplyRemedy{layer, finding.remedies[i]});
    }
    ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    mutedText(remedyText(context, finding.remedies[i]));
    ImGui::PopID();
  }
  ImGui::PopID();
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
    text += (text.empty() ? "" : "\n") + context.translator.number(static_cast<double>(count), 0) + " " +
            peopleName(context.translator, name);
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
    drawFact(context.tr("Source"), entry.layer->sources.empty() ? "" : shownSource(entry.layer->sources.front()));
    drawFact(context.tr("Owner"), governance.owner);
    drawFact(context.tr("Licence"), governance.licence);
    drawFact(context.tr("Date"), governance.sourceDate);
    ImGui::EndTable();
  }
  if (entry.findings != nullptr) {
    for (const Finding& finding : *entry.findings) {
      drawFinding(context, entry.id, finding);
    }
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
  }
  ImGui::PopStyleColor();
  tooltip(shown == name ? context.tr(isOpen ? N_("Fold the details") : N_("Opacity, order, details")) : name);
  const float top = corner.y + (ImGui::GetFrameHeight() - side * 0.8F) * 0.5F;
  const ImVec4 muted = ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled);
  drawIcon(isOpen ? Icon::Up : Icon::Down, {corner.x + width - side, top}, side * 0.8F, muted);
  if (hasMark) {
    const Severity severity = entry.phase == LayerPhase::Failed ? Severity::Error : Severity::Warning;
    drawIcon(Icon::Warning, {corner.x + width - 2.0F * side - space, top}, side * 0.8F,
             severityColour(severity, context.view));
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
    if (entry.layer->kind == model::SourceKind::PointCloud) {
      drawPointsLegend(context, entry);
    }
    drawDetails(context, entry);
    ImGui::Unindent(ImGui::GetFrameHeight() * 0.4F);
    ImGui::Separator();
  }
  ImGui::PopID();
}

}  // namespace

float besideLayers(const PanelContext& context) {
  return 2.0F * ImGui::GetStyle().WindowPadding.x + panelWidth(context);
}

void drawLayersPanel(const PanelContext& context, LayersPanelState& state) {
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
    heading(context.tr("Layers"));
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
