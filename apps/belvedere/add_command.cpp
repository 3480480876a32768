#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "engine/app/layer_maker.h"
#include "engine/app/territory_session.h"
#include "engine/core/folder_lock.h"
#include "engine/core/nearest_name.h"
#include "engine/core/plural.h"
#include "engine/core/web_address.h"
#include "engine/geo/crs.h"
#include "engine/scene/scene_document.h"

namespace belvedere::app {
namespace {

constexpr MessageId kWrongKind{"kind-unknown", N_("--kind cannot be “{value}”: expected one of {kinds}."),
                               N_("Did you mean “{nearest}”?")};
constexpr std::array<std::string_view, 7> kKinds{"terrain",    "imagery", "buildings", "vector",
                                                 "pointcloud", "tiles3d", "model"};
constexpr MessageId kOneIdOnly{"id-for-several-layers",
                               N_("--id names one layer, but several would be added ({count})."),
                               N_("Add them one by one.")};
constexpr MessageId kKindNotUsed{"kind-not-used", N_("{source} is read as {kind}; what --kind says is not used.")};
constexpr MessageId kFarAway{"layer-far-away", N_("The layer “{layer}” lies {distance} km from the others."),
                             N_("Check its CRS: belvedere info {source}")};

constexpr double kFarMetres = 200'000.0;

struct AddOptions {
  std::string territory;
  std::vector<std::string> sources;
  std::string kind;
  std::vector<std::string> settings;
  std::string order;  // among the layers; the top where empty
  LayerWish wish;     // of every layer; files come per layer
};

Status readKind(const std::string& text, std::optional<model::SourceKind>& kind) {
  kind = model::sourceKindFromName(text);
  if (text.empty() || kind) {
    return {};
  }
  std::string kinds;
  for (const std::string_view known : kKinds) {
    kinds.append(kinds.empty() ? "" : ", ").append(known);
  }
  const auto nearest = nearestName(text, kKinds);
  Message message(kWrongKind, {{"value", text}, {"kinds", kinds}, {"nearest", std::string(nearest.value_or(""))}});
  if (!nearest) {
    message.hint.clear();
  }
  return fail(ErrorCode::InvalidArgument, std::move(message));
}

// Wrong options are told before a source is opened.
Status checkOptions(AddOptions& options) {
  if (auto status = readKind(options.kind, options.wish.kind); !status) {
    return status;
  }
  if (!options.wish.id.empty() && !scene::isLayerId(options.wish.id)) {
    return scene::failLayerId(options.wish.id);
  }
  if (!options.wish.crs.empty()) {
    if (const auto crs = geo::Crs::fromText(options.wish.crs); !crs) {
      return fail(ErrorCode::InvalidArgument, crs.error().message);
    }
  }
  for (const std::string& setting : options.settings) {
    auto pair = splitKeyValue(setting);
    if (!pair) {
      return tl::unexpected(pair.error());
    }
    if (pair->first == "order") {
      options.order = pair->second;
    } else {
      options.wish.settings.push_back(std::move(*pair));
    }
  }
  return {};
}

bool isRaster(model::SourceKind kind) {
  return kind == model::SourceKind::Terrain || kind == model::SourceKind::Imagery;
}

// Rasters of one kind make one layer; anything else makes a layer each.
Result<std::vector<LayerWish>> wishes(const CommandContext& context, const AddOptions& options) {
  std::vector<LayerWish> layers;
  std::map<model::SourceKind, std::size_t> rasterLayers;
  for (const std::string& source : options.sources) {
    const auto kind = context.catalog.identify(source);
    if (!kind) {
      return tl::unexpected(kind.error());
    }
    const model::SourceKind wanted = isRaster(*kind) ? options.wish.kind.value_or(*kind) : *kind;
    const bool joins = isRaster(wanted) && !isWebAddress(source);
    const auto place = rasterLayers.find(wanted);
    if (!joins || place == rasterLayers.end()) {
      layers.push_back(options.wish);
    }
    if (joins && place == rasterLayers.end()) {
      rasterLayers[wanted] = layers.size() - 1;
    }
    (joins ? layers[rasterLayers[wanted]] : layers.back()).files.push_back(source);
  }
  if (!options.wish.id.empty() && layers.size() > 1) {
    return fail(ErrorCode::InvalidArgument, Message(kOneIdOnly, {{"count", std::to_string(layers.size())}}));
  }
  return layers;
}

void consentToSources(const scene::Layer& layer, const std::filesystem::path& folder) {
  if (const auto files = layerFiles(layer, folder)) {
    for (const std::filesystem::path& path : files->outside) {
      rememberConsent(path);
    }
  }
}

// The frame's origin stands near the first layer that could be placed.
void warnWhereFar(CommandContext& context, const scene::LoadedTerritory& loaded, const MadeLayer& made) {
  if (loaded.territory.layers.empty() || made.extent.isEmpty()) {
    return;
  }
  const auto prepared = prepareTerritory(loaded, context.catalog, rememberedConsent());
  if (!prepared || (prepared->frame->origin().x == 0.0 && prepared->frame->origin().y == 0.0)) {
    return;
  }
  const glm::dvec2 origin(prepared->frame->origin());
  const glm::dvec2 nearest(std::clamp(origin.x, made.extent.min.x, made.extent.max.x),
                           std::clamp(origin.y, made.extent.min.y, made.extent.max.y));
  const double distance = std::hypot(nearest.x - origin.x, nearest.y - origin.y);
  if (distance > kFarMetres) {
    context.console.report(Severity::Warning,
                           Message(kFarAway, {{"layer", made.layer.id},
                                              {"distance", context.console.translator().number(distance / 1000.0, 0)},
                                              {"source", made.description.source}}));
  }
}

void sayAdded(Console& console, const MadeLayer& made, const std::string& crsGiven) {
  if (made.description.raster && made.description.raster->isService) {
    console.say(N_("Added the layer “{id}” ({kind}): “{name}” of {source}, {crs}."),
                {{"id", made.layer.id},
                 {"kind", std::string(model::sourceKindName(made.layer.kind))},
                 {"name", made.layer.name},
                 {"source", shownName(made.layer.sources.front())},
                 {"crs", made.description.crs}});
    console.report(made.description.diagnostics);
    return;
  }
  const Translator& translator = console.translator();
  std::size_t count = made.description.raster ? made.layer.sources.size() : 0;
  for (const auto& [type, features] : made.description.objects) {
    if (made.layer.sourceLayer.empty() || type == made.layer.sourceLayer) {
      count += features;
    }
  }
  const std::string& declared = made.description.crs;
  const auto range = [&](double low, double high) {
    return translator.number(low, 0) + " – " + translator.number(high, 0);
  };
  console.say(made.extent.isEmpty() ? NP_("Added the layer “{id}” ({kind}): {count} object, {crs}.",
                                          "Added the layer “{id}” ({kind}): {count} objects, {crs}.")
              : made.description.raster
                  ? NP_("Added the layer “{id}” ({kind}): {count} file, {crs}, east {east}, north {north}.",
                        "Added the layer “{id}” ({kind}): {count} files, {crs}, east {east}, north {north}.")
                  : NP_("Added the layer “{id}” ({kind}): {count} object, {crs}, east {east}, north {north}.",
                        "Added the layer “{id}” ({kind}): {count} objects, {crs}, east {east}, north {north}."),
              {{"id", made.layer.id},
               {"kind", std::string(model::sourceKindName(made.layer.kind))},
               {"count", translator.number(static_cast<double>(count), 0)},
               {"crs", made.description.isCrsOverridden ? crsGiven
                       : declared.empty()               ? translator.tr(N_("a CRS without a name"))
                                                        : declared},
               {"east", range(made.extent.min.x, made.extent.max.x)},
               {"north", range(made.extent.min.y, made.extent.max.y)}});
  console.report(made.description.diagnostics);
}

/// Puts the added layers at a place of the order, the first of them lowest.
Status putAt(scene::SceneDocument& document, const std::vector<MadeLayer>& added, const std::string& order) {
  for (auto made = added.rbegin(); made != added.rend() && !order.empty(); ++made) {
    if (auto status = document.setValue(made->layer.id, "order", order); !status) {
      return status;
    }
  }
  return {};
}

// All layers, or none where one of them cannot be added.
ExitCode addLayers(CommandContext& context, const std::vector<LayerWish>& wishes, const std::string& order,
                   const scene::LoadedTerritory& loaded) {
  Console& console = context.console;
  scene::SceneDocument document(loaded);
  std::vector<MadeLayer> added;
  for (const LayerWish& wish : wishes) {
    auto made = makeLayer(wish, document.territory(), loaded.folder, context.catalog, context.stop, console.progress());
    console.endProgress();
    if (!made) {
      return console.fail(made.error());
    }
    if (auto status = document.addLayer(made->layer); !status) {
      return console.fail(status.error());
    }
    added.push_back(std::move(*made));
  }
  if (auto status = putAt(document, added, order); !status) {
    return console.fail(status.error());
  }
  if (auto status = document.save(); !status) {
    return console.failExport(status.error());
  }
  for (const MadeLayer& made : added) {
    consentToSources(made.layer, loaded.folder);
    sayAdded(console, made, wishes.front().crs);
    if (const auto& kind = wishes.front().kind; kind && *kind != made.layer.kind) {
      console.report(Severity::Warning,
                     Message(kKindNotUsed, {{"source", made.description.source},
                                            {"kind", std::string(model::sourceKindName(made.layer.kind))}}));
    }
    warnWhereFar(context, loaded, made);
  }
  return ExitCode::Done;
}

std::optional<ExitCode> readOptions(CommandContext& context, Arguments arguments, AddOptions& options) {
  ArgumentParser parser(context.console.translator(), "add", N_("Adds a layer to a territory."));
  parser.positional(N_("TERRITORY"), options.territory, N_("Folder of the territory."));
  parser.positionals(N_("SOURCE"), options.sources,
                     N_("A file of data or a web address; several rasters of one kind make one layer."));
  parser.option("--layer", N_("NAME"), options.wish.sourceLayer, N_("One layer within the source; all if absent."));
  parser.option("--kind", N_("KIND"), options.kind,
                N_("terrain or imagery for a raster that could be both; other sources are recognised."));
  parser.option("--id", "ID", options.wish.id, N_("Id of the layer; from the file's name if absent."));
  parser.option("--crs", "CRS", options.wish.crs, N_("CRS of the source, where it declares none or a wrong one."));
  parser.options("--set", N_("KEY=VALUE"), options.settings, N_("Settings, as those of `belvedere set`: opacity=0.5"));
  return readArguments(context, parser, arguments);
}

}  // namespace

ExitCode runAdd(CommandContext& context, Arguments arguments) {
  AddOptions options;
  if (const auto ended = readOptions(context, arguments, options)) {
    return *ended;
  }
  if (auto status = checkOptions(options); !status) {
    return context.console.fail(status.error());
  }
  const FolderLock lock(options.territory);
  const auto loaded = scene::loadTerritory(options.territory);
  if (!loaded) {
    return context.console.fail(loaded.error());
  }
  context.console.report(loaded->diagnostics);
  const auto layers = wishes(context, options);
  if (!layers) {
    return context.console.fail(layers.error());
  }
  return addLayers(context, *layers, options.order, *loaded);
}

}  // namespace belvedere::app
