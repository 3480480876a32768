#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <vector>

namespace belvedere::geometry::detail {

/// One corner of a ring in the plane, linked to its neighbours. A point that joins rings has several.
struct RingNode {
  double x, y;
  std::uint32_t vertex;      ///< index into the caller's positions
  std::uint32_t ring;        ///< 0 the outer ring, then the holes
  std::uint32_t prev, next;  ///< neighbours along the ring
  std::uint32_t copy;        ///< the next node of the same corner, in a circle
};

/// Rings as circular lists over one array: the outer one counter-clockwise, holes clockwise.
class RingGraph {
 public:
  void clear() { nodes.clear(); }

  /// Appends a corner to the ring that begins with node `first` (itself for a new ring).
  void append(const glm::dvec2& point, std::uint32_t vertex, std::uint32_t ring, std::uint32_t first) {
    const auto id = static_cast<std::uint32_t>(nodes.size());
    nodes.push_back({point.x, point.y, vertex, ring, id, id, id});
    if (id != first) {
      const std::uint32_t last = nodes[first].prev;
      link(last, id);
      link(id, first);
    }
  }

  void link(std::uint32_t before, std::uint32_t after) {
    nodes[before].next = after;
    nodes[after].prev = before;
  }

  /// A second node of the same corner, not yet linked.
  std::uint32_t addCopy(std::uint32_t node) {
    const auto id = static_cast<std::uint32_t>(nodes.size());
    const RingNode original = nodes[node];
    nodes.push_back(original);
    nodes[node].copy = id;
    return id;
  }

  std::vector<RingNode> nodes;
};

/// Twice the signed area of the triangle a, b, c; positive where it turns counter-clockwise.
inline double turn(const RingNode& a, const RingNode& b, const RingNode& c) {
  return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
}

}  // namespace belvedere::geometry::detail
