#include "apps/demo_town/street_index.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace belvedere::demo {

namespace {

std::int64_t cellOf(double metres, double cell) { return static_cast<std::int64_t>(std::floor(metres / cell)); }

}  // namespace

void StreetIndex::add(const Points& line, int street) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    segments_.push_back({line[i], line[i + 1], street});
    Box box;
    box.add(line[i]);
    box.add(line[i + 1]);
    for (std::int64_t x = cellOf(box.low.x, kCell); x <= cellOf(box.high.x, kCell); ++x) {
      for (std::int64_t y = cellOf(box.low.y, kCell); y <= cellOf(box.high.y, kCell); ++y) {
        cells_[key(x, y)].push_back(segments_.size() - 1);
      }
    }
  }
}

StreetIndex::Nearest StreetIndex::nearest(const std::vector<Street>& streets, Vec2 p) const {
  Nearest best;
  double bestEdge = 1e300;
  const std::int64_t cx = cellOf(p.x, kCell);
  const std::int64_t cy = cellOf(p.y, kCell);
  for (std::int64_t x = cx - 1; x <= cx + 1; ++x) {
    for (std::int64_t y = cy - 1; y <= cy + 1; ++y) {
      const auto found = cells_.find(key(x, y));
      if (found == cells_.end()) {
        continue;
      }
      for (const std::size_t index : found->second) {
        const Segment& segment = segments_[index];
        const double distance = distanceToSegment(p, segment.a, segment.b);
        const double edge = distance - streets[static_cast<std::size_t>(segment.street)].halfWidth();
        if (edge < bestEdge) {
          bestEdge = edge;
          best = {segment.street, distance};
        }
      }
    }
  }
  return best;
}

std::vector<int> StreetIndex::within(const Box& box) const {
  std::set<int> found;
  for (std::int64_t x = cellOf(box.low.x, kCell); x <= cellOf(box.high.x, kCell); ++x) {
    for (std::int64_t y = cellOf(box.low.y, kCell); y <= cellOf(box.high.y, kCell); ++y) {
      const auto cell = cells_.find(key(x, y));
      if (cell == cells_.end()) {
        continue;
      }
      for (const std::size_t index : cell->second) {
        Box segment;
        segment.add(segments_[index].a);
        segment.add(segments_[index].b);
        if (segment.overlaps(box)) {
          found.insert(segments_[index].street);
        }
      }
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace belvedere::demo
