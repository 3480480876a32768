#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/geo/bounds.h"

namespace belvedere::tiling {

/// A packed R-tree over boxes (sort-tile-recursive: Leutenegger, Lopez and Edgington, 1997). Built once, never changed;
/// any thread may ask.
class BoxIndex {
 public:
  BoxIndex() = default;
  explicit BoxIndex(std::span<const geo::Bounds2> boxes);

  /// The indices of all boxes that touch an area, in ascending order.
  std::vector<std::uint32_t> find(const geo::Bounds2& area) const;

  /// Of all boxes.
  geo::Bounds2 bounds() const { return nodes_.empty() ? geo::Bounds2{} : nodes_.back().box; }
  std::size_t byteSize() const {
    return nodes_.size() * sizeof(Node) + items_.size() * (sizeof(std::uint32_t) + sizeof(geo::Bounds2));
  }

 private:
  /// Leaves hold items [first, first + count) of items_, inner nodes other nodes.
  struct Node {
    geo::Bounds2 box;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  std::vector<std::uint32_t> items_;
  std::vector<geo::Bounds2> itemBoxes_;
  std::vector<Node> nodes_;  ///< leaves first, the root last
  std::size_t leafCount_ = 0;
};

}  // namespace belvedere::tiling
