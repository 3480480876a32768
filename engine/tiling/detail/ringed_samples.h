#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "engine/tiling/relief_grid.h"

namespace belvedere::tiling::detail {

/// The samples of one cell with its ring, addressed by mesh steps from -1 to steps + 1.
class RingedSamples {
 public:
  RingedSamples(const ReliefSampling& sampling, std::span<const float> samples)
      : refinement_(sampling.refinement), count_(sampling.count()), samples_(samples) {}

  float atStep(int column, int row) const { return at((column + 1) * refinement_, (row + 1) * refinement_); }
  /// In the finer raster: 0 is one step outside the south-west corner.
  float at(int column, int row) const {
    return samples_[static_cast<std::size_t>(count_ - 1 - row) * static_cast<std::size_t>(count_) +
                    static_cast<std::size_t>(column)];
  }
  int refinement() const { return refinement_; }
  int count() const { return count_; }

 private:
  int refinement_;
  int count_;
  std::span<const float> samples_;
};

/// The slope from the samples on both sides, or the one side that is there.
inline double slope(float before, float here, float after, double step) {
  const bool hasBefore = std::isfinite(before);
  const bool hasAfter = std::isfinite(after);
  if (hasBefore && hasAfter) {
    return (static_cast<double>(after) - static_cast<double>(before)) / (2.0 * step);
  }
  if (hasAfter) {
    return (static_cast<double>(after) - static_cast<double>(here)) / step;
  }
  return hasBefore ? (static_cast<double>(here) - static_cast<double>(before)) / step : 0.0;
}

}  // namespace belvedere::tiling::detail
