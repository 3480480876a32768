#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/geo/bounds.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/point_tile.h"

namespace belvedere::tiling {

/// Some of a cloud's points, taken at even steps: where it is and how its heights and intensities lie, without being
/// misled by single points far off or by those that are classified as noise.
class PointSample {
 public:
  /// Of `expectedPoints` about `mostPoints` are kept.
  PointSample(std::uint64_t expectedPoints, std::uint64_t mostPoints) : step_(expectedPoints / mostPoints + 1) {}

  /// One of `cloud` per position, scene coordinates.
  void add(std::span<const glm::dvec3> positions, std::span<const model::CloudPoint> cloud);

  /// The box in which nearly all points lie; empty without points.
  geo::Bounds3 bounds() const;
  PointRamps ramps() const;

 private:
  std::uint64_t step_;
  std::uint64_t passed_ = 0;
  std::vector<glm::dvec3> positions_;
  std::vector<std::uint16_t> intensities_;
};

}  // namespace belvedere::tiling
