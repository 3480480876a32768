#include <algorithm>
#include <imgui.h>
#include <utility>

#include "engine/core/web_address.h"
#include "engine/ui/detail/feature_names.h"
#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr int kMostPlaces = 5;
constexpr std::size_t kMostSources = 6;

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
  iconText(Icon::Warning, severityColour(Severity::Warning, context.view.isDark));
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
  iconText(item.severity == Severity::Info ? Icon::Info : Icon::Warning,
           severityColour(item.severity, context.view.isDark));
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

/// A setting and its values as people read them.
struct Choice {
  const char* key;
  std::string name;
  std::vector<std::pair<std::string, std::string>> values;  ///< as set, and as shown
  std::string now;                                          ///< as set
};

void drawChoice(const PanelContext& context, scene::LayerId layer, const Choice& choice) {
  if (choice.values.size() < 2) {
    return;
  }
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::AlignTextToFramePadding();
  mutedText(choice.name);
  ImGui::TableNextColumn();
  const auto now = std::find_if(choice.values.begin(), choice.values.end(),
                                [&](const auto& value) { return value.first == choice.now; });
  ImGui::SetNextItemWidth(-1.0F);
  ImGui::PushID(choice.key);
  if (ImGui::BeginCombo("##choice", now != choice.values.end() ? now->second.c_str() : choice.now.c_str())) {
    for (const auto& [value, shown] : choice.values) {
      if (ImGui::Selectable((shown + "###" + value).c_str(), value == choice.now) && value != choice.now) {
        context.actions.push_back(SetLayerValue{layer, choice.key, value});
      }
    }
    ImGui::EndCombo();
  }
  ImGui::PopID();
}

/// What of a city model is shown, where there is more than one way.
void drawChoices(const PanelContext& context, const LayerEntry& entry) {
  if (entry.whole == nullptr) {
    return;
  }
  const auto option = [&](const char* name, const std::string& usual) {
    const auto found = entry.layer->options.find(name);
    return found != entry.layer->options.end() ? found->second : usual;
  };
  Choice lods{"options.lod", context.tr("Level of detail"), {}, option("lod", "")};
  if (entry.whole->lods.size() > 1) {
    lods.values.emplace_back("", context.tr("Finest"));
  }
  for (const auto& [lod, count] : entry.whole->lods) {
    lods.values.emplace_back(lod, "LoD " + lod + " (" + context.translator.number(static_cast<double>(count), 0) + ")");
  }
  drawChoice(context, entry.id, lods);
  const std::vector<std::string>& names = entry.whole->appearanceThemes;
  Choice themes{"options.theme", context.tr("Theme"), {}, option("theme", names.empty() ? "" : names.front())};
  for (const std::string& name : names) {
    themes.values.emplace_back(name, name);
  }
  drawChoice(context, entry.id, themes);
}

std::string sourceList(const PanelContext& context, const std::vector<std::string>& sources) {
  std::string text;
  const std::size_t shown = std::min(sources.size(), kMostSources);
  for (std::size_t i = 0; i < shown; ++i) {
    text += (i > 0 ? "\n" : "") + shownSource(sources[i]);
  }
  if (sources.size() > shown) {
    text += "\n" + substitute(context.tr("and {number} more"),
                              {{"number", context.translator.number(static_cast<double>(sources.size() - shown), 0)}});
  }
  return text;
}

/// Who may see the data, in people's words; a word of a newer version as it is.
std::string statusText(const PanelContext& context, const std::string& status) {
  return status == "public"             ? context.tr("Public")
         : status == "general-interest" ? context.tr("Of general interest")
         : status == "personal"         ? context.tr("Personal data")
                                        : status;
}

void drawGovernance(const PanelContext& context, const scene::Governance& governance) {
  drawFact(context.tr("Owner"), governance.owner);
  drawFact(context.tr("Licence"), governance.licence);
  drawFact(context.tr("Credit"), governance.attribution);
  drawFact(context.tr("Date"), governance.sourceDate);
  drawFact(context.tr("Access"), statusText(context, governance.status));
  drawFact(context.tr("Legal basis"), governance.legalBasis);
  drawFact(context.tr("Retention"), governance.retention);
}

}  // namespace

void drawLayerDetails(const PanelContext& context, const LayerEntry& entry) {
  if (ImGui::BeginTable("facts", 2, ImGuiTableFlags_None)) {
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthStretch, 0.34F);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch, 0.66F);
    if (entry.description != nullptr) {
      drawFact(context.tr("Format"), entry.description->format);
      drawFact(context.tr("Coordinates"), entry.description->crs.empty() ? entry.layer->crs : entry.description->crs);
      drawFact(context.tr("Objects"), objectCounts(context, *entry.description));
    }
    drawChoices(context, entry);
    const std::vector<std::string>& sources = entry.layer->sources;
    drawFact(context.tr(sources.size() > 1 ? N_("Sources") : N_("Source")), sourceList(context, sources));
    drawGovernance(context, entry.layer->governance);
    ImGui::EndTable();
  }
  if (entry.isDescribing) {
    mutedText(context.tr("Looking for levels of detail and themes…"));
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

}  // namespace belvedere::ui
