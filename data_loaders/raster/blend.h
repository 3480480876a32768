#pragma once

#include <algorithm>
#include <array>

#include "data_loaders/raster/pixel_buffer.h"

namespace belvedere::loaders::raster {

/// Blends the four samples around a place of a raster, each by how much is there. Called for every pixel of a picture.
class Blend {
 public:
  /// `leastWeight`: what must be there, 1 to 255; by default half of it.
  explicit Blend(const PixelBuffer& buffer, float leastWeight = 127.5F)
      : samples_(buffer.samples.data()),
        weights_(buffer.weights.data()),
        area_(buffer.area()),
        wide_(static_cast<std::size_t>(buffer.width)),
        lastColumn_(buffer.width - 1.0),
        lastRow_(buffer.height - 1.0),
        firstColumn_(buffer.firstColumn),
        firstRow_(buffer.firstRow),
        perColumn_(1.0 / buffer.columnStep),
        perRow_(1.0 / buffer.rowStep),
        leastWeight_(leastWeight) {}

  /// Goes to a place, in pixels of the raster. False where too little of what is around is there.
  bool moveTo(double column, double row) {
    const double x = std::clamp((column - firstColumn_) * perColumn_ - 0.5, 0.0, lastColumn_);
    const double y = std::clamp((row - firstRow_) * perRow_ - 0.5, 0.0, lastRow_);
    const auto left = static_cast<std::size_t>(x), top = static_cast<std::size_t>(y);
    const std::size_t toRight = x < lastColumn_ ? 1 : 0;
    const std::size_t toBelow = y < lastRow_ ? wide_ : 0;
    const std::size_t first = top * wide_ + left;
    const auto shareX = static_cast<float>(x - static_cast<double>(left));
    const auto shareY = static_cast<float>(y - static_cast<double>(top));
    at_ = {first, first + toRight, first + toBelow, first + toRight + toBelow};
    share_ = {(1 - shareX) * (1 - shareY), shareX * (1 - shareY), (1 - shareX) * shareY, shareX * shareY};
    float total = 0.0F;
    for (std::size_t i = 0; i < 4; ++i) {
      share_[i] *= static_cast<float>(weights_[at_[i]]);
      total += share_[i];
    }
    if (total < leastWeight_) {
      return false;
    }
    weight_ = total;
    for (float& share : share_) {
      share /= total;
    }
    return true;
  }
  /// What is there, 0 to 255.
  float weight() const { return weight_; }
  /// Samples where nothing is have a share of 0 and are finite, so that they add nothing.
  float sample(std::size_t band) const {
    const float* samples = samples_ + band * area_;
    return share_[0] * samples[at_[0]] + share_[1] * samples[at_[1]] + share_[2] * samples[at_[2]] +
           share_[3] * samples[at_[3]];
  }
  /// The sample of the largest share, where numbers are names.
  float nearest() const {
    const auto largest = std::max_element(share_.begin(), share_.end()) - share_.begin();
    return samples_[at_[static_cast<std::size_t>(largest)]];
  }

 private:
  const float* samples_;
  const std::uint8_t* weights_;
  std::size_t area_, wide_;
  double lastColumn_, lastRow_, firstColumn_, firstRow_, perColumn_, perRow_;
  std::array<std::size_t, 4> at_{};
  std::array<float, 4> share_{};
  float leastWeight_;
  float weight_ = 0.0F;
};

}  // namespace belvedere::loaders::raster
