#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace belvedere::geometry::detail {

/// An axis-aligned box in the plane of a polygon.
struct Box2 {
  double minX, minY, maxX, maxY;
};

/// A balanced tree over boxes in the plane: finds the few items near a triangle or a ray however unevenly they lie.
/// Items can be switched off and on; parts in which all are off cost nothing. Reused without allocation once warm.
class BoxTree {
 public:
  /// Takes the boxes in; item i is boxes[i]. All items are on. O(n log n).
  void build(std::span<const Box2> boxes);

  void setActive(std::uint32_t item, bool isActive);

  /// From right or top to left or bottom, calls `visit(item)` for active items in parts whose box passes
  /// `overlaps(box)`, until it returns true; returns whether it did. Adds the number of boxes and items looked at to
  /// `steps`.
  template <class Overlaps, class Visit>
  bool visit(const Overlaps& overlaps, const Visit& visitItem, std::uint64_t& steps) const {
    return !parts_.empty() && visitPart(0, overlaps, visitItem, steps);
  }

 private:
  struct Part {
    Box2 box;
    std::uint32_t begin, end;   ///< items_[begin, end)
    std::uint32_t activeCount;  ///< of these
  };
  static constexpr std::uint32_t kLeafSize = 8;

  void buildPart(std::uint32_t part, std::uint32_t begin, std::uint32_t end, std::span<const Box2> boxes);
  bool isLeaf(std::uint32_t part) const { return 2 * part + 2 >= parts_.size(); }

  template <class Overlaps, class Visit>
  bool visitPart(std::uint32_t part, const Overlaps& overlaps, const Visit& visitItem, std::uint64_t& steps) const {
    const Part& here = parts_[part];
    ++steps;
    if (here.activeCount == 0 || !overlaps(here.box)) {
      return false;
    }
    if (!isLeaf(part)) {
      return visitPart(2 * part + 2, overlaps, visitItem, steps) || visitPart(2 * part + 1, overlaps, visitItem, steps);
    }
    for (std::uint32_t i = here.begin; i < here.end; ++i) {
      ++steps;
      if (isActive_[items_[i]] != 0 && visitItem(items_[i])) {
        return true;
      }
    }
    return false;
  }

  std::vector<Part> parts_;  ///< a complete binary tree: the halves of part k are 2k + 1 and 2k + 2
  std::vector<std::uint32_t> items_;
  std::vector<std::uint32_t> leafOf_;
  std::vector<std::uint8_t> isActive_;
};

}  // namespace belvedere::geometry::detail
