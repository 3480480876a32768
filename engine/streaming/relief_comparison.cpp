#include "engine/streaming/detail/territory_streamer_impl.h"
#include "engine/streaming/relief_coverage.h"

// Telling which features are missing because the relief does not reach them.

namespace belvedere::streaming {

namespace {

std::vector<std::shared_ptr<PlacedRaster>> terrainOf(const std::shared_ptr<const GroundPlan>& plan) {
  std::vector<std::shared_ptr<PlacedRaster>> rasters;
  if (plan && !plan->isPlain) {
    for (const RasterLayer& layer : plan->terrain) {
      if (layer.id != kGroundLayer) {  // a guessed ground reaches everything
        rasters.push_back(layer.raster);
      }
    }
  }
  return rasters;
}

}  // namespace

void TerritoryStreamer::Impl::compareWithRelief() {
  takeComparison();
  const std::shared_ptr<const GroundPlan>& plan = planner_.last();
  std::vector<std::shared_ptr<PlacedRaster>> terrain = terrainOf(plan);
  if (terrain != comparedTerrain_) {
    comparedTerrain_ = std::move(terrain);
    comparisonSerial_ = 0;
    for (const std::unique_ptr<LayerSlot>& slot : slots_) {
      slot->comparedVersion = 0;
      slot->hasProgressed = slot->hasProgressed || slot->beyondRelief > 0;
      slot->beyondRelief = 0;
    }
  }
  if (plan && !comparedTerrain_.empty() && comparisonSerial_ == 0) {
    startComparison(*plan);
    takeComparison();
  }
}

void TerritoryStreamer::Impl::startComparison(const GroundPlan& plan) {
  std::vector<DrapedLayer> layers;
  for (const DrapedLayer& draped : plan.draped) {
    const LayerSlot* slot = find(draped.id);
    if (slot != nullptr && slot->comparedVersion != draped.version) {
      layers.push_back(draped);
    }
  }
  if (layers.empty()) {
    return;
  }
  comparisonSerial_ = ++lastSerial_;
  jobs_->addShort(
      [inbox = comparisons_, serial = comparisonSerial_, terrain = plan.terrain,
       layers = std::move(layers)](const std::stop_token&) {
        const ReliefCoverage coverage = ReliefCoverage::read(terrain);
        ReliefComparison comparison{serial, {}};
        for (const DrapedLayer& layer : layers) {
          comparison.layers.push_back({layer.id, layer.version, coverage.featuresBeyond(*layer.shapes)});
        }
        inbox->push(std::move(comparison));
      },
      {});
}

void TerritoryStreamer::Impl::takeComparison() {
  while (std::optional<ReliefComparison> comparison = comparisons_->take()) {
    if (comparison->serial != comparisonSerial_) {
      continue;  // with a relief that is gone
    }
    comparisonSerial_ = 0;
    for (const BeyondRelief& layer : comparison->layers) {
      if (LayerSlot* slot = find(layer.id)) {
        slot->comparedVersion = layer.planarVersion;
        slot->hasProgressed = slot->hasProgressed || slot->beyondRelief != layer.count;
        slot->beyondRelief = layer.count;
      }
    }
  }
}

}  // namespace belvedere::streaming
