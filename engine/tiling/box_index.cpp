#include "engine/tiling/box_index.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace belvedere::tiling {

namespace {

constexpr std::size_t kFanOut = 16;

/// Orders boxes so that each run of kFanOut lies together: slices by easting, each sorted by northing.
std::vector<std::uint32_t> tileOrder(std::span<const geo::Bounds2> boxes) {
  std::vector<std::uint32_t> order(boxes.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto middleX = [&](std::uint32_t i) { return boxes[i].min.x + boxes[i].max.x; };
  const auto middleY = [&](std::uint32_t i) { return boxes[i].min.y + boxes[i].max.y; };
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return middleX(a) < middleX(b); });
  const double runs = std::ceil(static_cast<double>(boxes.size()) / kFanOut);
  const auto slice = static_cast<std::ptrdiff_t>(std::ceil(std::sqrt(runs)) * kFanOut);
  for (auto from = order.begin(); from != order.end();) {
    const auto to = order.end() - from > slice ? from + slice : order.end();
    std::sort(from, to, [&](auto a, auto b) { return middleY(a) < middleY(b); });
    from = to;
  }
  return order;
}

}  // namespace

BoxIndex::BoxIndex(std::span<const geo::Bounds2> boxes) : items_(tileOrder(boxes)) {
  itemBoxes_.reserve(boxes.size());
  for (const std::uint32_t item : items_) {
    itemBoxes_.push_back(boxes[item]);
  }
  for (std::size_t first = 0; first < items_.size(); first += kFanOut) {
    const std::size_t count = std::min(kFanOut, items_.size() - first);
    Node leaf{{}, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(count)};
    for (std::size_t i = first; i < first + count; ++i) {
      leaf.box.add(itemBoxes_[i]);
    }
    nodes_.push_back(leaf);
  }
  leafCount_ = nodes_.size();
  std::size_t levelStart = 0;
  while (nodes_.size() - levelStart > 1) {
    const std::size_t levelEnd = nodes_.size();
    for (std::size_t first = levelStart; first < levelEnd; first += kFanOut) {
      const std::size_t count = std::min(kFanOut, levelEnd - first);
      Node node{{}, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(count)};
      for (std::size_t i = first; i < first + count; ++i) {
        node.box.add(nodes_[i].box);
      }
      nodes_.push_back(node);
    }
    levelStart = levelEnd;
  }
}

std::vector<std::uint32_t> BoxIndex::find(const geo::Bounds2& area) const {
  std::vector<std::uint32_t> found;
  if (nodes_.empty()) {
    return found;
  }
  std::vector<std::size_t> open{nodes_.size() - 1};
  while (!open.empty()) {
    const std::size_t index = open.back();
    open.pop_back();
    const Node& node = nodes_[index];
    if (!node.box.overlaps(area)) {
      continue;
    }
    for (std::size_t i = node.first; i < node.first + node.count; ++i) {
      if (index >= leafCount_) {
        open.push_back(i);
      } else if (itemBoxes_[i].overlaps(area)) {
        found.push_back(items_[i]);
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace belvedere::tiling
