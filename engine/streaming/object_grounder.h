#pragma once

#include <cstddef>
#include <optional>

#include "engine/geo/bounds.h"
#include "engine/geo/coordinate_correction.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/footprint.h"

namespace belvedere::streaming {

/// Sets objects on the relief, each with its parts on the lowest relief under its box: by heights that count from
/// there, or by its own lowest point. One per reading, in its thread.
class ObjectGrounder {
 public:
  /// `ground` lives longer than this. With AsDeclared place() does nothing.
  ObjectGrounder(tiling::GroundHeights& ground, double sceneOriginHeight, geo::HeightReference reference)
      : ground_(ground), sceneOriginHeight_(sceneOriginHeight), reference_(reference) {}

  /// Moves the heights of a batch in scene coordinates, in place.
  void place(model::FeatureBatch& batch);
  /// Objects so far that have no relief under them: they stay as they are.
  std::size_t withoutRelief() const { return withoutRelief_; }

 private:
  std::optional<double> heightUnder(const geo::Bounds2& box);
  std::optional<double> liftOf(const geo::Bounds3& box);

  tiling::GroundHeights& ground_;
  double sceneOriginHeight_;
  geo::HeightReference reference_;
  std::optional<double> lastLift_;  ///< of the last object, which may go on in the next batch
  std::size_t withoutRelief_ = 0;
};

}  // namespace belvedere::streaming
