#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/model/source.h"
#include "engine/streaming/baked_cloud.h"
#include "engine/streaming/layer_key.h"

namespace belvedere::streaming {

/// A point cloud whose levels of detail are wanted.
struct CloudRequest {
  LayerContext context;
  std::filesystem::path cache;  ///< the territory's cache folder; empty: a folder of its own that goes with the result
};

/// The levels of detail that are there for what the sources and settings are now. Null where there are none, or they
/// cannot be used.
std::shared_ptr<const BakedCloud> findCloud(const CloudRequest& request, SourceHashes& hashes,
                                            const std::stop_token& stop);

/// Reads a point cloud and makes its levels of detail in its folder of the cache, in bounded memory. The folder appears
/// at the end, at once. Several processes may bake the same layer: one works, the others wait; the content depends on
/// the sources and settings alone. Where the cache cannot be written, a folder of its own is used that goes with the
/// result. Fails where the source cannot be read, with Io (disk full) or Cancelled. Any thread.
Result<std::shared_ptr<const BakedCloud>> bakeCloud(const CloudRequest& request, const model::SourceCatalog& catalog,
                                                    SourceHashes& hashes, const std::stop_token& stop,
                                                    const ProgressSink& progress);

/// Some points from all over a cloud's files, to be seen while it is baked.
struct CloudGlance {
  std::shared_ptr<const tiling::PointTile> tile;
  geo::Bounds3 bounds;  ///< scene coordinates, without outliers
};

/// Fails as bakeCloud does.
Result<CloudGlance> glanceAtCloud(const CloudRequest& request, const model::SourceCatalog& catalog,
                                  const std::stop_token& stop);

}  // namespace belvedere::streaming
