#include "engine/geometry/detail/box_tree.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace belvedere::geometry::detail {
namespace {

Box2 united(const Box2& a, const Box2& b) {
  return {std::min(a.minX, b.minX), std::min(a.minY, b.minY), std::max(a.maxX, b.maxX), std::max(a.maxY, b.maxY)};
}

}  // namespace

void BoxTree::build(std::span<const Box2> boxes) {
  const auto count = static_cast<std::uint32_t>(boxes.size());
  items_.resize(count);
  std::iota(items_.begin(), items_.end(), 0U);
  leafOf_.resize(count);
  isActive_.assign(count, 1);
  const std::uint32_t leafCount = std::bit_ceil((count + kLeafSize - 1) / kLeafSize);
  parts_.resize(count == 0 ? 0 : 2 * leafCount - 1);
  if (count > 0) {
    buildPart(0, 0, count, boxes);
  }
}

void BoxTree::buildPart(std::uint32_t part, std::uint32_t begin, std::uint32_t end, std::span<const Box2> boxes) {
  Part& here = parts_[part];
  here = {{0, 0, 0, 0}, begin, end, end - begin};
  if (begin < end) {
    here.box = boxes[items_[begin]];
  }
  for (std::uint32_t i = begin; i < end; ++i) {
    here.box = united(here.box, boxes[items_[i]]);
  }
  if (isLeaf(part)) {
    for (std::uint32_t i = begin; i < end; ++i) {
      leafOf_[items_[i]] = part;
    }
    return;
  }
  const bool isWide = here.box.maxX - here.box.minX >= here.box.maxY - here.box.minY;
  const auto isBefore = [&](std::uint32_t a, std::uint32_t b) {
    const double keyA = isWide ? boxes[a].minX + boxes[a].maxX : boxes[a].minY + boxes[a].maxY;
    const double keyB = isWide ? boxes[b].minX + boxes[b].maxX : boxes[b].minY + boxes[b].maxY;
    return keyA != keyB ? keyA < keyB : a < b;
  };
  const std::uint32_t middle = begin + (end - begin) / 2;
  const auto at = [&](std::uint32_t i) { return items_.begin() + static_cast<std::ptrdiff_t>(i); };
  std::nth_element(at(begin), at(middle), at(end), isBefore);
  buildPart(2 * part + 1, begin, middle, boxes);
  buildPart(2 * part + 2, middle, end, boxes);
}

void BoxTree::setActive(std::uint32_t item, bool isActive) {
  if ((isActive_[item] != 0) == isActive) {
    return;
  }
  isActive_[item] = isActive ? 1 : 0;
  std::uint32_t part = leafOf_[item];
  while (true) {
    parts_[part].activeCount += isActive ? 1U : ~0U;
    if (part == 0) {
      return;
    }
    part = (part - 1) / 2;
  }
}

}  // namespace belvedere::geometry::detail
