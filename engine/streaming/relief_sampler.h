#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <utility>
#include <vector>

#include "engine/streaming/raster_stack.h"
#include "engine/tiling/footprint.h"

namespace belvedere::streaming {

/// The relief in full resolution, read in blocks, so that many footprints side by side cost one reading. Keeps some
/// sixty blocks. One thread.
class ReliefSampler final : public tiling::GroundHeights {
 public:
  ReliefSampler(std::vector<RasterLayer> terrain, double sceneOriginHeight);

  std::optional<double> heightAt(const glm::dvec2& scene) override;
  double spacingMetres() const override { return spacing_; }

  /// What went wrong while reading, each layer once.
  const std::vector<LayerError>& errors() const { return errors_; }

 private:
  using Key = std::pair<std::int64_t, std::int64_t>;
  struct Block {
    Key key;
    std::vector<float> heights;  ///< rows from the south, one more than kBlockSteps a side; empty outside the relief
  };

  const Block& blockAt(const Key& key);
  std::vector<float> readBlock(const Key& key);

  std::vector<RasterLayer> terrain_;
  double sceneOriginHeight_;
  double spacing_ = 0.0;
  glm::dvec2 anchor_{0.0};  ///< a sample's place
  geo::Bounds2 extent_;
  std::list<Block> blocks_;  ///< last used first
  std::map<Key, std::list<Block>::iterator> byKey_;
  std::vector<LayerError> errors_;
};

}  // namespace belvedere::streaming
