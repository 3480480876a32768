#include "engine/tiling/detail/shelf_packer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace belvedere::tiling::detail {

namespace {

constexpr int kShelfStep = 16;  // the largest step of a box

int roundedUp(int value, int step) { return (value + step - 1) / step * step; }

/// A width with which the page becomes nearly square, if all fits on one.
int pageWidth(std::span<const PackedBox> boxes, int mostSide) {
  double area = 0.0;
  int widest = 0;
  for (const PackedBox& box : boxes) {
    area += static_cast<double>(box.size.x) * box.size.y;
    widest = std::max(widest, box.size.x);
  }
  constexpr double kUnused = 1.1;
  const auto square = static_cast<int>(std::min<double>(mostSide, std::ceil(std::sqrt(area * kUnused))));
  return std::min(mostSide, roundedUp(std::max(square, widest), kPageStep));
}

}  // namespace

std::vector<glm::ivec2> packShelves(std::span<PackedBox> boxes, int mostSide) {
  std::vector<std::size_t> order(boxes.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(-boxes[a].size.y, -boxes[a].size.x, a) < std::tuple(-boxes[b].size.y, -boxes[b].size.x, b);
  });
  const int width = pageWidth(boxes, mostSide);
  std::vector<glm::ivec2> pages;
  glm::ivec2 next(0);
  int shelf = 0;  // its height
  for (const std::size_t i : order) {
    PackedBox& box = boxes[i];
    next.x = roundedUp(next.x, box.step);
    if (next.x + box.size.x > width) {
      next = {0, roundedUp(next.y + shelf, kShelfStep)};
      shelf = 0;
    }
    if (pages.empty() || next.y + box.size.y > mostSide) {
      pages.emplace_back(0);
      next = glm::ivec2(0);
      shelf = 0;
    }
    box.corner = next;
    box.page = static_cast<std::uint32_t>(pages.size() - 1);
    shelf = std::max(shelf, box.size.y);
    next.x += box.size.x;
    glm::ivec2& page = pages.back();
    page = {std::max(page.x, next.x), std::max(page.y, next.y + box.size.y)};
  }
  for (glm::ivec2& page : pages) {
    page = {std::min(mostSide, roundedUp(page.x, kPageStep)), std::min(mostSide, roundedUp(page.y, kPageStep))};
  }
  return pages;
}

}  // namespace belvedere::tiling::detail
