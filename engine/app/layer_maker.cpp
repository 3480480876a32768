#include "engine/app/layer_maker.h"

#include <algorithm>

#include "engine/core/folded_text.h"
#include "engine/core/web_address.h"
#include "engine/datum/place_diagnosis.h"
#include "engine/scene/source_path.h"
#include "engine/style/default_style.h"

namespace belvedere::app {
namespace {

constexpr MessageId kNoGeometry{"source-layer-without-geometry",
                                N_("The layer “{layer}” of {source} is a table without places.")};
constexpr MessageId kPlacedOtherwise{"extent-placed-otherwise",
                                     N_("{source} lies outside the territory's map when read in {crs}."),
                                     N_("It falls in the territory with one of these:{options}")};

constexpr MessageId kServiceLayerWanted{"service-layer-wanted",
                                        N_("{source} offers several layers ({count}); none is chosen."),
                                        N_("Name one with --layer. They are: {layers}")};

constexpr std::size_t kLongestId = 80;
constexpr std::string_view kOptionPrefix = "options.";

Status applySettings(scene::Layer& layer, const LayerWish& wish) {
  for (const auto& [key, value] : wish.settings) {
    if (auto status = scene::setLayerValue(layer, key, value); !status) {
      return status;
    }
  }
  return {};
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

// A map service of several layers gives a list of them and no picture.
Status checkChosen(const model::SourceDescription& description) {
  constexpr std::size_t kMostListed = 20;
  if (description.kind != model::SourceKind::Imagery || description.raster || description.layers.empty()) {
    return {};
  }
  std::string list;
  for (std::size_t i = 0; i < std::min(description.layers.size(), kMostListed); ++i) {
    list += (i > 0 ? ", " : "") + description.layers[i].name;
  }
  list += description.layers.size() > kMostListed ? ", …" : "";
  return fail(ErrorCode::InvalidArgument,
              Message(kServiceLayerWanted, {{"source", description.source},
                                            {"count", std::to_string(description.layers.size())},
                                            {"layers", list}}));
}

model::SourceRequest requestOf(const LayerWish& wish) {
  model::SourceRequest request;
  for (const std::filesystem::path& file : wish.files) {
    std::error_code error;
    const bool isWeb = isWebAddress(file.native());
    request.paths.push_back(isWeb ? file : std::filesystem::weakly_canonical(file, error));
  }
  request.layer = wish.sourceLayer;
  request.crs = wish.crs;
  request.kind = wish.kind;
  for (const auto& [key, value] : wish.settings) {
    if (key.starts_with(kOptionPrefix)) {
      request.options[key.substr(kOptionPrefix.size())] = value;
    }
  }
  return request;
}

// Why a layer cannot be placed, with the CRS in which it could be, if there is one. Numbers without a CRS are taken for
// degrees, as readers do that can.
Error explained(const Error& error, const model::SourceDescription& description,
                const geo::CoordinateCorrection& correction, const geo::Crs& territory) {
  const auto declared = geo::Crs::fromText(description.crsWkt.empty() ? "EPSG:4326" : description.crsWkt);
  const bool isUnplaced = error.message.key == "extent-not-placed" || error.message.key == "source-without-crs";
  if (!isUnplaced || !declared) {
    return error;
  }
  const auto finding = datum::diagnosePlace({description.extent,
                                             *declared,
                                             correction,
                                             territory,
                                             description.raster.has_value(),
                                             !description.isCrsOverridden && !description.crsWkt.empty(),
                                             {}});
  std::string options;
  for (const Remedy& remedy : finding ? finding->remedies : std::vector<Remedy>()) {
    options += options.empty() ? "" : ",";
    for (const auto& [key, value] : remedy.settings) {
      options += key == "crs" ? " --crs " + value : " --set " + key + "=" + value;
    }
  }
  if (!options.empty() && description.crsWkt.empty()) {
    Error named = error;
    named.message.hint = kPlacedOtherwise.hint;
    named.message.arguments.emplace_back("options", options);
    return named;
  }
  return options.empty()
             ? error
             : Error{error.code,
                     Message(kPlacedOtherwise,
                             {{"source", description.source}, {"crs", declared->identifier()}, {"options", options}}),
                     error.where};
}

// A file name as an id: small letters without accents, digits, '-' and '_'; runs of anything else become one '-'.
std::string idFrom(std::string_view text) {
  std::string id;
  for (const char c : foldedText(text)) {
    if (scene::isLayerId({&c, 1})) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  id.resize(std::min(id.size(), kLongestId));
  while (!id.empty() && id.back() == '-') {
    id.pop_back();
  }
  return id.empty() ? "layer" : id;
}

bool isExtension(const std::string& text) {
  constexpr std::size_t kLongestExtension = 8;
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return text.size() >= 2 && text.size() <= kLongestExtension && isLetter(text[1]) &&
         std::all_of(text.begin() + 2, text.end(), [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

// "DenHaag_01.gml.xml" is called DenHaag_01, "Opera_3.0_LOD2.gml" Opera_3.0_LOD2; a tileset.json like its folder, for
// that is what it is always called.
std::string stemOf(const std::filesystem::path& file) {
  if (isWebAddress(file.native()) && file.native().find('{') != std::string::npos) {
    const auto address = WebAddress::parse(file.native());
    return address ? address->host.substr(0, address->host.find(':')) : "tiles";
  }
  if (file.filename() == "tileset.json") {
    const std::string folder = std::filesystem::absolute(file).lexically_normal().parent_path().filename().string();
    return folder.empty() ? "tileset" : folder;
  }
  const std::string text = file.string();
  const bool isWeb = isWebAddress(text);
  std::filesystem::path name = std::filesystem::path(isWeb ? text.substr(0, text.find('?')) : text).lexically_normal();
  name = name.has_filename() ? name.filename() : name.parent_path().filename();
  while (isExtension(name.extension().string())) {
    name = name.stem();
  }
  return name.string();
}

scene::Layer layerOf(const LayerWish& wish, const model::SourceDescription& description,
                     const scene::Territory& territory, const std::filesystem::path& folder) {
  scene::Layer layer;
  const std::string stem = stemOf(wish.files.front());
  const bool isService = description.raster && description.raster->isService && !description.layers.empty();
  const std::string sourceLayer = isService ? description.layers.front().name : wish.sourceLayer;
  layer.name = sourceLayer.empty() ? stem : sourceLayer;
  if (isService && !description.layers.front().title.empty()) {
    layer.name = description.layers.front().title;
  }
  layer.governance.attribution = description.attribution;
  const std::string wanted = idFrom(sourceLayer.empty() ? stem : stem + "-" + sourceLayer);
  layer.id = wish.id.empty() ? uniqueLayerId(territory, wanted) : wish.id;
  layer.kind = description.kind;
  for (const std::filesystem::path& file : wish.files) {
    layer.sources.push_back(scene::sourceText(folder, file));
  }
  layer.sourceLayer = sourceLayer;
  layer.crs = description.isCrsOverridden ? wish.crs : "";
  layer.style = style::defaultStyle(description, layer.sourceLayer, layer.name);
  return layer;
}

}  // namespace

std::string uniqueLayerId(const scene::Territory& territory, const std::string& wanted) {
  std::string id = wanted;
  for (int number = 2; territory.findLayer(id) != nullptr; ++number) {
    id = wanted + "-" + std::to_string(number);
  }
  return id;
}

Result<MadeLayer> makeLayer(const LayerWish& wish, const scene::Territory& territory,
                            const std::filesystem::path& folder, const model::SourceCatalog& catalog,
                            const std::stop_token& stop, const ProgressSink& progress) {
  scene::Layer probe;  // wrong settings are told before a large source is read
  if (auto status = applySettings(probe, wish); !status) {
    return tl::unexpected(status.error());
  }
  const auto crs = geo::Crs::fromText(territory.crs);
  if (!crs) {
    return tl::unexpected(crs.error());
  }
  model::SourceRequest request = requestOf(wish);
  request.targetCrs = territory.crs;
  auto description = describeSource(catalog, request, stop, progress);
  if (!description) {
    return tl::unexpected(description.error());
  }
  description->source = shownSource(wish.files.front().native());
  Status status = checkGeometry(*description, wish.sourceLayer);
  status = status ? checkChosen(*description) : status;
  status = status ? checkSourceCrs(*description) : status;
  if (!status) {
    return tl::unexpected(explained(status.error(), *description, probe.correction, *crs));
  }
  MadeLayer made{layerOf(wish, *description, territory, folder), std::move(*description), {}};
  if (!made.description.extent.isEmpty()) {
    auto extent = extentIn(made.description, probe.correction, *crs);
    if (!extent) {
      return tl::unexpected(explained(extent.error(), made.description, probe.correction, *crs));
    }
    made.extent = *extent;
  }
  status = applySettings(made.layer, wish);
  return status ? Result<MadeLayer>(std::move(made)) : tl::unexpected(status.error());
}

}  // namespace belvedere::app
