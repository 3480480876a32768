#include <algorithm>
#include <utility>

#include "engine/core/web_address.h"
#include "engine/streaming/baked_reading.h"
#include "engine/streaming/cloud_reading.h"
#include "engine/streaming/detail/territory_streamer_impl.h"
#include "engine/streaming/layer_bake.h"
#include "engine/tiling/ribbon.h"

// Opening and reading layers in tasks, and taking what they made.

namespace belvedere::streaming {

namespace {

using Clock = std::chrono::steady_clock;

constexpr MessageId kNotRaster{"source-not-raster",
                               N_("The source holds features, but the layer is terrain or imagery."),
                               N_("Set the layer's kind to vector or buildings.")};

constexpr MessageId kTriedAgain{"service-tried-again", N_("{source} is tried again now and then.")};

Result<std::shared_ptr<PlacedRaster>> openRaster(const model::SourceCatalog& catalog,
                                                 const model::SourceRequest& request, const geo::SceneFrame& frame,
                                                 const geo::CoordinateCorrection& correction) {
  Result<model::OpenedSource> opened = catalog.open(request);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  auto* raster = std::get_if<std::unique_ptr<model::RasterSource>>(&*opened);
  if (raster == nullptr) {
    return fail(ErrorCode::InvalidArgument, kNotRaster);
  }
  return PlacedRaster::place(std::move(*raster), frame, correction);
}

/// What the cache holds of a layer; a large one is baked first if need be.
std::optional<ReadingEvent> readFromCache(const ReadingRequest& request, const BakeRequest& bake,
                                          const LayerBaker& baker, Inbox<ReadingEvent>& inbox,
                                          const std::stop_token& stop) {
  std::optional<ReadingEvent> event = readBaked(bake.cache, bake.context, stop);
  if (event || !baker || bake.cache.empty() || !isWorthBaking(bake.context.layer)) {
    return event;
  }
  const auto tell = [&](double fraction, Diagnostics diagnostics) {
    ReadingEvent state;
    state.id = request.id;
    state.serial = request.serial;
    state.fraction = fraction;
    state.diagnostics = std::move(diagnostics);
    inbox.push(std::move(state));
  };
  const Status baked = baker(bake, stop, [&](const Progress& progress) { tell(progress.fraction, {}); });
  if (baked) {
    return readBaked(bake.cache, bake.context, stop);
  }
  if (baked.error().code != ErrorCode::Cancelled) {
    Diagnostics diagnostics;
    diagnostics.add(Severity::Info, baked.error().message);
    tell(0.0, std::move(diagnostics));
  }
  return std::nullopt;
}

void readLayer(const ReadingRequest& request, const BakeRequest& bake, const LayerBaker& baker,
               const model::SourceCatalog& catalog, Inbox<ReadingEvent>& inbox, const std::stop_token& stop) {
  if (std::optional<ReadingEvent> event = readFromCache(request, bake, baker, inbox, stop)) {
    event->id = request.id;
    event->serial = request.serial;
    inbox.push(std::move(*event));
  } else {
    readFeatures(request, catalog, inbox, stop);
  }
}

}  // namespace

/// The slot that holds a layer's data already, or a new one.
std::unique_ptr<LayerSlot> TerritoryStreamer::Impl::takeSlot(const StreamedLayer& layer) {
  for (std::unique_ptr<LayerSlot>& slot : slots_) {
    if (slot && slot->id() == layer.id && isSameSource(slot->wanted, layer)) {
      return std::move(slot);
    }
  }
  auto slot = std::make_unique<LayerSlot>();
  slot->wanted = layer;
  slot->progress.id = layer.id;
  slot->progress.state = LayerState::Hidden;
  return slot;
}

/// Stops what runs for a layer and hides its tiles, which leave the sink bit by bit.
void TerritoryStreamer::Impl::release(LayerSlot& slot) {
  slot.stop.request_stop();
  hasChanged_ = hasChanged_ || slot.baked || slot.cloud;
  slot.baked.reset();
  slot.cloud.reset();
  for (const TileHandle tile : std::exchange(slot.tiles, {})) {
    discards_.hideAndAdd(tile);
    hasChanged_ = true;
  }
}

/// Forgets all that was made of a layer, so that it is read anew.
void TerritoryStreamer::Impl::restart(LayerSlot& slot) {
  release(slot);
  auto fresh = LayerSlot();
  fresh.wanted = std::move(slot.wanted);
  fresh.isCacheRefused = slot.isCacheRefused;
  fresh.progress.id = fresh.wanted.id;
  fresh.progress.state = LayerState::Hidden;
  discards_.free(std::exchange(slot, std::move(fresh)));
}

bool TerritoryStreamer::Impl::isTerrainOpen() const {
  return std::none_of(slots_.begin(), slots_.end(), [](const auto& slot) {
    return slot->isTerrain() && slot->isVisible() && slot->progress.state < LayerState::Ready;
  });
}

std::vector<RasterLayer> TerritoryStreamer::Impl::openTerrain() const {
  std::vector<RasterLayer> terrain;
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    if (slot->isTerrain() && slot->raster) {
      terrain.push_back({slot->id(), slot->raster, 1.0});
    }
  }
  return terrain;
}

void TerritoryStreamer::Impl::startWhatIsReady() {
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    if (slot->progress.state == LayerState::Hidden && slot->isVisible()) {
      slot->progress.state = LayerState::Opening;
      slot->hasProgressed = true;
      if (slot->isRaster()) {
        startOpening(*slot);
      }
    }
  }
  const bool isTerrainReady = isTerrainOpen();
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    if (slot->isRaster()) {
      continue;
    }
    if (slot->serial == 0 && slot->progress.state == LayerState::Opening &&
        (isTerrainReady || !slot->standsOnRelief())) {
      slot->isCloud() ? startCloud(*slot) : startReading(*slot);
    }
    if (slot->planar && !slot->isMakingBands && slot->bandMetres != slot->wantedBandMetres()) {
      startWidening(*slot);
    }
  }
}

void TerritoryStreamer::Impl::startOpening(LayerSlot& slot) {
  slot.serial = ++lastSerial_;
  slot.stop = std::stop_source();
  model::SourceRequest wanted = slot.sourceRequest();
  wanted.targetCrs = frame_->crs().wkt();
  auto work = [inbox = rasters_, &catalog = catalog_, frame = frame_, id = slot.id(), serial = slot.serial,
               request = std::move(wanted),
               correction = slot.wanted.layer.correction](const std::stop_token& stop) mutable {
    request.stop = stop;
    inbox->push({id, serial, openRaster(catalog, request, *frame, correction)});
  };
  slot.isOnTheWeb() ? jobs_->addAwaitingService(std::move(work), slot.stop)
                    : jobs_->addShort(std::move(work), slot.stop);
}

void TerritoryStreamer::Impl::startReading(LayerSlot& slot) {
  slot.serial = ++lastSerial_;
  slot.stop = std::stop_source();
  ReadingRequest request;
  request.id = slot.id();
  request.serial = slot.serial;
  request.source = slot.sourceRequest();
  request.options = slot.readOptions();
  request.style = slot.wanted.layer.style;
  request.correction = slot.wanted.layer.correction;
  request.kind = slot.wanted.layer.kind;
  request.frame = frame_;
  LayerContext context{slot.wanted, {}, frame_};
  slot.terrainRead.clear();
  if (slot.standsOnRelief()) {
    request.terrain = openTerrain();
    for (const RasterLayer& layer : request.terrain) {
      context.terrain.push_back(find(layer.id)->wanted);
    }
    for (const RasterLayer& layer : request.terrain) {
      slot.terrainRead.push_back(layer.raster);
    }
  }
  slot.bandMetres = slot.wantedBandMetres();
  jobs_->addLong(
      [inbox = readings_, &catalog = catalog_, request = std::move(request),
       bake = BakeRequest{std::move(context), slot.isCacheRefused ? std::filesystem::path() : cache_, 0},
       baker = baker_](const std::stop_token& stop) { readLayer(request, bake, baker, catalog, *inbox, stop); },
      slot.stop);
}

/// A cloud that was not baked from what the sources are now is glanced at, then baked.
void TerritoryStreamer::Impl::startCloud(LayerSlot& slot) {
  slot.serial = ++lastSerial_;
  slot.stop = std::stop_source();
  jobs_->addLong(
      [inbox = readings_, &catalog = catalog_, id = slot.id(), serial = slot.serial,
       request = CloudRequest{{slot.wanted, {}, frame_}, cache_},
       isRefused = slot.isCacheRefused](const std::stop_token& stop) {
        readCloud(request, {id, serial, isRefused}, catalog, *inbox, stop);
      },
      slot.stop);
}

void TerritoryStreamer::Impl::startWidening(LayerSlot& slot) {
  slot.isMakingBands = true;
  jobs_->addShort(
      [inbox = widened_, id = slot.id(), serial = slot.serial, width = slot.wantedBandMetres(),
       planar = *slot.planar](const std::stop_token&) mutable {
        tiling::setBands(planar, width);
        inbox->push({id, serial, width, std::make_shared<const tiling::PlanarLayer>(std::move(planar))});
      },
      slot.stop);
}

void TerritoryStreamer::Impl::takeRasters() {
  while (std::optional<OpenedRaster> opened = rasters_->take()) {
    LayerSlot* slot = find(opened->id, opened->serial);
    if (slot == nullptr) {
      continue;
    }
    slot->isReopening = false;
    if (!opened->raster) {
      noteFailedOpening(*slot, std::move(opened->raster.error()));
      continue;
    }
    slot->raster = std::move(*opened->raster);
    slot->failedOpenings = 0;
    slot->progress.state = LayerState::Ready;
    slot->progress.error.reset();
    slot->progress.fraction = 1.0;
    slot->progress.description = slot->raster->description();
    slot->progress.diagnostics = slot->progress.description->diagnostics;
    slot->hasProgressed = true;
  }
  restartBlocksOnOtherGround();
}

/// A map service that does not answer is tried again after growing pauses; that is said with the first failure.
void TerritoryStreamer::Impl::noteFailedOpening(LayerSlot& slot, Error&& error) {
  constexpr int kMostDoublings = 4;
  const bool isFirst = slot.failedOpenings == 0;
  const bool isTriedAgain = slot.isOnTheWeb() && error.code == ErrorCode::Unavailable;
  if (isTriedAgain) {
    slot.reopenAt = Clock::now() + servicePause_ * (1 << std::min(slot.failedOpenings, kMostDoublings));
    ++slot.failedOpenings;
  } else {
    slot.failedOpenings = 0;
  }
  if (isTriedAgain && !isFirst) {
    return;
  }
  slot.progress.diagnostics = {};
  if (isTriedAgain) {
    slot.progress.diagnostics.add(Severity::Info,
                                  Message(kTriedAgain, {{"source", shownName(slot.wanted.paths.front())}}));
  }
  slot.progress.fraction = 1.0;
  slot.progress.state = LayerState::Failed;
  slot.progress.error = std::move(error);
  slot.hasProgressed = true;
}

/// The layer stays failed meanwhile: the ground does not wait for a server that was silent before.
void TerritoryStreamer::Impl::reopenServices() {
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    if (slot->failedOpenings > 0 && slot->isVisible() && !slot->isReopening && Clock::now() >= slot->reopenAt) {
      slot->isReopening = true;
      startOpening(*slot);
    }
  }
}

/// Reads layers anew whose blocks or objects were set on other terrain than is there now.
void TerritoryStreamer::Impl::restartBlocksOnOtherGround() {
  const std::vector<RasterLayer> terrain = openTerrain();
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    const bool isOnThisGround = std::equal(
        terrain.begin(), terrain.end(), slot->terrainRead.begin(), slot->terrainRead.end(),
        [](const RasterLayer& layer, const std::shared_ptr<PlacedRaster>& raster) { return layer.raster == raster; });
    if (slot->standsOnRelief() && slot->serial != 0 && !isOnThisGround) {
      restart(*slot);
    }
  }
}

void TerritoryStreamer::Impl::takeReadings(Clock::time_point deadline) {
  while (std::optional<ReadingEvent> event = readings_->take()) {
    if (LayerSlot* slot = find(event->id, event->serial)) {
      apply(std::move(*event), *slot);
    }
    if (Clock::now() >= deadline) {
      break;
    }
  }
}

void TerritoryStreamer::Impl::apply(ReadingEvent&& event, LayerSlot& slot) {
  const auto queue = [&](auto&& tiles) {
    for (auto& tile : tiles) {
      slot.pending.emplace_back(std::move(tile));
    }
  };
  queue(event.meshes);
  queue(event.lines);
  queue(event.symbols);
  slot.solidBounds.add(event.solidBounds);
  slot.groundBounds.add(event.groundBounds);
  constexpr std::size_t kEnoughPlaces = 200000;
  if (slot.basePointCount < kEnoughPlaces && !event.basePoints.empty()) {
    slot.basePointCount += event.basePoints.size();
    slot.basePoints.push_back(std::make_shared<const std::vector<glm::dvec3>>(std::move(event.basePoints)));
  }
  if (event.chunk) {
    slot.table.append(std::move(event.chunk));
  }
  if (event.glance) {
    slot.pending.emplace_back(std::move(event.glance));
  }
  if (event.cloud) {
    slot.cloud = std::make_unique<CloudTiles>(slot.id(), std::move(event.cloud), frame_->origin(), *jobs_, sink_);
  }
  if (event.baked) {
    slot.table = bakedFeatures(event.baked, frame_->origin());
    slot.baked = std::make_unique<BakedTiles>(slot.id(), std::move(event.baked), frame_->origin(), *jobs_, sink_);
  }
  slot.progress.state = LayerState::Reading;
  slot.progress.fraction = event.fraction;
  slot.progress.diagnostics.merge(event.diagnostics);
  slot.progress.description = std::move(event.description);
  if (event.isEnd) {
    slot.objects = std::move(event.objects);
    slot.planar = std::move(event.planar);
    slot.planarVersion = ++lastSerial_;
    slot.progress.error = std::move(event.error);
    const bool isEmpty = slot.table.size() == 0 && !slot.cloud;
    slot.progress.state = slot.progress.error && isEmpty ? LayerState::Failed : LayerState::Ready;
  }
  slot.hasProgressed = true;
}

void TerritoryStreamer::Impl::takeWidened() {
  while (std::optional<WidenedLayer> widened = widened_->take()) {
    if (LayerSlot* slot = find(widened->id, widened->serial)) {
      slot->isMakingBands = false;
      slot->bandMetres = widened->bandMetres;
      slot->planar = std::move(widened->planar);
      slot->planarVersion = ++lastSerial_;
    }
  }
}

/// Tiles of baked layers for a view; a layer whose cache fails is read from its source.
void TerritoryStreamer::Impl::updateBaked(const ViewGeometry& view, const ViewGeometry* ahead, double tolerance,
                                          Clock::time_point deadline) {
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    if (!slot->baked || !slot->isVisible()) {
      continue;
    }
    hasChanged_ = slot->baked->update(view, ahead, tolerance, deadline) || hasChanged_;
    if (slot->baked->failure()) {
      slot->isCacheRefused = true;
      restart(*slot);
      startWhatIsReady();
    }
  }
}

/// Points of clouds for a view. A glance goes when the levels of detail are there; a cloud whose cache fails is baked
/// anew, once.
void TerritoryStreamer::Impl::updateClouds(const ViewGeometry& view, const ViewGeometry* ahead, double pixelTolerance,
                                           Clock::time_point deadline) {
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    if (!slot->cloud || !slot->isVisible()) {
      continue;
    }
    hasChanged_ = slot->cloud->update(view, ahead, pixelTolerance, deadline) || hasChanged_;
    if (!slot->tiles.empty() && slot->cloud->hasAnythingShown()) {
      for (const TileHandle glance : std::exchange(slot->tiles, {})) {
        discards_.hideAndAdd(glance);
      }
    }
    if (slot->cloud->failure() && !slot->isCacheRefused) {
      slot->isCacheRefused = true;
      restart(*slot);
      startWhatIsReady();
    } else if (slot->cloud->failure() && slot->progress.state != LayerState::Failed) {
      slot->progress.state = LayerState::Failed;
      slot->progress.error = slot->cloud->failure();
      slot->hasProgressed = true;
    }
  }
}

/// Attaches tiles until `deadline`, at least one; the layers take turns.
void TerritoryStreamer::Impl::attachPending(Clock::time_point deadline) {
  for (bool hasAttached = true; hasAttached;) {
    hasAttached = false;
    for (const std::unique_ptr<LayerSlot>& slot : slots_) {
      if (!attachNext(*slot)) {
        continue;
      }
      if (Clock::now() >= deadline) {
        return;
      }
      hasAttached = true;
    }
  }
}

bool TerritoryStreamer::Impl::attachNext(LayerSlot& slot) {
  if (slot.pending.empty()) {
    return false;
  }
  slot.tiles.push_back(
      std::visit([&](auto& tile) { return sink_.attach(slot.id(), std::move(tile)); }, slot.pending.front()));
  slot.pending.pop_front();
  hasChanged_ = true;
  return true;
}

}  // namespace belvedere::streaming
