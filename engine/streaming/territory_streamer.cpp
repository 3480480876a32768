#include "engine/streaming/territory_streamer.h"

#include <algorithm>
#include <glm/common.hpp>
#include <utility>

#include "engine/streaming/detail/territory_streamer_impl.h"
#include "engine/streaming/memory_shares.h"
#include "engine/streaming/relief_coverage.h"
#include "engine/streaming/view_geometry.h"

namespace belvedere::streaming {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kGroundShare = 0.35;  // of the memory

}  // namespace

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
    const bool hadFills = slot->hasFills();
    slot->wanted = std::move(layer);
    if (!isSame && !slot->isRaster()) {
      restart(*slot);
    }
    if (slot->hasStrokes() != hadStrokes || slot->hasFills() != hadFills) {
      slot->planarVersion = ++lastSerial_;
    }
    next.push_back(std::move(slot));
  }
  for (std::unique_ptr<LayerSlot>& slot : slots_) {
    if (slot) {
      release(*slot);
      discards_.free(std::move(slot));
    }
  }
  slots_ = std::move(next);
  progress_.assign(slots_.size(), {});
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    slot->hasProgressed = true;
  }
  if (isNewSet) {
    planner_.forgetGuess();
  }
  restartBlocksOnOtherGround();
  isUpToDate_ = false;
  startWhatIsReady();
  publishProgress();
}

bool TerritoryStreamer::Impl::update(const ViewState& view, std::chrono::microseconds budget) {
  const Clock::time_point start = Clock::now();
  const Clock::time_point deadline = start + budget;
  const Clock::time_point half = start + budget / 2;  // the ground must not wait for a city
  takeRasters();
  takeWidened();
  takeReadings(half);
  startWhatIsReady();
  reopenServices();
  attachPending(half);
  if (std::optional<PlannedGround> planned = planner_.plan(slots_)) {
    ground_.setPlan(std::move(planned->plan), planned->keepsCells);
  }
  const ViewGeometry geometry(view, *frame_);
  ViewState coming = view;
  const std::optional<scene::Camera> forecast = forecast_.update(view.camera, start);
  coming.camera = forecast.value_or(view.camera);
  const ViewGeometry ahead(coming, *frame_);
  shareMemory();
  updateBaked(geometry, forecast ? &ahead : nullptr, view.objectTolerance, deadline);
  updateClouds(geometry, forecast ? &ahead : nullptr, view.pixelTolerance, deadline);
  const bool hasGroundChanged = ground_.update(geometry, view.pixelTolerance, deadline);
  discards_.work(deadline);
  takeFindings();
  compareWithRelief();
  isUpToDate_ = true;
  examine();
  publishProgress();
  return std::exchange(hasChanged_, false) || hasGroundChanged;
}

/// A part of the memory is the ground's; the rest is shared among the layers that have tiles, by what they wished for.
void TerritoryStreamer::Impl::shareMemory() {
  const auto ground = static_cast<std::size_t>(static_cast<double>(memoryBudget_) * kGroundShare);
  ground_.setByteBudget(ground);
  std::vector<std::size_t> wishes;
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    const bool isShown = slot->isVisible();
    wishes.push_back(isShown && slot->baked   ? slot->baked->bytesWished()
                     : isShown && slot->cloud ? slot->cloud->bytesWished()
                                              : 0);
  }
  const std::vector<std::size_t> shares = sharedFairly(memoryBudget_ - ground, wishes);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i]->baked) {
      slots_[i]->baked->setByteBudget(shares[i]);
    }
    if (slots_[i]->cloud) {
      slots_[i]->cloud->setByteBudget(shares[i]);
    }
  }
}

/// After the cells were taken: what reading them came upon is told with them.
void TerritoryStreamer::Impl::takeFindings() {
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    const Diagnostics found = slot->raster ? slot->raster->takeFindings() : Diagnostics();
    if (!found.isEmpty()) {
      slot->progress.diagnostics.merge(found);
      slot->hasProgressed = true;
    }
  }
}

void TerritoryStreamer::Impl::addGroundError(const LayerError& error) {
  if (LayerSlot* slot = find(error.id)) {
    slot->progress.diagnostics.add(Severity::Error, error.error.message, error.error.where);
    slot->hasProgressed = true;
  }
}

void TerritoryStreamer::Impl::publishProgress() {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (std::exchange(slots_[i]->hasProgressed, false)) {
      progress_[i] = slots_[i]->progress;
      reportBeyondRelief(slots_[i]->beyondRelief, progress_[i].diagnostics);
      progress_[i].findings = slots_[i]->examined;
      ++progressRevision_;
    }
  }
}

bool TerritoryStreamer::Impl::isSettled() const {
  const bool isBusy = std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) {
    const bool hasTilesToCome =
        (slot->baked && !slot->baked->isSettled()) || (slot->cloud && !slot->cloud->isSettled());
    return !slot->pending.empty() || (slot->isVisible() && (slot->isBusy() || hasTilesToCome));
  });
  return isUpToDate_ && !isBusy && discards_.isEmpty() && !planner_.isGuessing() && comparisonSerial_ == 0 &&
         rasters_->isEmpty() && readings_->isEmpty() && widened_->isEmpty() && ground_.isSettled();
}

std::optional<double> TerritoryStreamer::Impl::heightAt(const glm::dvec2& map) const {
  const glm::dvec3& origin = frame_->origin();
  const std::optional<double> height = ground_.heightAt({map.x - origin.x, map.y - origin.y});
  return height ? std::optional(*height + origin.z) : std::nullopt;
}

std::optional<double> TerritoryStreamer::Impl::floorAt(const glm::dvec2& map) const {
  const geo::Bounds3 ground = ground_.bounds();
  if (ground.isEmpty()) {
    return std::nullopt;
  }
  const glm::dvec3& origin = frame_->origin();
  const glm::dvec2 scene(map.x - origin.x, map.y - origin.y);
  std::optional<double> floor = ground_.heightAt(scene);
  // Far cells are coarse, and their outermost triangles miss where data ends: look further inside.
  for (double inset = 0.002; !floor && inset < 0.2; inset *= 3.0) {
    const glm::dvec2 margin = inset * glm::dvec2(ground.max - ground.min);
    floor = ground_.heightAt(glm::clamp(scene, glm::dvec2(ground.min) + margin, glm::dvec2(ground.max) - margin));
  }
  return floor.value_or(ground.min.z) + origin.z;
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

std::size_t TerritoryStreamer::Impl::bytesAtSink() const {
  std::size_t bytes = ground_.byteSize();
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    bytes += slot->baked ? slot->baked->byteSize() : 0;
    bytes += slot->cloud ? slot->cloud->byteSize() : 0;
  }
  return bytes;
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

void TerritoryStreamer::setCache(std::filesystem::path cache) { impl_->setCache(std::move(cache)); }

void TerritoryStreamer::setBaker(LayerBaker baker) { impl_->setBaker(std::move(baker)); }

void TerritoryStreamer::setLayers(std::vector<StreamedLayer> layers) { impl_->setLayers(std::move(layers)); }

bool TerritoryStreamer::update(const ViewState& view, std::chrono::microseconds budget) {
  return impl_->update(view, budget);
}

bool TerritoryStreamer::isSettled() const { return impl_->isSettled(); }

void TerritoryStreamer::setExamination(bool isWanted) { impl_->setExamination(isWanted); }

bool TerritoryStreamer::isExamining() const { return impl_->isExamining(); }

const std::vector<LayerProgress>& TerritoryStreamer::progress() const { return impl_->progress(); }

std::uint64_t TerritoryStreamer::progressRevision() const { return impl_->progressRevision(); }

std::optional<double> TerritoryStreamer::heightAt(const glm::dvec2& map) const { return impl_->heightAt(map); }

std::optional<double> TerritoryStreamer::floorAt(const glm::dvec2& map) const { return impl_->floorAt(map); }

const FeatureTable* TerritoryStreamer::featureTable(scene::LayerId layer) const { return impl_->featureTable(layer); }

geo::Bounds3 TerritoryStreamer::extent() const { return impl_->extent(); }

void TerritoryStreamer::setMemoryBudget(std::size_t bytes) { impl_->setMemoryBudget(bytes); }

void TerritoryStreamer::setServicePause(std::chrono::milliseconds first) { impl_->setServicePause(first); }

std::size_t TerritoryStreamer::bytesAtSink() const { return impl_->bytesAtSink(); }

std::size_t TerritoryStreamer::byteSize() const { return impl_->byteSize(); }

}  // namespace belvedere::streaming
