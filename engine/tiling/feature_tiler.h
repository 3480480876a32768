#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/image.h"
#include "engine/geo/bounds.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::tiling {

/// Sorts the surfaces of a stream of batches into leaf tiles: squares of the plan, each with a bounded number of
/// triangles. Keeps only tiles that later batches may still add to. One thread.
class FeatureTiler {
 public:
  static constexpr double kTileMetres = 512.0;
  static constexpr std::size_t kMostTriangles = 65536;  ///< of a tile, but for a single surface that has more
  static constexpr std::uint64_t kPatience = 4;         ///< batches that leave a tile untouched before it is given out

  explicit FeatureTiler(bool usesTextures);
  ~FeatureTiler();
  FeatureTiler(const FeatureTiler&) = delete;
  FeatureTiler& operator=(const FeatureTiler&) = delete;

  /// Adds a batch's surfaces, whose positions are in scene coordinates. The batch's first feature has the index
  /// `firstFeature` in its layer. Surfaces with a position that is not finite are left out; returns how many.
  /// The pixels of the batch's textures are moved out of it.
  std::size_t add(model::FeatureBatch& batch, std::uint32_t firstFeature);

  /// The tiles that are full or were left alone for a while, after the first batch all of them, so that something shows
  /// at once; at the end the rest.
  std::vector<std::shared_ptr<const TileMesh>> take(bool isEnd);

 private:
  struct Tile;
  using Key = std::pair<std::int64_t, std::int64_t>;

  void takeTextures(model::FeatureBatch& batch);
  bool addSurface(const model::FeatureBatch& batch, const model::Surface& surface, std::uint32_t firstFeature);
  Tile& tileAt(const glm::dvec3& position);

  bool usesTextures_;
  std::uint64_t batchCount_ = 0;
  std::map<Key, std::unique_ptr<Tile>> open_;
  Key lastKey_{};
  Tile* lastTile_ = nullptr;
  std::vector<std::shared_ptr<const TileMesh>> full_;
  std::map<std::string, std::shared_ptr<const Image>, std::less<>> texturesByName_;
  std::vector<std::shared_ptr<const Image>> batchTextures_;  ///< by index in the batch; null where missing
};

}  // namespace belvedere::tiling
