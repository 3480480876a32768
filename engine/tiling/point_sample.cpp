#include "engine/tiling/point_sample.h"

#include <algorithm>
#include <cmath>

namespace belvedere::tiling {

namespace {

constexpr std::uint8_t kLowNoise = 7;
constexpr std::uint8_t kHighNoise = 18;
constexpr double kBeyondRamp = 0.01;
constexpr double kBeyondBox = 0.002;
constexpr double kMarginOfBox = 0.02;
constexpr double kLeastSpan = 1e-3;

/// Below what a share (0 to 1) of some numbers lies; there is at least one.
double quantile(std::vector<double>& values, double share) {
  const auto index = static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + index, values.end());
  return values[static_cast<std::size_t>(index)];
}

glm::dvec2 rampOf(std::vector<double> values) {
  if (values.empty()) {
    return {0.0, 1.0};
  }
  const double low = quantile(values, kBeyondRamp);
  return {low, std::max(quantile(values, 1.0 - kBeyondRamp), low + kLeastSpan)};
}

}  // namespace

void PointSample::add(std::span<const glm::dvec3> positions, std::span<const model::CloudPoint> cloud) {
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const bool isTaken = passed_++ % step_ == 0;
    const bool isNoise = cloud[i].classification == kLowNoise || cloud[i].classification == kHighNoise;
    if (isTaken && !isNoise && std::isfinite(positions[i].x + positions[i].y + positions[i].z)) {
      positions_.push_back(positions[i]);
      intensities_.push_back(cloud[i].intensity);
    }
  }
}

geo::Bounds3 PointSample::bounds() const {
  geo::Bounds3 box;
  for (int axis = 0; axis < 3 && !positions_.empty(); ++axis) {
    std::vector<double> values;
    for (const glm::dvec3& position : positions_) {
      values.push_back(position[axis]);
    }
    const double low = quantile(values, kBeyondBox);
    const double high = quantile(values, 1.0 - kBeyondBox);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    box.min[axis] = std::max(*least, low - kMarginOfBox * (high - low));
    box.max[axis] = std::min(*most, high + kMarginOfBox * (high - low));
  }
  return box;
}

PointRamps PointSample::ramps() const {
  std::vector<double> heights;
  for (const glm::dvec3& position : positions_) {
    heights.push_back(position.z);
  }
  return {rampOf(std::move(heights)), rampOf({intensities_.begin(), intensities_.end()})};
}

}  // namespace belvedere::tiling
