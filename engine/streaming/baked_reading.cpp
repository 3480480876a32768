#include "engine/streaming/baked_reading.h"

#include <algorithm>
#include <utility>

#include "engine/streaming/cache_folder.h"
#include "engine/tiling/ribbon.h"

namespace belvedere::streaming {

namespace {

void move(geo::Bounds3& bounds, const glm::dvec3& shift) {
  if (!bounds.isEmpty()) {
    bounds = {bounds.min + shift, bounds.max + shift};
  }
}

template <class Positions>
void move(Positions& positions, const glm::dvec2& shift) {
  for (auto& position : positions) {
    position += shift;
  }
}

std::shared_ptr<const BakedLayer> openBaked(const std::filesystem::path& cache, const LayerContext& context,
                                            const std::stop_token& stop) {
  const scene::Layer& layer = context.layer.layer;
  // Without any cache of the layer its sources need not be hashed before they are read.
  if (cache.empty() || layer.kind == model::SourceKind::PointCloud || !isBakeable(layer) ||
      !hasBakes(cache, layer.id)) {
    return nullptr;
  }
  SourceHashes hashes(cache / kHashMemoryFile);
  const auto key = layerKey(context, hashes, stop);
  if (!key) {
    return nullptr;
  }
  auto baked = BakedLayer::open(bakedFolder(cache, layer.id, *key), *key);
  const bool isUsable = baked && NamedFiles(context.layer, hashes, stop).areSame((*baked)->content().namedFiles);
  hashes.save();
  return isUsable ? std::move(*baked) : nullptr;
}

tiling::PlanarLayer planarOf(const BakedContent& content, const style::LayerStyle& style, const glm::dvec3& shift) {
  tiling::PlanarLayer planar;
  auto areas = std::make_shared<tiling::PlanPatches>(content.areas);
  auto lines = std::make_shared<tiling::PlanLines>(content.outlines);
  auto points = std::make_shared<tiling::PlanPoints>(content.points);
  move(areas->positions, glm::dvec2(shift));
  move(lines->positions, glm::dvec2(shift));
  move(points->positions, glm::dvec2(shift));
  areas->buildIndex();
  lines->buildIndex();
  points->buildIndex();
  planar.areas = std::move(areas);
  planar.lines = std::move(lines);
  planar.points = std::move(points);
  if (style.lineWidthUnit == style::WidthUnit::Metres) {
    tiling::setBands(planar, style.lineWidth);
  }
  return planar;
}

}  // namespace

std::optional<ReadingEvent> readBaked(const std::filesystem::path& cache, const LayerContext& context,
                                      const std::stop_token& stop) {
  std::shared_ptr<const BakedLayer> baked = openBaked(cache, context, stop);
  if (!baked) {
    return std::nullopt;
  }
  const BakedContent& content = baked->content();
  const glm::dvec3 shift = content.origin - context.frame->origin();
  ReadingEvent event;
  event.fraction = 1.0;
  event.isEnd = true;
  event.description = content.description;
  event.diagnostics = content.diagnostics;
  event.solidBounds = content.solidBounds;
  move(event.solidBounds, shift);
  event.basePoints = content.basePoints;
  for (glm::dvec3& point : event.basePoints) {
    point += shift;
  }
  std::vector<geo::Bounds3> objects = content.objects;
  for (geo::Bounds3& object : objects) {
    move(object, shift);
  }
  event.objects = std::make_shared<const std::vector<geo::Bounds3>>(std::move(objects));
  for (const tiling::LineMesh& lines : content.lines) {
    auto tile = std::make_shared<tiling::DrapedTile>();
    tile->strokes = lines;
    tile->strokes.origin += shift;
    move(tile->strokes.bounds, shift);
    event.lines.push_back(std::move(tile));
  }
  for (const tiling::SymbolSet& symbols : content.symbols) {
    auto set = std::make_shared<tiling::SymbolSet>(symbols);
    set->origin += shift;
    move(set->bounds, shift);
    event.symbols.push_back(std::move(set));
  }
  tiling::PlanarLayer planar = planarOf(content, context.layer.layer.style, shift);
  if (!planar.isEmpty()) {
    event.planar = std::make_shared<const tiling::PlanarLayer>(std::move(planar));
  }
  event.baked = std::move(baked);
  return event;
}

std::optional<glm::dvec3> bakedOrigin(const std::filesystem::path& cache, const std::string& crs,
                                      const std::vector<StreamedLayer>& layers) {
  const auto isRaster = [](const StreamedLayer& layer) {
    return layer.layer.kind == model::SourceKind::Terrain || layer.layer.kind == model::SourceKind::Imagery;
  };
  const auto isModel = [](const StreamedLayer& layer) { return layer.layer.kind == model::SourceKind::Buildings; };
  auto first = std::find_if(layers.begin(), layers.end(), isModel);
  first = first != layers.end() ? first : layers.begin();
  if (first == layers.end() || std::any_of(layers.begin(), layers.end(), isRaster)) {
    return std::nullopt;
  }
  Result<geo::Crs> known = geo::Crs::fromText(crs);
  if (!known) {
    return std::nullopt;
  }
  Result<geo::SceneFrame> frame = geo::SceneFrame::create(std::move(*known), glm::dvec3(0.0));
  if (!frame) {
    return std::nullopt;
  }
  const LayerContext context{*first, {}, std::make_shared<const geo::SceneFrame>(std::move(*frame))};
  const std::shared_ptr<const BakedLayer> baked = openBaked(cache, context, {});
  return baked ? std::optional(baked->content().origin) : std::nullopt;
}

FeatureTable bakedFeatures(const std::shared_ptr<const BakedLayer>& baked, const glm::dvec3& sceneOrigin) {
  FeaturePages pages;
  for (const FeaturePage& page : baked->content().pages) {
    pages.firstFeatures.push_back(page.firstFeature);
  }
  pages.featureCount = baked->featureCount();
  pages.bounds = baked->content().featureBounds;
  move(pages.bounds, baked->content().origin - sceneOrigin);
  pages.read = [baked, sceneOrigin](std::size_t page) -> std::shared_ptr<const FeatureChunk> {
    auto chunk = baked->readPage(page, sceneOrigin);
    return chunk ? std::move(*chunk) : nullptr;
  };
  return FeatureTable(std::move(pages));
}

}  // namespace belvedere::streaming
