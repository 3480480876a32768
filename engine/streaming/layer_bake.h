#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/model/source.h"
#include "engine/streaming/layer_key.h"
#include "engine/tiling/bake_share.h"

namespace belvedere::streaming {

/// What is to be baked and how.
struct BakeRequest {
  LayerContext context;
  std::filesystem::path cache;  ///< the territory's cache folder; made if absent
  unsigned threads = 0;         ///< 0: one per core
};

/// How a baking ended.
enum class BakeResult {
  Baked,
  UpToDate,   ///< was there, and whole
  ShardMade,  ///< one of several, that are to be joined
  Incomplete  ///< shards are missing or cannot be used; nothing was joined
};

/// What became of a layer.
struct BakeSummary {
  BakeResult result = BakeResult::Baked;
  std::size_t features = 0;
  std::size_t tiles = 0;
  std::uint64_t triangles = 0;              ///< of the leaf tiles
  std::uint64_t points = 0;                 ///< of a point cloud
  std::uint64_t bytes = 0;                  ///< on the disk
  Diagnostics diagnostics;                  ///< of the reading
  std::vector<tiling::FaultyShard> faults;  ///< where Incomplete
};

/// Reads a layer and bakes it into its folder of the cache, unless a whole one is there. The folder appears at the end,
/// at once; what an interrupted run has done is taken up again. Several processes may bake the same layer: one works,
/// the others wait. The content depends on the sources and settings alone, not on threads or interruptions. Fails where
/// the source cannot be read, with Io (disk full, folder not writable) or Cancelled. Any thread.
Result<BakeSummary> bakeLayer(const BakeRequest& request, const model::SourceCatalog& catalog, SourceHashes& hashes,
                              const std::stop_token& stop, const ProgressSink& progress);

/// Makes one share of a layer's tiles, for joinShards. Processes on one machine, or on several that share the cache's
/// folder, may make different shares at the same time: who comes first reads the source, the others wait for that and
/// then work side by side. Where nothing is shared, what was made of a layer is copied together: its hidden folder in
/// the cache. What an interrupted run has done is taken up again. Fails as bakeLayer does.
Result<BakeSummary> bakeShard(const BakeRequest& request, const tiling::BakeShare& share,
                              const model::SourceCatalog& catalog, SourceHashes& hashes, const std::stop_token& stop,
                              const ProgressSink& progress);

/// Joins a layer's shards, `count` or as many as are found (0), to the same bytes as bakeLayer makes. Waits for shards
/// that are at work. Fails as bakeLayer does, with NotFound where there are no shards of what the sources and settings
/// are now, and with InvalidData.
Result<BakeSummary> joinShards(const BakeRequest& request, std::uint32_t count, const model::SourceCatalog& catalog,
                               SourceHashes& hashes, const std::stop_token& stop, const ProgressSink& progress);

}  // namespace belvedere::streaming
