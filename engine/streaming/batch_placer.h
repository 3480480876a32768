#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/core/diagnostics.h"
#include "engine/core/result.h"
#include "engine/geo/coordinate_correction.h"
#include "engine/geo/scene_frame.h"
#include "engine/geo/transform.h"
#include "engine/model/feature_batch.h"

namespace belvedere::streaming {

/// Moves batches from their own CRS to scene coordinates. Keeps its transformations: one per thread.
class BatchPlacer {
 public:
  explicit BatchPlacer(std::shared_ptr<const geo::SceneFrame> frame, geo::CoordinateCorrection correction = {})
      : frame_(std::move(frame)), correction_(correction) {}

  /// In place; `crs` as Crs::fromText reads it. The correction counts, but for heights above the ground. Heights that
  /// are not given (NaN) stay so; positions that cannot be moved become NaN altogether and are counted in
  /// `diagnostics`, as is a vertical change that lacks its grid.
  Status place(model::FeatureBatch& batch, const std::string& crs, Diagnostics& diagnostics);

  /// Whether that is said once of a source however many batches it has, so that parts that are read apart say it each.
  static bool isSaidOnce(const Diagnostic& finding);

 private:
  struct Way {
    geo::Crs from;
    geo::CoordinateTransform transform;
  };
  Result<const Way*> wayFrom(const std::string& crs, Diagnostics& diagnostics);

  std::shared_ptr<const geo::SceneFrame> frame_;
  geo::CoordinateCorrection correction_;
  std::map<std::string, Way> ways_;
};

}  // namespace belvedere::streaming
