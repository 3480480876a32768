#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "engine/geo/bounds.h"

namespace belvedere::streaming {

/// Keeps every n-th of the boxes it is given, n such that they stay some thousands however many come.
class ObjectSample {
 public:
  static constexpr std::size_t kMost = 4096;

  void add(const geo::Bounds3& box) {
    if (seen_++ % stride_ != 0) {
      return;
    }
    boxes_.push_back(box);
    if (boxes_.size() >= kMost) {
      for (std::size_t i = 0; 2 * i < boxes_.size(); ++i) {
        boxes_[i] = boxes_[2 * i];
      }
      boxes_.resize(boxes_.size() / 2);
      stride_ *= 2;
    }
  }
  std::vector<geo::Bounds3> take() { return std::exchange(boxes_, {}); }

 private:
  std::vector<geo::Bounds3> boxes_;
  std::size_t seen_ = 0;
  std::size_t stride_ = 1;
};

}  // namespace belvedere::streaming
