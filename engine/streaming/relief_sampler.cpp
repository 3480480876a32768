#include "engine/streaming/relief_sampler.h"

#include <algorithm>
#include <cmath>

namespace belvedere::streaming {

namespace {

constexpr int kBlockSteps = 256;
constexpr std::size_t kMostBlocks = 64;
constexpr int kMostTries = 3;  // a reader that ended is started anew

}  // namespace

ReliefSampler::ReliefSampler(std::vector<RasterLayer> terrain, double sceneOriginHeight)
    : terrain_(std::move(terrain)), sceneOriginHeight_(sceneOriginHeight) {
  for (const RasterLayer& layer : terrain_) {
    extent_.add(layer.raster->extent());
    const double pixel = layer.raster->pixelMetres();
    if (pixel > 0.0 && (spacing_ == 0.0 || pixel < spacing_)) {
      spacing_ = pixel;
      anchor_ = layer.raster->extent().min + 0.5 * pixel;  // where the raster has its own samples
    }
  }
}

std::optional<double> ReliefSampler::heightAt(const glm::dvec2& scene) {
  if (spacing_ <= 0.0 || !extent_.contains(scene)) {
    return std::nullopt;
  }
  const glm::dvec2 sample = (scene - anchor_) / spacing_;
  const double column = std::floor(sample.x);
  const double row = std::floor(sample.y);
  const Key key{static_cast<std::int64_t>(std::floor(column / kBlockSteps)),
                static_cast<std::int64_t>(std::floor(row / kBlockSteps))};
  const Block& block = blockAt(key);
  if (block.heights.empty()) {
    return std::nullopt;
  }
  const auto i = static_cast<std::size_t>(column - static_cast<double>(key.first) * kBlockSteps);
  const auto k = static_cast<std::size_t>(row - static_cast<double>(key.second) * kBlockSteps);
  const double x = sample.x - column;
  const double y = sample.y - row;
  double sum = 0.0;
  double weights = 0.0;
  const auto add = [&](std::size_t dx, std::size_t dy, double weight) {
    const double height = block.heights[(k + dy) * (kBlockSteps + 1) + i + dx];
    if (weight > 0.0 && std::isfinite(height)) {
      sum += height * weight;
      weights += weight;
    }
  };
  add(0, 0, (1.0 - x) * (1.0 - y));
  add(1, 0, x * (1.0 - y));
  add(0, 1, (1.0 - x) * y);
  add(1, 1, x * y);
  return weights > 0.0 ? std::optional(sum / weights) : std::nullopt;
}

const ReliefSampler::Block& ReliefSampler::blockAt(const Key& key) {
  if (!blocks_.empty() && blocks_.front().key == key) {
    return blocks_.front();
  }
  if (const auto known = byKey_.find(key); known != byKey_.end()) {
    blocks_.splice(blocks_.begin(), blocks_, known->second);
    return blocks_.front();
  }
  if (blocks_.size() >= kMostBlocks) {
    byKey_.erase(blocks_.back().key);
    blocks_.pop_back();
  }
  blocks_.push_front({key, readBlock(key)});
  byKey_[key] = blocks_.begin();
  return blocks_.front();
}

std::vector<float> ReliefSampler::readBlock(const Key& key) {
  const glm::dvec2 first =
      anchor_ + glm::dvec2(static_cast<double>(key.first), static_cast<double>(key.second)) * (kBlockSteps * spacing_);
  const geo::Bounds2 pixels{first - 0.5 * spacing_, first + (kBlockSteps + 0.5) * spacing_};
  if (!pixels.overlaps(extent_)) {
    return {};
  }
  std::vector<LayerError> errors;
  std::vector<float> fromNorth;
  for (int tries = 0; tries == 0 || (tries < kMostTries && !errors.empty()); ++tries) {
    errors.clear();
    fromNorth = sampleHeights(terrain_, pixels, kBlockSteps + 1, sceneOriginHeight_, errors);
  }
  for (LayerError& error : errors) {
    const bool isKnown =
        std::any_of(errors_.begin(), errors_.end(), [&](const LayerError& known) { return known.id == error.id; });
    if (!isKnown) {
      errors_.push_back(std::move(error));
    }
  }
  std::vector<float> heights;
  heights.reserve(fromNorth.size());
  for (int row = kBlockSteps; row >= 0; --row) {
    const auto from = fromNorth.begin() + static_cast<std::ptrdiff_t>(row) * (kBlockSteps + 1);
    heights.insert(heights.end(), from, from + kBlockSteps + 1);
  }
  return heights;
}

}  // namespace belvedere::streaming
