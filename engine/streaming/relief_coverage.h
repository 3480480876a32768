#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/diagnostics.h"
#include "engine/geo/bounds.h"
#include "engine/streaming/raster_stack.h"
#include "engine/tiling/planar_layer.h"

namespace belvedere::streaming {

/// Where the relief has heights, coarsely: to tell what cannot lie on it. Immutable.
class ReliefCoverage {
 public:
  /// Reads the relief once, at low resolution; what cannot be read counts as there. In a task.
  static ReliefCoverage read(const std::vector<RasterLayer>& terrain);

  /// Whether there may be relief somewhere in a box, scene coordinates.
  bool mayTouch(const geo::Bounds2& box) const;
  /// How many features of a layer have nothing on the relief.
  std::size_t featuresBeyond(const tiling::PlanarLayer& layer) const;

 private:
  geo::Bounds2 area_;
  int size_ = 0;
  std::vector<std::uint32_t> sums_;  ///< how many samples west and north of each have a height
};

/// Says how many features have nothing on the relief ("features-beyond-relief"); nothing for none.
void reportBeyondRelief(std::size_t count, Diagnostics& diagnostics);

}  // namespace belvedere::streaming
