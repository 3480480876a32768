#include "engine/streaming/detail/territory_streamer_impl.h"
#include "engine/streaming/layer_examination.h"

// The datum doctor's rounds: once all is shown, and again whenever a layer is read anew or the relief changes.

namespace belvedere::streaming {

namespace {

/// What a round would look at: the readings of the layers, and which of them can be seen.
std::vector<std::uint64_t> roundOf(const LayerSlots& slots) {
  std::vector<std::uint64_t> round;
  for (const std::unique_ptr<LayerSlot>& slot : slots) {
    round.insert(round.end(), {slot->id(), slot->serial, slot->isVisible() ? 1U : 0U});
  }
  return round;
}

}  // namespace

void TerritoryStreamer::Impl::examine() {
  takeExamination();
  if (!wantsExamination_ || isExamining_ || !isSettled()) {
    return;
  }
  std::vector<std::uint64_t> round = roundOf(slots_);
  if (round == examinedRound_) {
    return;
  }
  examinedRound_ = std::move(round);
  startExamination();
}

void TerritoryStreamer::Impl::startExamination() {
  std::vector<scene::LayerId> ids;
  std::vector<ExaminedLayer> layers;
  ExaminedRelief relief;
  for (const std::unique_ptr<LayerSlot>& slot : slots_) {
    if (slot->progress.state == LayerState::Ready) {
      ids.push_back(slot->id());
      layers.push_back({slot->wanted.layer, slot->progress.description, slot->objects});
    }
    if (slot->isTerrain() && slot->isVisible() && slot->raster) {
      relief.terrain.push_back({slot->id(), slot->raster, 1.0});
      relief.layer = slot->wanted.layer;
    }
  }
  isExamining_ = true;
  jobs_->addLong(
      [inbox = examinations_, frame = frame_, ids = std::move(ids), layers = std::move(layers),
       relief = std::move(relief)](const std::stop_token& stop) {
        inbox->push({ids, examineLayers(layers, relief, *frame, stop)});
      },
      {});
}

void TerritoryStreamer::Impl::takeExamination() {
  while (std::optional<Examination> examination = examinations_->take()) {
    isExamining_ = false;
    for (std::size_t i = 0; i < examination->layers.size(); ++i) {
      if (LayerSlot* slot = find(examination->layers[i])) {
        slot->examined = std::move(examination->findings[i]);
        slot->hasProgressed = true;
      }
    }
  }
}

}  // namespace belvedere::streaming
