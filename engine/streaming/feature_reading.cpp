#include "engine/streaming/feature_reading.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/common_messages.h"
#include "engine/core/plural.h"
#include "engine/model/shell_orientation.h"
#include "engine/model/stated_crs.h"
#include "engine/streaming/batch_placer.h"
#include "engine/streaming/object_grounder.h"
#include "engine/streaming/object_sample.h"
#include "engine/streaming/relief_sampler.h"
#include "engine/tiling/absolute_builder.h"
#include "engine/tiling/extruder.h"
#include "engine/tiling/feature_tiler.h"
#include "engine/tiling/planar_collector.h"
#include "engine/tiling/ribbon.h"

namespace belvedere::streaming {

namespace {

// Parts of an object that begin higher than that above its foot (dormers, antennas, towers on a plinth) do not tell
// where the ground is.
constexpr double kLowestStoreyMetres = 3.0;

constexpr MessageId kLayerWithoutCrs{"layer-without-crs",
                                     N_("The source does not say which CRS its coordinates are in."),
                                     N_("Give one: belvedere set TERRITORY LAYER crs=EPSG:…")};
constexpr MessageId kNotFeatures{"source-not-features", N_("The source is a raster, but the layer is one of features."),
                                 N_("Set the layer's kind to terrain or imagery.")};
constexpr MessageId kPartsLeftOut{"parts-left-out",
                                  NP_("{count} part with no area, length or finite position was left out.",
                                      "{count} parts with no area, length or finite position were left out.")};
constexpr MessageId kWithoutHeight{"extrusion-without-height",
                                   NP_("{count} feature has no height to be extruded by; it lies flat.",
                                       "{count} features have no height to be extruded by; they lie flat."),
                                   N_("Set style.heightConstant, or another style.heightAttribute.")};
constexpr MessageId kWithoutBase{"extrusion-without-base",
                                 NP_("{count} feature has no ground height; it stands at height 0.",
                                     "{count} features have no ground height; they stand at height 0."),
                                 N_("Add a relief layer, or set style.baseAttribute.")};
constexpr MessageId kNoReliefBelow{"objects-without-relief",
                                   NP_("{count} object that is to stand on the relief has none under it.",
                                       "{count} objects that are to stand on the relief have none under them."),
                                   N_("Add a relief layer that covers them.")};

/// Whether a surface lies where the ground is, so that a ground of our own must not hide it.
bool isGround(model::SurfaceKind kind) {
  switch (kind) {
    case model::SurfaceKind::Terrain:
    case model::SurfaceKind::Traffic:
    case model::SurfaceKind::AuxiliaryTraffic:
    case model::SurfaceKind::Water:
    case model::SurfaceKind::WaterGround:
      return true;
    default:
      return false;
  }
}

/// Land use covers the ground like a carpet, whatever its surfaces are called.
bool isLandUse(const model::FeatureBatch& batch, std::uint32_t feature) {
  const std::uint16_t type = batch.features[feature].type;
  return type < batch.types.size() && batch.types[type] == "LandUse";
}

std::uint32_t featureCount(const model::FeatureBatch& batch) {
  return static_cast<std::uint32_t>(batch.features.size());
}

/// The box of each feature's geometry, its parts included, and its LoD. What became a solid counts as that; heights
/// that are not given count as 0.
void measureFeatures(const model::FeatureBatch& batch, FeatureChunk& chunk) {
  chunk.bounds.resize(batch.features.size());
  chunk.lods.assign(batch.features.size(), kNoLod);
  std::vector<bool> isSolid(batch.features.size(), false);
  const auto addRun = [&](std::uint32_t feature, std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      glm::dvec3 position = batch.positions[first + i];
      position.z = std::isfinite(position.z) ? position.z : 0.0;
      if (std::isfinite(position.x + position.y)) {
        chunk.bounds[feature].add(position);
      }
    }
  };
  for (const model::Surface& surface : batch.surfaces) {
    isSolid[surface.feature] = true;
    addRun(surface.feature, surface.firstPosition, surface.positionCount);
    std::uint8_t& lod = chunk.lods[surface.feature];
    lod = lod == kNoLod ? surface.lod : (surface.lod == kNoLod ? lod : std::max(lod, surface.lod));
  }
  const auto addPlanar = [&](std::uint32_t feature, std::uint32_t first, std::uint32_t count) {
    if (!isSolid[feature]) {
      addRun(feature, first, count);
    }
  };
  for (const model::PointPart& point : batch.points) addPlanar(point.feature, point.position, 1);
  for (const model::LinePart& line : batch.lines) addPlanar(line.feature, line.firstPosition, line.positionCount);
  for (const model::PolygonPart& polygon : batch.polygons) {
    if (polygon.ringCount > 0) {
      const model::Ring& outer = batch.rings[polygon.firstRing];
      addPlanar(polygon.feature, outer.firstPosition, outer.positionCount);
    }
  }
  for (std::size_t i = batch.features.size(); i-- > 0;) {
    const std::uint32_t parent = batch.features[i].parent;
    if (parent < i) {
      chunk.bounds[parent].add(chunk.bounds[i]);
    }
  }
  for (const geo::Bounds3& bounds : chunk.bounds) {
    chunk.allBounds.add(bounds);
  }
}

/// One reading: what is kept between batches.
class Reading {
 public:
  Reading(const ReadingRequest& request, const model::SourceCatalog& catalog, Inbox<ReadingEvent>& inbox,
          const std::stop_token& stop)
      : request_(request),
        catalog_(catalog),
        inbox_(inbox),
        stop_(stop),
        placer_(request.frame, request.correction),
        tiler_(request.style.usesTextures),
        extruder_({request.style.heightAttribute, request.style.heightConstant, request.style.baseAttribute,
                   request.frame->origin().z}),
        sampler_(request.terrain, request.frame->origin().z),
        grounder_(sampler_, request.frame->origin().z, request.correction.heightReference) {}

  void run() {
    const Status status = readAll();
    ReadingEvent event = newEvent();
    event.isEnd = true;
    if (!status && status.error().code != ErrorCode::Cancelled) {
      event.error = status.error();
    }
    event.fraction = 1.0;
    event.meshes = tiler_.take(true);
    if (request_.takeSolids) {
      event.tally = tally();
    } else {
      event.objects = std::make_shared<const std::vector<geo::Bounds3>>(objects_.take());
      tally().addTo(event.diagnostics);
    }
    tiling::PlanarLayer planar = planar_.finish();
    if (!planar.isEmpty()) {
      if (request_.style.lineWidthUnit == style::WidthUnit::Metres) {
        tiling::setBands(planar, request_.style.lineWidth);
      }
      event.planar = std::make_shared<const tiling::PlanarLayer>(std::move(planar));
    }
    send(std::move(event));
  }

 private:
  Status readAll() {
    model::SourceRequest request = request_.source;
    request.stop = stop_;  // some formats are read whole when they are opened
    Result<model::OpenedSource> opened = catalog_.open(request);
    if (!opened) {
      return tl::unexpected(opened.error());
    }
    auto* features = std::get_if<std::unique_ptr<model::FeatureSource>>(&*opened);
    if (features == nullptr) {
      return fail(ErrorCode::InvalidArgument, kNotFeatures);
    }
    description_.kind = request_.source.kind.value_or(model::SourceKind::Vector);
    if (description_.kind == model::SourceKind::Vector) {
      // Its head says all of that; a city model would be read from beginning to end for it.
      Result<model::SourceDescription> description = (*features)->describe(stop_, {});
      if (!description) {
        return tl::unexpected(description.error());
      }
      description_ = std::move(*description);
      model::overrideCrs(description_, request_.source.crs);
      diagnostics_.merge(description_.diagnostics);
      hasFullDescription_ = true;
    }
    return readFrom(**features);
  }

  Status readFrom(model::FeatureSource& source) {
    Status placed;
    const auto progress = [this](const Progress& state) { fraction_ = state.fraction; };
    const auto sink = [&](model::FeatureBatch&& batch) {
      placed = takeBatch(std::move(batch));
      return placed.has_value() && !stop_.stop_requested();
    };
    const Status read = source.read(request_.options, sink, diagnostics_, stop_, progress);
    return placed ? read : placed;
  }

  Status takeBatch(model::FeatureBatch&& batch) {
    const std::string& stated = request_.source.crs;  // prevails over what the source declares
    const std::string crs = !stated.empty() ? stated : batch.crs.empty() ? description_.crsWkt : batch.crs;
    if (crs.empty()) {
      return fail(ErrorCode::InvalidData, kLayerWithoutCrs);
    }
    addToDescription(batch, crs);
    ReadingEvent event = newEvent();
    if (Status placed = placer_.place(batch, crs, event.diagnostics); !placed) {
      return placed;
    }
    if (request_.kind == model::SourceKind::Buildings) {
      model::turnOutwards(batch, event.diagnostics);
      model::markImpliedRoofs(batch);
    }
    grounder_.place(batch);
    const std::uint32_t firstFeature = nextFeature_;
    nextFeature_ += featureCount(batch);
    placePlanar(batch, firstFeature, event);
    auto chunk = std::make_shared<FeatureChunk>();
    chunk->firstFeature = firstFeature;
    measureFeatures(batch, *chunk);
    addSolids(batch, *chunk, event);
    if (request_.takeSolids) {
      leftOut_ += request_.takeSolids(batch, firstFeature);
    } else {
      leftOut_ += tiler_.add(batch, firstFeature);
      event.meshes = tiler_.take(false);
    }
    chunk->types = std::move(batch.types);
    chunk->features = std::move(batch.features);
    chunk->ids = std::move(batch.ids);
    chunk->attributes = std::move(batch.attributes);
    event.chunk = std::move(chunk);
    send(std::move(event));
    return {};
  }

  /// Turns points, lines and polygons into what their placement asks for.
  void placePlanar(model::FeatureBatch& batch, std::uint32_t firstFeature, ReadingEvent& event) {
    std::vector<std::uint32_t> flat;
    switch (request_.style.placement) {
      case style::Placement::Drape:
        planar_.addPolygons(batch, firstFeature);
        break;
      case style::Placement::Extrude: {
        tiling::GroundHeights* ground = request_.terrain.empty() ? nullptr : &sampler_;
        const tiling::ExtrusionCounts counts = extruder_.extrude(batch, ground, flat);
        withoutHeight_ += counts.withoutHeight;
        withoutBase_ += counts.withoutBase;
        break;
      }
      case style::Placement::Absolute:
        leftOut_ += tiling::addPolygonSurfaces(batch, triangulator_, flat);
        placeAtOwnHeights(batch, firstFeature, event);
        break;
    }
    for (const std::uint32_t polygon : flat) {
      planar_.addPolygon(batch, polygon, firstFeature);
    }
    addLinePlaces(batch, event);
    planar_.addLines(batch, firstFeature);
    planar_.addPoints(batch, firstFeature);
  }

  /// Lines that are laid on the ground tell where it is, if they have heights (roads, mostly).
  void addLinePlaces(const model::FeatureBatch& batch, ReadingEvent& event) const {
    for (const model::LinePart& line : batch.lines) {
      for (std::uint32_t i = 0; i < line.positionCount; ++i) {
        const glm::dvec3& position = batch.positions[line.firstPosition + i];
        addBasePoint(position, event);
      }
    }
  }

  void addBasePoint(const glm::dvec3& scene, ReadingEvent& event) const {
    if (std::isfinite(scene.x + scene.y) && tiling::isGroundHeight(scene.z + request_.frame->origin().z)) {
      event.basePoints.push_back(scene);
    }
  }

  void placeAtOwnHeights(model::FeatureBatch& batch, std::uint32_t firstFeature, ReadingEvent& event) {
    auto tile = std::make_shared<tiling::DrapedTile>();
    tile->strokes = tiling::takeLines(batch, firstFeature);
    if (!tile->strokes.positions.empty()) {
      event.solidBounds.add(tile->strokes.bounds);
      event.lines.push_back(std::move(tile));
    }
    auto symbols = std::make_shared<tiling::SymbolSet>(tiling::takePoints(batch, firstFeature));
    if (!symbols->positions.empty()) {
      event.solidBounds.add(symbols->bounds);
      event.symbols.push_back(std::move(symbols));
    }
  }

  /// Notes where the 3D surfaces of a batch are, and on what heights they stand.
  void addSolids(const model::FeatureBatch& batch, const FeatureChunk& chunk, ReadingEvent& event) {
    std::uint32_t last = model::kNone;
    std::uint32_t lastObject = model::kNone;
    for (const model::Surface& surface : batch.surfaces) {
      if (isGround(surface.kind) || isLandUse(batch, surface.feature)) {
        for (std::uint32_t i = 0; i < surface.positionCount; ++i) {
          event.groundBounds.add(batch.positions[surface.firstPosition + i]);
        }
      }
      if (surface.feature != last && !chunk.bounds[surface.feature].isEmpty()) {
        last = surface.feature;
        const geo::Bounds3& bounds = chunk.bounds[last];
        event.solidBounds.add(bounds);
        const std::uint32_t object = objectOf(batch, last);
        if (bounds.min.z <= chunk.bounds[object].min.z + kLowestStoreyMetres) {
          addBasePoint({bounds.centre().x, bounds.centre().y, bounds.min.z}, event);
        }
        if (std::exchange(lastObject, object) != object) {
          addObject(chunk.bounds[object], event);
        }
      }
    }
  }

  void addObject(const geo::Bounds3& box, ReadingEvent& event) {
    if (request_.takeSolids) {
      event.objectBoxes.push_back(box);
    } else {
      objects_.add(box);
    }
  }

  static std::uint32_t objectOf(const model::FeatureBatch& batch, std::uint32_t feature) {
    while (batch.features[feature].parent < feature) {
      feature = batch.features[feature].parent;
    }
    return feature;
  }

  void addToDescription(const model::FeatureBatch& batch, const std::string& crs) {
    if (hasFullDescription_) {
      return;
    }
    if (description_.crs.empty()) {
      const Result<geo::Crs> known = geo::Crs::fromText(crs);
      description_.crs = known ? known->identifier() : crs;
      description_.crsWkt = known ? known->wkt() : crs;
    }
    for (const model::Feature& feature : batch.features) {
      if (feature.type < batch.types.size()) {
        ++description_.objects[batch.types[feature.type]];
      }
    }
    for (const glm::dvec3& position : batch.positions) {
      if (std::isfinite(position.x + position.y)) {
        description_.extent.add(glm::dvec2(position.x, position.y));
      }
    }
  }

  ReadingTally tally() const {
    ReadingTally found{diagnostics_, leftOut_ + planar_.leftOut(), withoutHeight_,
                       withoutBase_, grounder_.withoutRelief(),    {}};
    for (const LayerError& error : sampler_.errors()) {
      found.relief.add(Severity::Warning, error.error.message, error.error.where);
    }
    return found;
  }

  ReadingEvent newEvent() const {
    ReadingEvent event;
    event.id = request_.id;
    event.serial = request_.serial;
    event.fraction = fraction_;
    return event;
  }

  void send(ReadingEvent&& event) {
    event.description = description_;
    inbox_.push(std::move(event));
  }

  const ReadingRequest& request_;
  const model::SourceCatalog& catalog_;
  Inbox<ReadingEvent>& inbox_;
  const std::stop_token& stop_;
  BatchPlacer placer_;
  tiling::FeatureTiler tiler_;
  tiling::PlanarCollector planar_;
  tiling::Extruder extruder_;
  geometry::PolygonTriangulator triangulator_;
  ReliefSampler sampler_;
  ObjectGrounder grounder_;
  ObjectSample objects_;
  model::SourceDescription description_;
  bool hasFullDescription_ = false;
  Diagnostics diagnostics_;
  std::uint32_t nextFeature_ = 0;
  double fraction_ = -1.0;
  std::size_t leftOut_ = 0;
  std::size_t withoutHeight_ = 0;
  std::size_t withoutBase_ = 0;
};

}  // namespace

void ReadingTally::add(const ReadingTally& other) {
  source.merge(other.source);
  leftOut += other.leftOut;
  withoutHeight += other.withoutHeight;
  withoutBase += other.withoutBase;
  withoutRelief += other.withoutRelief;
  relief.merge(other.relief);
}

void ReadingTally::addTo(Diagnostics& diagnostics) const {
  const auto addCount = [&](const MessageId& id, std::size_t count) {
    if (count > 0) {
      diagnostics.add(Severity::Warning, Message(id, {{"count", std::to_string(count)}}));
    }
  };
  diagnostics.merge(source);
  addCount(kPartsLeftOut, leftOut);
  addCount(kWithoutHeight, withoutHeight);
  addCount(kWithoutBase, withoutBase);
  addCount(kNoReliefBelow, withoutRelief);
  diagnostics.merge(relief);
}

void readFeatures(const ReadingRequest& request, const model::SourceCatalog& catalog, Inbox<ReadingEvent>& inbox,
                  const std::stop_token& stop) {
  Reading(request, catalog, inbox, stop).run();
}

}  // namespace belvedere::streaming
