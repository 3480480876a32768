#include "engine/streaming/territory_streamer.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <variant>

#include "engine/streaming/feature_reading.h"
#include "engine/streaming/ground_planner.h"
#include "engine/streaming/ground_tree.h"
#include "engine/streaming/inbox.h"
#include "engine/streaming/job_queue.h"
#include "engine/streaming/layer_slot.h"
#include "engine/streaming/view_geometry.h"
#include "engine/tiling/ribbon.h"

namespace belvedere::streaming {

namespace {

using Clock = std::chrono::steady_clock;

constexpr MessageId kNotRaster{"source-not-raster",
                               N_("The source holds features, but the layer is terrain or imagery."),
                               N_("Set the layer's kind to vector or buildings.")};

/// A raster that was opened, or the reason why not.
struct OpenedRaster {
  scene::LayerId id = 0;
  std::uint64_t serial = 0;
  Result<std::shared_ptr<PlacedRaster>> raster;
};

/// A layer's draped shapes with bands of another width.
struct WidenedLayer {
  scene::LayerId id = 0;
  std::uint64_t serial = 0;
  double bandMetres = 0.0;
  std::shared_ptr<const tiling::PlanarLayer> planar;
};

/// A tile of features that waits for its turn at the sink.
struct PendingTile {
  scene::LayerId id = 0;
  std::uint64_t serial = 0;
  std::variant<std::shared_ptr<const tiling::TileMesh>, std::shared_ptr<const tiling::DrapedTile>,
               std::shared_ptr<const tiling::SymbolSet>>
      tile;
};

Result<std::shared_ptr<PlacedRaster>> openRaster(const model::SourceCatalog& catalog,
                                                 const model::SourceRequest& request, const geo::SceneFrame& frame) {
  Result<model::OpenedSource> opened = catalog.open(request);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  auto* raster = std::get_if<std::unique_ptr<model::RasterSource>>(&*opened);
  if (raster == nullptr) {
    return fail(ErrorCode::InvalidArgument, kNotRaster);
  }
  return PlacedRaster::place(std::move(*raster), frame);
}

}  // namespace

class TerritoryStreamer::Impl {
 public:
  Impl(TaskSystem& tasks, const model::SourceCatalog& catalog, std::shared_ptr<const geo::SceneFrame> frame,
       TileSink& sink)
      : catalog_(catalog),
        frame_(std::move(frame)),
        sink_(sink),
        planner_(frame_),
        jobs_(std::make_unique<JobQueue>(tasks)),
        ground_(*jobs_, sink, [this](const LayerError& error) { addGroundError(error); }) {}

  ~Impl() {
    for (const std::unique_ptr<LayerSlot>& slot : slots_) {
      release(*slot);
    }
    ground_.setPlan(nullptr, false);
    jobs_->close();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void setLayers(std::vector<StreamedLayer> layers);
  bool update(const ViewState& view, std::chrono::microseconds budget);
  bool isSettled() const;
  const std::vector<LayerProgress>& progress() const { return progress_; }
  std::optional<double> heightAt(const glm::dvec2& map) const;
  const FeatureTable* featureTable(scene::LayerId layer) const;
  geo::Bounds3 extent() const;
  std::size_t byteSize() const;

 private:
  LayerSlot* find(scene::LayerId id) const;
  LayerSlot* find(scene::LayerId id, std::uint64_t serial) const;
  std::unique_ptr<LayerSlot> takeSlot(const StreamedLayer& layer);
  void release(LayerSlot& slot);
  void restart(LayerSlot& slot);

  void startWhatIsReady();
  void startOpening(LayerSlot& slot);
  void startReading(LayerSlot& slot);
  void startWidening(LayerSlot& slot);
  bool isTerrainOpen() const;
  std::vector<RasterLayer> openTerrain() const;

  void takeRasters();
  void restartBlocksOnOtherGround();
  void takeReadings(Clock::time_point deadline);
  void apply(ReadingEvent&& event, LayerSlot& slot);
  void takeWidened();
  void attachPending(Clock::time_point deadline);
  void addGroundError(const LayerError& error);
  void publishProgress();

  const model::SourceCatalog& catalog_;
  std::shared_ptr<const geo::SceneFrame> frame_;
  TileSink& sink_;
  LayerSlots slots_;
  GroundPlanner planner_;
  std::unique_ptr<JobQueue> jobs_;
  GroundTree ground_;
  std::shared_ptr<Inbox<OpenedRaster>> rasters_ = std::make_shared<Inbox<OpenedRaster>>();
  std::shared_ptr<Inbox<ReadingEvent>> readings_ = std::make_shared<Inbox<ReadingEvent>>();
  std::shared_ptr<Inbox<WidenedLayer>> widened_ = std::make_shared<Inbox<WidenedLayer>>();
  std::deque<PendingTile> pending_;
  std::vector<LayerProgress> progress_;
  std::uint64_t lastSerial_ = 0;
  bool hasChanged_ = false;
  bool hasProgressed_ = false;
  bool isUpToDate_ = false;  ///< an update has seen the layers as they are
};

LayerSlot* TerritoryStreamer::Impl::find(scene::LayerId id) const {
  const auto place = std::find_if(slots_.begin(), slots_.end(), [&](const auto& slot) { return slot->id() == id; });
  return place != slots_.end() ? place->get() : nullptr;
}

LayerSlot* TerritoryStreamer::Impl::find(scene::LayerId id, std::uint64_t serial) const {
  LayerSlot* slot = find(id);
  return slot != nullptr && slot->serial == serial ? slot : nullptr;
}

void TerritoryStreamer::Impl::setLayers(std::vector<StreamedLayer> layers) {
  LayerSlots next;
  bool isNewSet = layers.size() != slots_.size();
  for (StreamedLayer& layer : layers) {
    std::unique_ptr<LayerSlot> slot = takeSlot(layer);
    isNewSet = isNewSet || slot->serial == 0;
    const bool isSame = isSameGeometry(slot->wanted.layer.style, layer.layer.style);
    const bool hadStrokes = slot->hasStrokes();
    slot->wanted = std::move(layer);
    if (!isSame && !slot->isRaster()) {
      restart(*slot);
    }
    if (slot->hasStrokes() != hadStrokes) {
      slot->planarVersion = ++lastSerial_;
    }
    next.push_back(std::move(slot));
  }
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    if (slot) {
      release(*slot);
    }
  }
  slots_ = std::move(next);
  if (isNewSet) {
    planner_.forgetGuess();
  }
  restartBlocksOnOtherGround();
  isUpToDate_ = false;
  startWhatIsReady();
  publishProgress();
}

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

/// Stops what runs for a layer and takes its tiles from the sink.
void TerritoryStreamer::Impl::release(LayerSlot& slot) {
  slot.stop.request_stop();
  for (const TileHandle tile : std::exchange(slot.tiles, {})) {
    sink_.detach(tile);
    hasChanged_ = true;
  }
  std::erase_if(pending_, [&](const PendingTile& tile) { return tile.id == slot.id(); });
}

/// Forgets all that was made of a layer, so that it is read anew.
void TerritoryStreamer::Impl::restart(LayerSlot& slot) {
  release(slot);
  auto fresh = LayerSlot();
  fresh.wanted = std::move(slot.wanted);
  fresh.progress.id = fresh.wanted.id;
  fresh.progress.state = LayerState::Hidden;
  slot = std::move(fresh);
  hasProgressed_ = true;
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
      hasProgressed_ = true;
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
    if (slot->serial == 0 && slot->progress.state == LayerState::Opening && (isTerrainReady || !slot->isExtruded())) {
      startReading(*slot);
    }
    if (slot->planar && !slot->isMakingBands && slot->bandMetres != slot->wantedBandMetres()) {
      startWidening(*slot);
    }
  }
}

void TerritoryStreamer::Impl::startOpening(LayerSlot& slot) {
  slot.serial = ++lastSerial_;
  slot.stop = std::stop_source();
  jobs_->addShort(
      [inbox = rasters_, &catalog = catalog_, frame = frame_, id = slot.id(), serial = slot.serial,
       request = slot.sourceRequest()](const std::stop_token&) {
        inbox->push({id, serial, openRaster(catalog, request, *frame)});
      },
      slot.stop);
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
  request.frame = frame_;
  slot.terrainRead.clear();
  if (slot.isExtruded()) {
    request.terrain = openTerrain();
    for (const RasterLayer& layer : request.terrain) {
      slot.terrainRead.push_back(layer.raster);
    }
  }
  slot.bandMetres = slot.wantedBandMetres();
  jobs_->addLong([inbox = readings_, &catalog = catalog_, request = std::move(request)](
                     const std::stop_token& stop) { readFeatures(request, catalog, *inbox, stop); },
                 slot.stop);
}

void TerritoryStreamer::Impl::startWidening(LayerSlot& slot) {
  slot.isMakingBands = true;
  jobs_->addShort(
      [inbox = widened_, id = slot.id(), serial = slot.serial, width = slot.wantedBandMetres(),
       planar = *slot.planar](const std::stop_token&) mutable {
        planar.bands = width > 0.0
                           ? std::make_shared<const tiling::PlanPatches>(tiling::makeBands(*planar.lines, width))
                           : std::make_shared<const tiling::PlanPatches>();
        inbox->push({id, serial, width, std::make_shared<const tiling::PlanarLayer>(std::move(planar))});
      },
      slot.stop);
}

bool TerritoryStreamer::Impl::update(const ViewState& view, std::chrono::microseconds budget) {
  const Clock::time_point deadline = Clock::now() + budget;
  takeRasters();
  takeWidened();
  takeReadings(deadline);
  startWhatIsReady();
  attachPending(deadline);
  if (std::optional<PlannedGround> planned = planner_.plan(slots_)) {
    ground_.setPlan(std::move(planned->plan), planned->keepsCells);
  }
  const bool hasGroundChanged = ground_.update(ViewGeometry(view, *frame_), view.pixelTolerance, deadline);
  if (hasProgressed_) {
    publishProgress();
  }
  isUpToDate_ = true;
  return std::exchange(hasChanged_, false) || hasGroundChanged;
}

void TerritoryStreamer::Impl::takeRasters() {
  while (std::optional<OpenedRaster> opened = rasters_->take()) {
    LayerSlot* slot = find(opened->id, opened->serial);
    if (slot == nullptr) {
      continue;
    }
    hasProgressed_ = true;
    slot->progress.fraction = 1.0;
    if (!opened->raster) {
      slot->progress.state = LayerState::Failed;
      slot->progress.error = opened->raster.error();
      continue;
    }
    slot->raster = std::move(*opened->raster);
    slot->progress.state = LayerState::Ready;
    slot->progress.description = slot->raster->description();
    slot->progress.diagnostics = slot->progress.description->diagnostics;
  }
  restartBlocksOnOtherGround();
}

/// Reads extruded layers anew whose blocks were set on other terrain than is there now.
void TerritoryStreamer::Impl::restartBlocksOnOtherGround() {
  const std::vector<RasterLayer> terrain = openTerrain();
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    const bool isOnThisGround = std::equal(
        terrain.begin(), terrain.end(), slot->terrainRead.begin(), slot->terrainRead.end(),
        [](const RasterLayer& layer, const std::shared_ptr<PlacedRaster>& raster) { return layer.raster == raster; });
    if (slot->isExtruded() && slot->serial != 0 && !isOnThisGround) {
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
      pending_.push_back({event.id, event.serial, std::move(tile)});
    }
  };
  queue(event.meshes);
  queue(event.lines);
  queue(event.symbols);
  slot.solidBounds.add(event.solidBounds);
  constexpr std::size_t kEnoughPlaces = 200000;
  if (slot.basePoints.size() < kEnoughPlaces) {
    slot.basePoints.insert(slot.basePoints.end(), event.basePoints.begin(), event.basePoints.end());
  }
  if (event.chunk) {
    slot.table.append(std::move(event.chunk));
  }
  slot.progress.state = LayerState::Reading;
  slot.progress.fraction = event.fraction;
  slot.progress.diagnostics.merge(event.diagnostics);
  slot.progress.description = std::move(event.description);
  if (event.isEnd) {
    slot.planar = std::move(event.planar);
    slot.planarVersion = ++lastSerial_;
    slot.progress.error = std::move(event.error);
    const bool isEmpty = slot.table.size() == 0;
    slot.progress.state = slot.progress.error && isEmpty ? LayerState::Failed : LayerState::Ready;
  }
  hasProgressed_ = true;
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

void TerritoryStreamer::Impl::attachPending(Clock::time_point deadline) {
  bool isFirst = true;
  while (!pending_.empty() && (isFirst || Clock::now() < deadline)) {
    PendingTile next = std::move(pending_.front());
    pending_.pop_front();
    if (LayerSlot* slot = find(next.id, next.serial)) {
      slot->tiles.push_back(std::visit([&](auto& tile) { return sink_.attach(next.id, std::move(tile)); }, next.tile));
      hasChanged_ = true;
      isFirst = false;
    }
  }
}

void TerritoryStreamer::Impl::addGroundError(const LayerError& error) {
  if (LayerSlot* slot = find(error.id)) {
    slot->progress.diagnostics.add(Severity::Error, error.error.message, error.error.where);
    hasProgressed_ = true;
  }
}

void TerritoryStreamer::Impl::publishProgress() {
  progress_.clear();
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    progress_.push_back(slot->progress);
  }
  hasProgressed_ = false;
}

bool TerritoryStreamer::Impl::isSettled() const {
  const bool isBusy =
      std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->isVisible() && slot->isBusy(); });
  return isUpToDate_ && !isBusy && pending_.empty() && rasters_->isEmpty() && readings_->isEmpty() &&
         widened_->isEmpty() && ground_.isSettled();
}

std::optional<double> TerritoryStreamer::Impl::heightAt(const glm::dvec2& map) const {
  const glm::dvec3& origin = frame_->origin();
  const std::optional<double> height = ground_.heightAt({map.x - origin.x, map.y - origin.y});
  return height ? std::optional(*height + origin.z) : std::nullopt;
}

const FeatureTable* TerritoryStreamer::Impl::featureTable(scene::LayerId layer) const {
  const LayerSlot* slot = find(layer);
  return slot != nullptr && !slot->isRaster() ? &slot->table : nullptr;
}

geo::Bounds3 TerritoryStreamer::Impl::extent() const {
  const std::shared_ptr<const GroundPlan>& plan = planner_.last();
  const geo::Bounds3 ground = plan ? ground_.bounds() : geo::Bounds3();
  geo::Bounds3 extent = plan && !plan->isPlain ? ground : geo::Bounds3();
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    extent.add(slot->solidBounds);
    if (plan && plan->isPlain && slot->planar && !slot->planar->isEmpty()) {
      const geo::Bounds2 drawn = slot->planar->bounds();
      extent.add(geo::Bounds3{{drawn.min.x, drawn.min.y, ground.min.z}, {drawn.max.x, drawn.max.y, ground.max.z}});
    }
  }
  return extent;
}

std::size_t TerritoryStreamer::Impl::byteSize() const {
  std::size_t bytes = ground_.byteSize();
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    bytes += slot->planar ? slot->planar->byteSize() : 0;
  }
  return bytes;
}

TerritoryStreamer::TerritoryStreamer(TaskSystem& tasks, const model::SourceCatalog& catalog,
                                     std::shared_ptr<const geo::SceneFrame> frame, TileSink& sink)
    : impl_(std::make_unique<Impl>(tasks, catalog, std::move(frame), sink)) {}

TerritoryStreamer::~TerritoryStreamer() = default;

void TerritoryStreamer::setLayers(std::vector<StreamedLayer> layers) { impl_->setLayers(std::move(layers)); }

bool TerritoryStreamer::update(const ViewState& view, std::chrono::microseconds budget) {
  return impl_->update(view, budget);
}

bool TerritoryStreamer::isSettled() const { return impl_->isSettled(); }

const std::vector<LayerProgress>& TerritoryStreamer::progress() const { return impl_->progress(); }

std::optional<double> TerritoryStreamer::heightAt(const glm::dvec2& map) const { return impl_->heightAt(map); }

const FeatureTable* TerritoryStreamer::featureTable(scene::LayerId layer) const { return impl_->featureTable(layer); }

geo::Bounds3 TerritoryStreamer::extent() const { return impl_->extent(); }

std::size_t TerritoryStreamer::byteSize() const { return impl_->byteSize(); }

}  // namespace belvedere::streaming
