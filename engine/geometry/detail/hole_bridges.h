#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/geometry/detail/box_tree.h"
#include "engine/geometry/detail/ring_graph.h"

namespace belvedere::geometry::detail {

/// Joins the holes of a polygon with its outer ring by bridges (two coincident edges), which makes one ring that
/// encloses the same area. A bridge runs from the leftmost corner of a hole to a corner that it sees on its left.
class HoleBridges {
 public:
  /// `firstNodes` holds the first node of each ring, the outer one first. `tolerance` is the noise of the coordinates.
  /// A hole that is not inside keeps its own list; isJoined(ring) tells.
  void join(RingGraph& graph, std::span<const std::uint32_t> firstNodes, double tolerance);

  bool isJoined(std::uint32_t ring) const { return isJoined_[ring] != 0; }

 private:
  struct Hit {
    double x;
    std::uint32_t node = ~0U;  ///< the corner at the left end of the edge that is hit
  };
  void indexEdges(const RingGraph& graph);
  std::uint32_t leftmost(const RingGraph& graph, std::uint32_t first) const;
  bool joinHole(RingGraph& graph, std::uint32_t holeNode);
  Hit edgeOnTheLeft(const RingGraph& graph, const RingNode& from) const;
  std::uint32_t visibleCorner(const RingGraph& graph, const RingNode& from, const Hit& hit) const;
  std::uint32_t openCopy(const RingGraph& graph, std::uint32_t node, const RingNode& from) const;

  double tolerance_ = 0.0;
  BoxTree edges_;    ///< item i: the edge that begins at node i of the rings as they came
  BoxTree corners_;  ///< item i: node i of the rings as they came
  std::vector<Box2> boxes_;
  std::vector<std::uint8_t> isJoined_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> ringEnd_;                            ///< by original node: the other end of its edge
  std::vector<std::pair<std::uint32_t, std::uint32_t>> bridges_;  ///< pairs of nodes
};

}  // namespace belvedere::geometry::detail
