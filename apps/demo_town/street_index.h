#pragma once

#include <unordered_map>

#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// Finds streets near a place; holds indices only, so streets may be added later with add().
class StreetIndex {
 public:
  void add(const Points& line, int street);

  struct Nearest {
    int street = -1;
    double distance = 1e300;  ///< to the centre line
  };
  /// The street whose edge is nearest, if one is within some 40 m.
  Nearest nearest(const std::vector<Street>& streets, Vec2 p) const;
  /// All streets with a segment in the box, in order of index.
  std::vector<int> within(const Box& box) const;

 private:
  struct Segment {
    Vec2 a, b;
    int street;
  };
  static constexpr double kCell = 40.0;
  static std::int64_t key(std::int64_t x, std::int64_t y) { return x * 1000003 + y; }
  std::vector<Segment> segments_;
  std::unordered_map<std::int64_t, std::vector<std::size_t>> cells_;
};

}  // namespace belvedere::demo
