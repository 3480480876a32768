#include <algorithm>
#include <cmath>

#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "engine/app/territory_session.h"
#include "engine/geo/crs.h"
#include "engine/scene/scene_document.h"
#include "engine/scene/source_path.h"
#include "engine/style/default_style.h"

namespace belvedere::app {
namespace {

constexpr MessageId kWrongKind{"kind-unknown", N_("--kind cannot be “{value}”: expected one of {kinds}.")};
constexpr MessageId kNoGeometry{"source-layer-without-geometry",
                                N_("The layer “{layer}” of {source} is a table without places.")};
constexpr MessageId kOneIdOnly{"id-for-several-layers", N_("--id names one layer, but {count} would be added."),
                               N_("Add them one by one.")};
constexpr MessageId kCrsDeclared{"crs-already-declared",
                                 N_("{source} declares {crs} itself; what --crs says is not used.")};
constexpr MessageId kFarAway{"layer-far-away", N_("The layer “{layer}” lies {distance} km from the others."),
                             N_("Check its CRS: belvedere info {source}")};

constexpr double kFarMetres = 200'000.0;

struct AddOptions {
  std::string territory;
  std::vector<std::string> sources;
  std::string sourceLayer;
  std::string kind;
  std::string id;
  std::string crs;
  std::vector<std::string> settings;
};

// One layer to be: its files, and what they hold.
struct NewLayer {
  std::vector<std::string> files;
  model::SourceDescription description;
};

bool isRaster(model::SourceKind kind) {
  return kind == model::SourceKind::Terrain || kind == model::SourceKind::Imagery;
}

Result<std::optional<model::SourceKind>> kindArgument(const std::string& text) {
  if (text.empty()) {
    return std::optional<model::SourceKind>();
  }
  if (const auto kind = model::sourceKindFromName(text)) {
    return std::optional(*kind);
  }
  return fail(ErrorCode::InvalidArgument,
              Message(kWrongKind, {{"value", text}, {"kinds", "terrain, imagery, buildings, vector"}}));
}

// Several rasters make one layer; anything else makes a layer each.
Result<std::vector<std::vector<std::string>>> groupSources(const CommandContext& context,
                                                           const std::vector<std::string>& sources) {
  bool areRasters = true;
  for (const std::string& source : sources) {
    const auto kind = context.catalog.identify(source);
    if (!kind) {
      Error error = kind.error();
      error.where = error.where.empty() ? source : error.where;
      return tl::unexpected(std::move(error));
    }
    areRasters = areRasters && isRaster(*kind);
  }
  if (areRasters) {
    return std::vector<std::vector<std::string>>(1, sources);
  }
  std::vector<std::vector<std::string>> groups;
  for (const std::string& source : sources) {
    groups.push_back({source});
  }
  return groups;
}

// A table may stand beside layers with geometry in one source.
Status checkGeometry(const model::SourceDescription& description, const std::string& sourceLayer) {
  for (const model::SourceLayer& layer : description.layers) {
    if (layer.name == sourceLayer && layer.geometry == "None") {
      return fail(ErrorCode::InvalidData,
                  Message(kNoGeometry, {{"source", description.source}, {"layer", sourceLayer}}));
    }
  }
  return {};
}

Result<NewLayer> readSource(CommandContext& context, const AddOptions& options, std::vector<std::string> files,
                            std::optional<model::SourceKind> kind) {
  model::SourceRequest request;
  for (const std::string& file : files) {
    std::error_code error;
    request.paths.push_back(std::filesystem::weakly_canonical(file, error));
  }
  request.layer = options.sourceLayer;
  request.crs = options.crs;
  request.kind = kind;
  for (const std::string& setting : options.settings) {
    if (const auto pair = splitKeyValue(setting); pair && pair->first.starts_with("options.")) {
      request.options[pair->first.substr(8)] = pair->second;
    }
  }
  auto description = describeSource(context.catalog, request, context.stop, context.console.progress());
  context.console.endProgress();
  if (!description) {
    return tl::unexpected(description.error());
  }
  description->source = files.front();
  Status status = checkSourceCrs(*description);
  status = status ? checkGeometry(*description, options.sourceLayer) : status;
  if (!status) {
    return tl::unexpected(status.error());
  }
  return NewLayer{std::move(files), std::move(*description)};
}

// A file name as an id: letters, digits, '-' and '_' stay, all else becomes '-'; accents are lost with their letters.
std::string idFrom(std::string_view text) {
  std::string id;
  for (const char c : text) {
    const std::string one(1, c);
    if (scene::isLayerId(one)) {
      id += c;
    } else if (!id.empty() && id.back() != '-' && static_cast<unsigned char>(c) < 0x80) {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') {
    id.pop_back();
  }
  return id.empty() ? "layer" : id.substr(0, 80);
}

std::string uniqueId(const scene::Territory& territory, const std::string& wanted) {
  std::string id = wanted;
  for (int number = 2; territory.findLayer(id) != nullptr; ++number) {
    id = wanted + "-" + std::to_string(number);
  }
  return id;
}

// "DenHaag_01.gml.xml" is called DenHaag_01.
std::string stemOf(const std::string& file) {
  std::filesystem::path name = std::filesystem::path(file).lexically_normal().filename();
  while (name.has_extension() && name.extension().string().size() <= 8) {
    name = name.stem();
  }
  return name.string();
}

scene::Layer makeLayer(const NewLayer& made, const AddOptions& options, const scene::LoadedTerritory& loaded) {
  scene::Layer layer;
  const std::string stem = stemOf(made.files.front());
  layer.name = options.sourceLayer.empty() ? stem : options.sourceLayer;
  const std::string wanted = stem + (options.sourceLayer.empty() ? "" : "-" + options.sourceLayer);
  layer.id = options.id.empty() ? uniqueId(loaded.territory, idFrom(wanted)) : options.id;
  layer.kind = made.description.kind;
  for (const std::string& file : made.files) {
    layer.sources.push_back(scene::sourceText(loaded.folder, file));
  }
  layer.sourceLayer = options.sourceLayer;
  layer.crs = made.description.isCrsOverridden ? options.crs : "";
  layer.style = style::defaultStyle(made.description, layer.sourceLayer, layer.name);
  return layer;
}

Status applySettings(scene::Layer& layer, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    const auto pair = splitKeyValue(setting);
    const Status status =
        pair ? scene::setLayerValue(layer, pair->first, pair->second) : Status(tl::unexpected(pair.error()));
    if (!status) {
      return status;
    }
  }
  return {};
}

void consentToSources(const scene::Layer& layer, const std::filesystem::path& folder) {
  if (const auto files = layerFiles(layer, folder)) {
    for (const std::filesystem::path& path : files->outside) {
      rememberConsent(path);
    }
  }
}

// The frame's origin stands near the first layer that could be placed.
void warnWhereFar(CommandContext& context, const scene::LoadedTerritory& loaded, const scene::Layer& layer,
                  const std::string& file, const geo::Bounds2& extent) {
  if (loaded.territory.layers.empty() || extent.isEmpty()) {
    return;
  }
  const auto prepared = prepareTerritory(loaded, context.catalog, rememberedConsent());
  if (!prepared || (prepared->frame->origin().x == 0.0 && prepared->frame->origin().y == 0.0)) {
    return;
  }
  const glm::dvec2 origin(prepared->frame->origin());
  const glm::dvec2 nearest(std::clamp(origin.x, extent.min.x, extent.max.x),
                           std::clamp(origin.y, extent.min.y, extent.max.y));
  const double distance = std::hypot(nearest.x - origin.x, nearest.y - origin.y);
  if (distance > kFarMetres) {
    const std::string kilometres = context.console.translator().number(distance / 1000.0, 0);
    context.console.report(Severity::Warning,
                           Message(kFarAway, {{"layer", layer.id}, {"distance", kilometres}, {"source", file}}));
  }
}

void sayAdded(Console& console, const scene::Layer& layer, const NewLayer& made, const std::string& crsGiven) {
  const Translator& translator = console.translator();
  std::size_t count = 0;
  for (const auto& [type, features] : made.description.objects) {
    if (layer.sourceLayer.empty() || type == layer.sourceLayer || layer.kind != model::SourceKind::Vector) {
      count += features;
    }
  }
  const std::vector<MessageArgument> arguments{{"id", layer.id},
                                               {"kind", std::string(model::sourceKindName(layer.kind))},
                                               {"count", translator.number(static_cast<double>(count), 0)},
                                               {"crs", made.description.crs},
                                               {"files", std::to_string(made.files.size())}};
  console.say(made.description.raster ? N_("Added the layer “{id}” ({kind}): {files} files, {crs}.")
                                      : N_("Added the layer “{id}” ({kind}): {count} objects, {crs}."),
              arguments);
  console.report(made.description.diagnostics);
  if (!crsGiven.empty() && !made.description.isCrsOverridden) {
    console.report(Severity::Warning,
                   Message(kCrsDeclared, {{"source", made.files.front()}, {"crs", made.description.crs}}));
  }
}

Status addLayer(CommandContext& context, const AddOptions& options, const NewLayer& made, const geo::Crs& crs,
                scene::SceneDocument& document, const scene::LoadedTerritory& loaded) {
  const auto extent =
      made.description.extent.isEmpty() ? Result<geo::Bounds2>(geo::Bounds2()) : extentIn(made.description, crs);
  if (!extent) {
    return tl::unexpected(extent.error());
  }
  scene::LoadedTerritory current = loaded;
  current.territory = document.territory();
  scene::Layer layer = makeLayer(made, options, current);
  Status status = applySettings(layer, options.settings);
  status = status ? document.addLayer(layer) : status;
  if (!status) {
    return status;
  }
  consentToSources(layer, loaded.folder);
  warnWhereFar(context, loaded, layer, made.files.front(), *extent);
  return {};
}

// Wrong settings are told before a large source is read.
Status checkSettings(const AddOptions& options) {
  scene::Layer layer;
  if (!options.id.empty() && !scene::isLayerId(options.id)) {
    return scene::failLayerId(options.id);
  }
  if (!options.crs.empty()) {
    if (const auto crs = geo::Crs::fromText(options.crs); !crs) {
      return fail(ErrorCode::InvalidArgument, crs.error().message);
    }
  }
  return applySettings(layer, options.settings);
}

// All layers, or none where one of them cannot be added.
ExitCode addGroups(CommandContext& context, const AddOptions& options,
                   const std::vector<std::vector<std::string>>& groups, std::optional<model::SourceKind> kind,
                   const geo::Crs& crs, const scene::LoadedTerritory& loaded) {
  scene::SceneDocument document(loaded);
  std::vector<NewLayer> added;
  for (const std::vector<std::string>& files : groups) {
    auto made = readSource(context, options, files, kind);
    if (!made) {
      return context.console.fail(made.error());
    }
    if (auto status = addLayer(context, options, *made, crs, document, loaded); !status) {
      return context.console.fail(status.error());
    }
    added.push_back(std::move(*made));
  }
  if (auto status = document.save(); !status) {
    return context.console.failExport(status.error());
  }
  for (std::size_t i = 0; i < added.size(); ++i) {
    const auto& layers = document.territory().layers;
    sayAdded(context.console, layers[layers.size() - added.size() + i], added[i], options.crs);
  }
  return ExitCode::Done;
}

std::optional<ExitCode> readOptions(CommandContext& context, Arguments arguments, AddOptions& options) {
  ArgumentParser parser(context.console.translator(), "add", N_("Adds a layer to a territory."));
  parser.positional("TERRITORY", options.territory, N_("Folder of the territory."));
  parser.positionals("SOURCE", options.sources, N_("A file of data; several rasters make one layer."));
  parser.option("--layer", "NAME", options.sourceLayer, N_("One layer within the source; all if absent."));
  parser.option("--kind", "KIND", options.kind, N_("terrain or imagery for a raster that could be both."));
  parser.option("--id", "ID", options.id, N_("Id of the layer; from the file's name if absent."));
  parser.option("--crs", "CRS", options.crs, N_("CRS of a source that declares none: EPSG:2154"));
  parser.options("--set", "KEY=VALUE", options.settings, N_("Settings, as in territory.json: opacity=0.5"));
  return readArguments(context, parser, arguments);
}

}  // namespace

ExitCode runAdd(CommandContext& context, Arguments arguments) {
  Console& console = context.console;
  AddOptions options;
  if (const auto ended = readOptions(context, arguments, options)) {
    return *ended;
  }
  const auto kind = kindArgument(options.kind);
  if (!kind) {
    return console.fail(kind.error());
  }
  if (auto status = checkSettings(options); !status) {
    return console.fail(status.error());
  }
  auto loaded = scene::loadTerritory(options.territory);
  if (!loaded) {
    return console.fail(loaded.error());
  }
  console.report(loaded->diagnostics);
  const auto crs = geo::Crs::fromText(loaded->territory.crs);
  if (!crs) {
    return console.fail(crs.error());
  }
  const auto groups = groupSources(context, options.sources);
  if (!groups) {
    return console.fail(groups.error());
  }
  if (!options.id.empty() && groups->size() > 1) {
    return console.fail(
        {ErrorCode::InvalidArgument, Message(kOneIdOnly, {{"count", std::to_string(groups->size())}}), {}});
  }
  return addGroups(context, options, *groups, *kind, *crs, *loaded);
}

}  // namespace belvedere::app
