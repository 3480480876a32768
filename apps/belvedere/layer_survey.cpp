#include "apps/belvedere/layer_survey.h"

#include <algorithm>

#include "apps/belvedere/detail/description_json.h"
#include "engine/core/common_messages.h"
#include "engine/core/plural.h"
#include "engine/core/time.h"
#include "engine/core/web_address.h"
#include "engine/geo/crs.h"
#include "engine/streaming/layer_examination.h"

namespace belvedere::app {
namespace {

constexpr MessageId kWrongTimeZone{"territory-time-zone-unknown", N_("timeZone: “{zone}” is not a known time zone."),
                                   N_("Use a name such as Europe/Paris.")};

constexpr MessageId kKindMismatch{"layer-kind-mismatch",
                                  N_("The layer is of kind “{kind}”, but its source holds “{found}”."),
                                  N_("Remove the layer and add its source again.")};
constexpr MessageId kNoSuchAttribute{"style-attribute-absent", N_("No object has the attribute of {settings}."),
                                     N_("`belvedere info` lists the attributes that there are.")};

constexpr std::size_t kMostObjects = 50'000;  // that are compared with the relief: a part of a city tells

using detail::Json;

bool isRasterKind(model::SourceKind kind) {
  return kind == model::SourceKind::Terrain || kind == model::SourceKind::Imagery;
}

bool hasAttribute(const model::SourceDescription& description, const std::string& sourceLayer,
                  const std::string& name) {
  return std::any_of(description.layers.begin(), description.layers.end(), [&](const model::SourceLayer& known) {
    return (sourceLayer.empty() || known.name == sourceLayer) &&
           std::any_of(known.columns.begin(), known.columns.end(),
                       [&](const model::AttributeColumn& column) { return column.name == name; });
  });
}

// One finding, whatever the number of settings that name an attribute which is not there.
void compareAttributes(const scene::Layer& layer, const model::SourceDescription& description, Diagnostics& findings) {
  std::string settings;
  for (const auto& [setting, name] :
       {std::pair<const char*, const std::string&>{"style.heightAttribute", layer.style.heightAttribute},
        {"style.baseAttribute", layer.style.baseAttribute}}) {
    if (!name.empty() && !description.layers.empty() && !hasAttribute(description, layer.sourceLayer, name)) {
      settings += (settings.empty() ? "" : ", ") + std::string(setting) + "=" + name;
    }
  }
  if (!settings.empty()) {
    findings.add(Severity::Warning, Message(kNoSuchAttribute, {{"settings", settings}}));
  }
}

// What a layer says of its source, held against the source.
void compare(const scene::Layer& layer, const model::SourceDescription& description, Diagnostics& findings) {
  const bool areRasters = isRasterKind(layer.kind) && isRasterKind(description.kind);
  if (layer.kind != description.kind && !areRasters) {
    findings.add(Severity::Error,
                 Message(kKindMismatch, {{"kind", std::string(model::sourceKindName(layer.kind))},
                                         {"found", std::string(model::sourceKindName(description.kind))}}));
    return;
  }
  if (layer.style.placement == style::Placement::Extrude) {
    compareAttributes(layer, description, findings);
  }
}

bool isFeatureKind(model::SourceKind kind) { return !isRasterKind(kind) && kind != model::SourceKind::PointCloud; }

/// Adds findings of kinds that are not there yet: a second reading meets those of the first again.
void addNew(Diagnostics& findings, const Diagnostics& others) {
  Diagnostics unknown;
  for (const Diagnostic& item : others.items()) {
    if (findings.find(item.message.key) == nullptr) {
      unknown.items().push_back(item);
    }
  }
  findings.merge(unknown);
}

void addFailure(Diagnostics& findings, const Error& error) {
  findings.add(Severity::Error, error.message, error.where);
}

LayerSurvey surveyLayer(CommandContext& context, const scene::Layer& layer, const scene::LoadedTerritory& loaded,
                        const Consent& consent, SurveyDepth depth) {
  LayerSurvey survey{layer, std::nullopt, {}, {}};
  auto paths = consentedFiles(layer, loaded.folder, consent);
  if (!paths) {
    addFailure(survey.findings, paths.error());
    return survey;
  }
  const auto describe = depth == SurveyDepth::Read ? checkSource : describeSource;
  auto description = describe(context.catalog, sourceRequest(layer, std::move(*paths), loaded.territory.crs),
                              context.stop, context.console.progress());
  context.console.endProgress();
  if (!description) {
    addFailure(survey.findings, description.error());
    return survey;
  }
  survey.findings = description->diagnostics;
  compare(layer, *description, survey.findings);
  survey.description = std::move(*description);
  return survey;
}

void placeLayer(TerritorySurvey& survey, LayerSurvey& layer, const geo::Crs& crs) {
  if (!layer.description) {
    return;
  }
  if (auto status = checkSourceCrs(*layer.description); !status) {
    addFailure(layer.findings, status.error());
    return;
  }
  if (layer.description->extent.isEmpty()) {
    return;
  }
  const auto extent = extentIn(*layer.description, layer.layer.correction, crs);
  if (!extent) {
    addFailure(layer.findings, extent.error());
    return;
  }
  survey.extent.add(*extent);
}

Json toJson(const Remedy& remedy, const LayerSurvey& layer, const std::string& path) {
  Json settings = Json::object();
  for (const auto& [key, value] : remedy.settings) {
    settings[key] = value;
  }
  return {{"layer", remedy.layer.empty() ? layer.layer.id : remedy.layer},
          {"settings", std::move(settings)},
          {"accuracyMetres", remedy.accuracyMetres < 0.0 ? Json(nullptr) : Json(remedy.accuracyMetres)},
          {"command", remedyCommand(path, layer.layer.id, remedy)}};
}

/// What is wrong with a layer; what the datum doctor found has its remedies.
Json findingsJson(const LayerSurvey& layer, const std::string& path) {
  Json list = detail::toJson(layer.findings);
  for (const Finding& finding : layer.examined) {
    Diagnostics alone;
    addTo(alone, {finding});
    Json json = detail::toJson(alone).front();
    json["remedies"] = Json::array();
    for (const Remedy& remedy : finding.remedies) {
      json["remedies"].push_back(toJson(remedy, layer, path));
    }
    list.push_back(std::move(json));
  }
  return list;
}

/// The datum doctor's round: a second look at city models and the relief.
Status examine(CommandContext& context, TerritorySurvey& survey, const Consent& consent, SurveyDepth depth) {
  std::vector<streaming::StreamedLayer> layers;
  std::vector<LayerSurvey*> surveyed;
  for (LayerSurvey& layer : survey.layers) {
    auto paths = consentedFiles(layer.layer, survey.loaded.folder, consent);
    if (paths && layer.description) {
      layers.push_back({static_cast<scene::LayerId>(layers.size() + 1), layer.layer, std::move(*paths)});
      surveyed.push_back(&layer);
    }
  }
  auto frame = streaming::findSceneFrame(survey.loaded.territory, layers, context.catalog);
  if (!frame) {
    return tl::unexpected(frame.error());
  }
  const auto placed = std::make_shared<const geo::SceneFrame>(std::move(*frame));
  const streaming::ExaminedRelief relief = streaming::openRelief(layers, context.catalog, *placed);
  std::vector<streaming::ExaminedLayer> examined;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (depth == SurveyDepth::Read && isFeatureKind(layers[i].layer.kind)) {
      addNew(surveyed[i]->findings,
             streaming::readingFindings(layers[i], relief, context.catalog, placed, context.stop));
    }
    auto objects = relief.terrain.empty()
                       ? nullptr
                       : streaming::sampleObjects(layers[i], context.catalog, placed, kMostObjects, context.stop);
    examined.push_back({layers[i].layer, surveyed[i]->description, std::move(objects)});
  }
  std::vector<Findings> findings = streaming::examineLayers(examined, relief, *placed, context.stop);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    surveyed[i]->examined = std::move(findings[i]);
  }
  return {};
}

Json shownSources(const scene::Layer& layer) {
  Json list = Json::array();
  for (const std::string& source : layer.sources) {
    list.push_back(shownSource(source));
  }
  return list;
}

std::string layerLine(const LayerSurvey& layer, const Translator& translator) {
  const std::string_view pattern =
      layer.layer.name.empty() ? std::string_view("{id} ({kind})") : N_("{id} ({kind}): {name}");
  return substitute(translator.tr(pattern), {{"id", layer.layer.id},
                                             {"kind", translator.tr(model::sourceKindName(layer.layer.kind))},
                                             {"name", layer.layer.name}});
}

}  // namespace

Result<TerritorySurvey> surveyTerritory(CommandContext& context, const std::string& path,
                                        const std::vector<std::string>& allowed, SurveyDepth depth) {
  auto loaded = scene::loadTerritory(path);
  if (!loaded) {
    return tl::unexpected(loaded.error());
  }
  auto crs = geo::Crs::fromText(loaded->territory.crs);
  const Status sound = crs ? geo::checkTerritoryCrs(*crs) : Status(tl::unexpected(crs.error()));
  if (!sound) {
    return fail(ErrorCode::InvalidData, sound.error().message, path + ": crs");
  }
  const auto consent = askConsent(context, *loaded, allowed);
  if (!consent) {
    return tl::unexpected(consent.error());
  }
  if (!isKnownTimeZone(loaded->territory.timeZone)) {
    loaded->diagnostics.add(Severity::Warning, Message(kWrongTimeZone, {{"zone", loaded->territory.timeZone}}));
  }
  TerritorySurvey survey{std::move(*loaded), {}, {}};
  for (const scene::Layer& layer : survey.loaded.territory.layers) {
    survey.layers.push_back(surveyLayer(context, layer, survey.loaded, *consent, depth));
    if (context.stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    placeLayer(survey, survey.layers.back(), *crs);
  }
  if (auto status = examine(context, survey, *consent, depth); !status) {
    return tl::unexpected(status.error());
  }
  if (context.stop.stop_requested()) {
    return fail(ErrorCode::Cancelled, Message(kCancelled));
  }
  return survey;
}

std::string surveyJson(const TerritorySurvey& survey, const std::string& path) {
  const scene::Territory& territory = survey.loaded.territory;
  std::map<std::string, std::size_t> objects;
  std::map<std::string, std::size_t> lods;
  Json layers = Json::array();
  Diagnostics all = survey.loaded.diagnostics;
  for (const LayerSurvey& layer : survey.layers) {
    Json json = {{"id", layer.layer.id}, {"name", layer.layer.name}};
    json.update(layer.description ? detail::toJson(*layer.description)
                                  : Json{{"kind", model::sourceKindName(layer.layer.kind)}});
    json["source"] = shownSources(layer.layer);
    json["diagnostics"] = findingsJson(layer, path);
    layers.push_back(std::move(json));
    all.merge(layer.findings);
    addTo(all, layer.examined);
    if (layer.description) {
      for (const auto& [name, count] : layer.description->objects) {
        objects[name] += count;
      }
      for (const auto& [name, count] : layer.description->lods) {
        lods[name] += count;
      }
    }
  }
  return detail::jsonText({{"source", path},
                           {"kind", "territory"},
                           {"name", territory.name},
                           {"crs", territory.crs},
                           {"timeZone", territory.timeZone},
                           {"extent", detail::toJson(survey.extent)},
                           {"objects", objects},
                           {"lods", lods},
                           {"layers", std::move(layers)},
                           {"diagnostics", detail::toJson(all)}});
}

void printSurvey(Console& console, const TerritorySurvey& survey, const std::string& path, AttributeList attributes) {
  const scene::Territory& territory = survey.loaded.territory;
  console.say(NP_("{name}: {crs}, {timeZone}, {count} layer", "{name}: {crs}, {timeZone}, {count} layers"),
              {{"name", territory.name.empty() ? folderName(survey.loaded.folder) : territory.name},
               {"crs", territory.crs},
               {"timeZone", territory.timeZone},
               {"count", std::to_string(territory.layers.size())}});
  console.report(survey.loaded.diagnostics);
  for (const LayerSurvey& layer : survey.layers) {
    console.print("");
    console.print(layerLine(layer, console.translator()));
    if (layer.description) {
      printDescription(console, *layer.description, attributes);
    }
    console.report(layer.findings);
    for (const Finding& finding : layer.examined) {
      console.report(finding, path, layer.layer.id);
    }
  }
}

}  // namespace belvedere::app
