#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/geo/scene_frame.h"
#include "engine/model/source.h"
#include "engine/streaming/batch_placer.h"
#include "engine/streaming/layer_key.h"

namespace belvedere::streaming {

/// The source of a layer, open, and how it is to be read.
struct OpenCloud {
  std::unique_ptr<model::FeatureSource> source;
  model::ReadOptions options;
};

/// Fails where the source cannot be opened or is no point cloud.
Result<OpenCloud> openCloud(const LayerContext& context, const model::SourceCatalog& catalog);

/// Reads a cloud batch by batch, placed in the scene.
class CloudReading {
 public:
  using Take = std::function<Status(const model::FeatureBatch&)>;

  CloudReading(const LayerContext& context, OpenCloud& cloud)
      : cloud_(cloud), placer_(context.frame, context.layer.layer.correction) {}

  /// Fails as the source does, as `take` does, or with Cancelled.
  Status run(const Take& take, Diagnostics& diagnostics, const std::stop_token& stop, const ProgressSink& progress);

 private:
  Status takeBatch(model::FeatureBatch& batch, const Take& take, Diagnostics& diagnostics);

  OpenCloud& cloud_;
  BatchPlacer placer_;
};

/// Where a source's points are in the scene, as a box around what its own box becomes.
Result<geo::Bounds3> sceneBounds(const model::SourceDescription& description, const geo::SceneFrame& frame,
                                 const geo::CoordinateCorrection& correction);

}  // namespace belvedere::streaming
