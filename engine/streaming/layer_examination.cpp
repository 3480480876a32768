#include "engine/streaming/layer_examination.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/datum/height_diagnosis.h"
#include "engine/datum/place_diagnosis.h"
#include "engine/geo/transform.h"
#include "engine/streaming/feature_reading.h"
#include "engine/streaming/layer_slot.h"
#include "engine/streaming/object_sample.h"
#include "engine/streaming/relief_sampler.h"

namespace belvedere::streaming {

namespace {

constexpr std::size_t kMostCompared = 1500;  // objects; medians do not need more
constexpr double kLargestObject = 500.0;     // metres; what is larger has no ground of its own

int rank(model::SourceKind kind) {
  return kind == model::SourceKind::Terrain || kind == model::SourceKind::Imagery ? 0
         : kind == model::SourceKind::Buildings                                   ? 1
                                                                                  : 2;
}

/// An empty file's box may well be at 0, 0.
bool isWithoutFeatures(const model::SourceDescription& description) {
  return !description.raster && std::all_of(description.objects.begin(), description.objects.end(),
                                            [](const auto& objects) { return objects.second == 0; });
}

/// Where a layer lies on the map; empty where nothing is known.
geo::Bounds2 placeOf(const ExaminedLayer& layer, const geo::Crs& territory) {
  if (!layer.description) {
    return {};
  }
  const auto crs = geo::Crs::fromText(layer.description->crsWkt);
  const auto transform = crs ? geo::CoordinateTransform::create(crs->horizontal(), territory.horizontal())
                             : Result<geo::CoordinateTransform>(tl::unexpected(crs.error()));
  if (!transform || crs->kind() == geo::CrsKind::Geocentric) {
    return {};
  }
  return transform->apply(layer.layer.correction.apply(layer.description->extent, *crs));
}

bool isWhereCrsIsMeant(const geo::Bounds2& place, const geo::Crs& territory) {
  const auto lonLat = geo::Crs::fromText("OGC:CRS84");
  const auto transform = lonLat ? geo::CoordinateTransform::create(*lonLat, territory.horizontal())
                                : Result<geo::CoordinateTransform>(tl::unexpected(lonLat.error()));
  const auto& area = territory.areaOfUseDegrees();
  return !area || area->isEmpty() || !transform || transform->apply(*area).overlaps(place);
}

void examinePlaces(const std::vector<ExaminedLayer>& layers, const geo::Crs& territory,
                   std::vector<Findings>& findings) {
  std::vector<std::size_t> order(layers.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rank(layers[a].layer.kind) < rank(layers[b].layer.kind);
  });
  geo::Bounds2 reference;
  for (const std::size_t i : order) {
    const ExaminedLayer& layer = layers[i];
    const auto crs = layer.description ? geo::Crs::fromText(layer.description->crsWkt)
                                       : Result<geo::Crs>(fail(ErrorCode::NotFound, {}));
    const bool isService = layer.description && layer.description->raster && layer.description->raster->isService;
    if (!crs || isService || isWithoutFeatures(*layer.description)) {
      continue;  // a map of the world lies everywhere
    }
    if (auto found = datum::diagnosePlace({layer.description->extent, *crs, layer.layer.correction, territory,
                                           layer.description->raster.has_value(), !layer.description->isCrsOverridden,
                                           reference})) {
      findings[i].push_back(std::move(*found));
    }
    const geo::Bounds2 place = placeOf(layer, territory);
    if (findings[i].empty() && !place.isEmpty() && isWhereCrsIsMeant(place, territory)) {
      reference.add(place);
    }
  }
}

/// The lowest relief at the middle and the corners of a box, scene z.
std::optional<double> groundUnder(ReliefSampler& relief, const geo::Bounds3& box) {
  std::optional<double> lowest;
  for (const glm::dvec2& place : {glm::dvec2(box.centre()), glm::dvec2(box.min), glm::dvec2(box.max),
                                  glm::dvec2(box.min.x, box.max.y), glm::dvec2(box.max.x, box.min.y)}) {
    if (const auto height = relief.heightAt(place)) {
      lowest = std::min(lowest.value_or(*height), *height);
    }
  }
  return lowest;
}

/// Some of the objects with the ground under them. Neighbours follow each other, so that the relief is read once.
std::vector<datum::StandingObject> standingObjects(const std::vector<geo::Bounds3>& objects,
                                                   const std::vector<RasterLayer>& terrain,
                                                   const geo::SceneFrame& frame, const std::stop_token& stop) {
  const std::size_t stride = objects.size() / kMostCompared + 1;
  std::vector<geo::Bounds3> some;
  for (std::size_t i = 0; i < objects.size(); i += stride) {
    if (std::max(objects[i].size().x, objects[i].size().y) <= kLargestObject) {
      some.push_back(objects[i]);
    }
  }
  constexpr double kStrip = 1000.0;
  std::sort(some.begin(), some.end(), [](const geo::Bounds3& a, const geo::Bounds3& b) {
    return std::pair(std::floor(a.min.y / kStrip), a.min.x) < std::pair(std::floor(b.min.y / kStrip), b.min.x);
  });
  ReliefSampler relief(terrain, frame.origin().z);
  std::vector<datum::StandingObject> standing;
  for (const geo::Bounds3& box : some) {
    if (stop.stop_requested()) {
      return {};
    }
    if (const auto ground = groundUnder(relief, box)) {
      const glm::dvec3& origin = frame.origin();
      standing.push_back(
          {glm::dvec2(box.centre() + origin), box.min.z + origin.z, box.max.z + origin.z, *ground + origin.z});
    }
  }
  return standing;
}

datum::HeightFacts heightFacts(const ExaminedLayer& layer, const ExaminedRelief& relief) {
  datum::HeightFacts facts;
  facts.heightOffsetMetres = layer.layer.correction.heightOffsetMetres;
  facts.reliefLayer = relief.layer.id;
  facts.reliefOffsetMetres = relief.layer.correction.heightOffsetMetres;
  const auto crs = layer.description ? geo::Crs::fromText(layer.description->crsWkt)
                                     : Result<geo::Crs>(fail(ErrorCode::NotFound, {}));
  if (crs) {
    const std::string plane = crs->horizontal().identifier();
    facts.crs = plane.find(':') != std::string::npos ? plane : std::string();
    facts.hasOwnVertical = crs->hasVertical();
    facts.heightUnitMetres = layer.layer.correction.heightFactor(*crs) * crs->metresPerHeightUnit();
  }
  return facts;
}

ReadingRequest readingRequest(const StreamedLayer& layer, const std::shared_ptr<const geo::SceneFrame>& frame) {
  LayerSlot slot;
  slot.wanted = layer;
  ReadingRequest request;
  request.source = slot.sourceRequest();
  request.options = slot.readOptions();
  request.style = layer.layer.style;
  request.correction = layer.layer.correction;
  request.kind = layer.layer.kind;
  request.frame = frame;
  return request;
}

}  // namespace

bool hasOwnHeights(const scene::Layer& layer) {
  switch (layer.kind) {
    case model::SourceKind::Buildings:
    case model::SourceKind::Tiles3d:
    case model::SourceKind::Model:
      return !standsOnRelief(layer);
    case model::SourceKind::Vector:
      return layer.style.placement == style::Placement::Absolute && !standsOnRelief(layer);
    default:
      return false;
  }
}

std::vector<Findings> examineLayers(const std::vector<ExaminedLayer>& layers, const ExaminedRelief& relief,
                                    const geo::SceneFrame& frame, const std::stop_token& stop) {
  std::vector<Findings> findings(layers.size());
  examinePlaces(layers, frame.crs(), findings);
  std::optional<geo::Geoid> geoid;
  for (std::size_t i = 0; i < layers.size() && !relief.terrain.empty(); ++i) {
    if (!layers[i].objects || layers[i].objects->empty() || !hasOwnHeights(layers[i].layer)) {
      continue;
    }
    datum::HeightFacts facts = heightFacts(layers[i], relief);
    facts.objects = standingObjects(*layers[i].objects, relief.terrain, frame, stop);
    if (!facts.objects.empty()) {
      geoid = geoid ? std::move(geoid) : std::optional(geo::Geoid::of(frame.crs(), facts.objects.front().map));
      facts.geoid = &*geoid;
      if (auto found = datum::diagnoseHeights(facts)) {
        findings[i].push_back(std::move(*found));
      }
    }
  }
  return findings;
}

Diagnostics readingFindings(const StreamedLayer& layer, const ExaminedRelief& relief,
                            const model::SourceCatalog& catalog, const std::shared_ptr<const geo::SceneFrame>& frame,
                            const std::stop_token& stop) {
  ReadingRequest request = readingRequest(layer, frame);
  if (standsOnRelief(layer.layer)) {
    request.terrain = relief.terrain;
  }
  Diagnostics findings;
  Inbox<ReadingEvent> inbox;
  const auto takeEvents = [&] {
    while (std::optional<ReadingEvent> event = inbox.take()) {
      findings.merge(event->diagnostics);
      if (event->tally) {
        event->tally->addTo(findings);
      }
      if (event->planar && relief.coverage) {
        reportBeyondRelief(relief.coverage->featuresBeyond(*event->planar), findings);
      }
    }
  };
  request.takeSolids = [&](model::FeatureBatch&, std::uint32_t) -> std::size_t {
    takeEvents();
    return 0;
  };
  readFeatures(request, catalog, inbox, stop);
  takeEvents();
  return findings;
}

std::shared_ptr<const std::vector<geo::Bounds3>> sampleObjects(const StreamedLayer& layer,
                                                               const model::SourceCatalog& catalog,
                                                               const std::shared_ptr<const geo::SceneFrame>& frame,
                                                               std::size_t mostObjects, const std::stop_token& stop) {
  if (!hasOwnHeights(layer.layer)) {
    return nullptr;
  }
  ReadingRequest request = readingRequest(layer, frame);
  request.options.wantsTextures = false;
  request.options.wantsAttributes = false;
  std::stop_source enough;
  const std::stop_callback forward(stop, [&] { enough.request_stop(); });
  request.takeSolids = [&](model::FeatureBatch&, std::uint32_t firstFeature) -> std::size_t {
    if (firstFeature > mostObjects) {
      enough.request_stop();
    }
    return 0;
  };
  Inbox<ReadingEvent> inbox;
  readFeatures(request, catalog, inbox, enough.get_token());
  ObjectSample objects;
  while (std::optional<ReadingEvent> event = inbox.take()) {
    for (const geo::Bounds3& box : event->objectBoxes) {
      objects.add(box);
    }
  }
  return std::make_shared<const std::vector<geo::Bounds3>>(objects.take());
}

ExaminedRelief openRelief(const std::vector<StreamedLayer>& layers, const model::SourceCatalog& catalog,
                          const geo::SceneFrame& frame) {
  ExaminedRelief relief;
  for (const StreamedLayer& layer : layers) {
    if (layer.layer.kind != model::SourceKind::Terrain || !layer.layer.isVisible) {
      continue;
    }
    LayerSlot slot;
    slot.wanted = layer;
    auto opened = catalog.open(slot.sourceRequest());
    auto* raster = opened ? std::get_if<std::unique_ptr<model::RasterSource>>(&*opened) : nullptr;
    auto placed = raster != nullptr ? PlacedRaster::place(std::move(*raster), frame, layer.layer.correction)
                                    : Result<std::shared_ptr<PlacedRaster>>(fail(ErrorCode::NotFound, {}));
    if (placed) {
      relief.terrain.push_back({layer.id, std::move(*placed), 1.0});
      relief.layer = layer.layer;
    }
  }
  if (!relief.terrain.empty()) {
    relief.coverage = std::make_shared<const ReliefCoverage>(ReliefCoverage::read(relief.terrain));
  }
  return relief;
}

}  // namespace belvedere::streaming
