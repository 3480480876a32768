#include <algorithm>
#include <cmath>
#include <variant>

#include "engine/core/web_address.h"
#include "engine/geo/transform.h"
#include "engine/streaming/layer_slot.h"
#include "engine/streaming/territory_streamer.h"

namespace belvedere::streaming {

namespace {

std::optional<glm::dvec2> middleOfRaster(model::RasterSource& source, const geo::Crs& crs) {
  const Result<geo::Bounds2> extent = source.extentIn(crs.wkt());
  return extent && !extent->isEmpty() ? std::optional(extent->centre()) : std::nullopt;
}

/// The middle of the first batch, in the batch's own CRS.
struct FirstBatch {
  geo::Bounds2 extent;
  std::string crs;
};

FirstBatch firstBatch(model::FeatureSource& source, const model::ReadOptions& options) {
  FirstBatch first;
  Diagnostics ignored;
  const auto sink = [&](model::FeatureBatch&& batch) {
    first.crs = batch.crs;
    for (const glm::dvec3& position : batch.positions) {
      if (std::isfinite(position.x + position.y)) {
        first.extent.add(glm::dvec2(position.x, position.y));
      }
    }
    return first.extent.isEmpty();
  };
  static_cast<void>(source.read(options, sink, ignored, {}, {}));  // a reading cut short may well say so
  return first;
}

std::optional<glm::dvec2> middleOfFeatures(model::FeatureSource& source, const model::ReadOptions& options,
                                           const scene::Layer& layer, const geo::Crs& crs) {
  FirstBatch first = firstBatch(source, options);
  if (first.extent.isEmpty()) {
    return std::nullopt;
  }
  if (!layer.crs.empty()) {
    first.crs = layer.crs;
  } else if (first.crs.empty()) {
    const Result<model::SourceDescription> description = source.describe({}, {});
    first.crs = description ? description->crsWkt : std::string();
  }
  const Result<geo::Crs> from = geo::Crs::fromText(first.crs);
  if (!from) {
    return std::nullopt;
  }
  const Result<geo::CoordinateTransform> transform = geo::CoordinateTransform::create(*from, crs);
  if (!transform) {
    return std::nullopt;
  }
  const glm::dvec2 centre = layer.correction.apply(first.extent, *from).centre();
  const glm::dvec3 moved = transform->apply(glm::dvec3(centre.x, centre.y, 0.0));
  return std::isfinite(moved.x + moved.y) ? std::optional(glm::dvec2(moved.x, moved.y)) : std::nullopt;
}

std::optional<glm::dvec2> middleOf(const StreamedLayer& layer, const model::SourceCatalog& catalog,
                                   const geo::Crs& crs) {
  LayerSlot slot;
  slot.wanted = layer;
  Result<model::OpenedSource> opened = catalog.open(slot.sourceRequest());
  if (!opened) {
    return std::nullopt;
  }
  if (auto* raster = std::get_if<std::unique_ptr<model::RasterSource>>(&*opened)) {
    return middleOfRaster(**raster, crs);
  }
  model::ReadOptions options = slot.readOptions();
  options.wantsAttributes = false;
  options.wantsTextures = false;
  options.batchTriangles = 1000;
  return middleOfFeatures(*std::get<std::unique_ptr<model::FeatureSource>>(*opened), options, layer.layer, crs);
}

/// Map services come last: their middle may be far from all that is shown.
int rank(const scene::Layer& layer) {
  const bool isService =
      layer.kind == model::SourceKind::Imagery && !layer.sources.empty() && isWebAddress(layer.sources.front());
  if (isService) {
    return 4;
  }
  switch (layer.kind) {
    case model::SourceKind::Terrain:
      return 0;
    case model::SourceKind::Imagery:
      return 1;
    case model::SourceKind::Buildings:
      return 2;
    default:
      return 3;
  }
}

}  // namespace

Result<geo::SceneFrame> findSceneFrame(const scene::Territory& territory, const std::vector<StreamedLayer>& layers,
                                       const model::SourceCatalog& catalog) {
  Result<geo::Crs> crs = geo::Crs::fromText(territory.crs);
  if (!crs) {
    return tl::unexpected(crs.error());
  }
  std::vector<StreamedLayer> ordered = layers;
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const StreamedLayer& a, const StreamedLayer& b) { return rank(a.layer) < rank(b.layer); });
  for (const StreamedLayer& layer : ordered) {
    if (const std::optional<glm::dvec2> middle = middleOf(layer, catalog, *crs)) {
      return geo::SceneFrame::create(std::move(*crs), {std::round(middle->x), std::round(middle->y), 0.0});
    }
  }
  return geo::SceneFrame::create(std::move(*crs), glm::dvec3(0.0));
}

std::vector<StreamedLayer> streamedLayers(const scene::Territory& territory, const std::filesystem::path& folder) {
  std::vector<StreamedLayer> layers;
  for (const scene::Layer& layer : territory.layers) {
    StreamedLayer streamed;
    streamed.id = static_cast<scene::LayerId>(layers.size() + 1);
    streamed.layer = layer;
    for (const std::string& source : layer.sources) {
      streamed.paths.push_back(isWebAddress(source) ? std::filesystem::path(source)
                                                    : (folder / std::filesystem::u8path(source)).lexically_normal());
    }
    layers.push_back(std::move(streamed));
  }
  return layers;
}

}  // namespace belvedere::streaming
