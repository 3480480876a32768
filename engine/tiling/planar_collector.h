#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/feature_batch.h"
#include "engine/tiling/plan_triangulator.h"
#include "engine/tiling/planar_layer.h"

namespace belvedere::tiling {

/// Gathers what a layer lays on the ground from its batches (scene coordinates). Parts with a place that is not finite
/// are left out and counted. One thread.
class PlanarCollector {
 public:
  /// All polygons of a batch, or those named; their rings become areas and outlines.
  void addPolygons(const model::FeatureBatch& batch, std::uint32_t firstFeature);
  void addPolygon(const model::FeatureBatch& batch, std::uint32_t polygon, std::uint32_t firstFeature);
  void addLines(const model::FeatureBatch& batch, std::uint32_t firstFeature);
  void addPoints(const model::FeatureBatch& batch, std::uint32_t firstFeature);

  std::size_t leftOut() const { return leftOut_; }
  /// Indexed; bands are left empty (makeBands in ribbon.h).
  PlanarLayer finish();

 private:
  PlanTriangulator triangulator_;
  PlanPatches areas_;
  PlanLines lines_;
  PlanPoints points_;
  std::size_t leftOut_ = 0;
};

}  // namespace belvedere::tiling
