#include "engine/geometry/detail/hole_bridges.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace belvedere::geometry::detail {
namespace {

constexpr std::uint32_t kNone = ~0U;

bool isLeftOf(const RingNode& a, const RingNode& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; }

bool isSamePlace(const RingNode& a, const RingNode& b) { return a.x == b.x && a.y == b.y; }

// Whether the way from `node` to `target` starts inside the polygon.
bool isInsideCorner(const RingGraph& graph, const RingNode& node, const RingNode& target) {
  const RingNode& before = graph.nodes[node.prev];
  const RingNode& after = graph.nodes[node.next];
  if (turn(before, node, after) >= 0.0) {
    return turn(node, after, target) >= 0.0 && turn(before, node, target) >= 0.0;
  }
  return turn(node, after, target) >= 0.0 || turn(before, node, target) >= 0.0;
}

// Where an edge crosses the horizontal through `from`; false where it does not, or beyond the tolerance on the right.
bool crossesOnTheLeft(const RingNode& a, const RingNode& b, const RingNode& from, double tolerance, double& x) {
  if (a.y == b.y || std::min(a.y, b.y) > from.y || std::max(a.y, b.y) < from.y) {
    return false;
  }
  x = a.x + (from.y - a.y) * ((b.x - a.x) / (b.y - a.y));
  return x <= from.x + tolerance;
}

}  // namespace

void HoleBridges::join(RingGraph& graph, std::span<const std::uint32_t> firstNodes, double tolerance) {
  tolerance_ = tolerance;
  isJoined_.assign(firstNodes.size(), 0);
  isJoined_[0] = 1;
  bridges_.clear();
  indexEdges(graph);
  order_.clear();
  for (std::size_t ring = 1; ring < firstNodes.size(); ++ring) {
    order_.push_back(leftmost(graph, firstNodes[ring]));
  }
  std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return isSamePlace(graph.nodes[a], graph.nodes[b]) ? a < b : isLeftOf(graph.nodes[a], graph.nodes[b]);
  });
  for (const std::uint32_t node : order_) {
    if (joinHole(graph, node)) {
      isJoined_[graph.nodes[node].ring] = 1;
    }
  }
}

void HoleBridges::indexEdges(const RingGraph& graph) {
  const std::size_t count = graph.nodes.size();
  boxes_.resize(count);
  ringEnd_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const RingNode& a = graph.nodes[i];
    const RingNode& b = graph.nodes[a.next];
    ringEnd_[i] = a.next;
    boxes_[i] = {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
  }
  edges_.build(boxes_);
  for (std::size_t i = 0; i < count; ++i) {
    const RingNode& a = graph.nodes[i];
    boxes_[i] = {a.x, a.y, a.x, a.y};
  }
  corners_.build(boxes_);
}

std::uint32_t HoleBridges::leftmost(const RingGraph& graph, std::uint32_t first) const {
  std::uint32_t best = first;
  for (std::uint32_t node = graph.nodes[first].next; node != first; node = graph.nodes[node].next) {
    if (isLeftOf(graph.nodes[node], graph.nodes[best])) {
      best = node;
    }
  }
  return best;
}

bool HoleBridges::joinHole(RingGraph& graph, std::uint32_t holeNode) {
  const RingNode from = graph.nodes[holeNode];
  const Hit hit = edgeOnTheLeft(graph, from);
  const std::uint32_t target = hit.node == kNone ? kNone : visibleCorner(graph, from, hit);
  if (target == kNone) {
    return false;
  }
  const std::uint32_t holeEnd = graph.addCopy(holeNode);
  const std::uint32_t targetEnd = graph.addCopy(target);
  graph.link(graph.nodes[holeNode].prev, holeEnd);
  graph.link(targetEnd, graph.nodes[target].next);
  graph.link(target, holeNode);
  graph.link(holeEnd, targetEnd);
  bridges_.emplace_back(target, holeNode);
  return true;
}

HoleBridges::Hit HoleBridges::edgeOnTheLeft(const RingGraph& graph, const RingNode& from) const {
  // A hole inside sees an edge that runs down, with the polygon on its right-hand side; what sees one that runs up
  // lies outside or in another hole.
  double nearestUp = -std::numeric_limits<double>::infinity();
  Hit down{nearestUp};
  const auto consider = [&](std::uint32_t start, std::uint32_t end) {
    const RingNode& a = graph.nodes[start];
    const RingNode& b = graph.nodes[end];
    double x = 0.0;
    if (!crossesOnTheLeft(a, b, from, tolerance_, x)) {
      return;
    }
    if (a.y < b.y) {
      nearestUp = std::max(nearestUp, x);
    } else if (x > down.x) {
      down = {x, isLeftOf(a, b) ? start : end};
    }
  };
  std::uint64_t steps = 0;
  edges_.visit(
      [&](const Box2& box) {
        return box.minY <= from.y && from.y <= box.maxY && box.minX <= from.x + tolerance_ &&
               box.maxX >= std::max(down.x, nearestUp);
      },
      [&](std::uint32_t edge) {
        if (isJoined_[graph.nodes[edge].ring] != 0) {
          consider(edge, ringEnd_[edge]);
        }
        return false;
      },
      steps);
  for (const auto& [target, hole] : bridges_) {
    const bool isDown = graph.nodes[target].y > graph.nodes[hole].y;  // both ways lie here; it is seen from one
    consider(isDown ? target : hole, isDown ? hole : target);
  }
  return nearestUp > down.x + tolerance_ ? Hit{nearestUp, kNone} : down;
}

std::uint32_t HoleBridges::openCopy(const RingGraph& graph, std::uint32_t node, const RingNode& from) const {
  const RingNode& towards = isSamePlace(graph.nodes[node], from) ? graph.nodes[from.next] : from;
  std::uint32_t copy = node;
  do {
    if (isInsideCorner(graph, graph.nodes[copy], towards)) {
      return copy;
    }
    copy = graph.nodes[copy].copy;
  } while (copy != node);
  return kNone;
}

std::uint32_t HoleBridges::visibleCorner(const RingGraph& graph, const RingNode& from, const Hit& hit) const {
  // Of the corners in the triangle of ray, hit and edge end, the one at the smallest angle from the ray is seen.
  const RingNode end = graph.nodes[hit.node];
  RingNode foot = from;
  foot.x = hit.x;
  const double sense = turn(from, foot, end) < 0.0 ? -1.0 : 1.0;
  const Box2 reach{std::min(end.x, hit.x), std::min(end.y, from.y), std::max(from.x, hit.x), std::max(end.y, from.y)};
  double bestSlope = std::numeric_limits<double>::infinity();
  double bestX = -bestSlope;
  std::uint32_t best = kNone;
  const auto isInReach = [&](const Box2& box) {
    return box.minX <= reach.maxX && box.maxX >= reach.minX && box.minY <= reach.maxY && box.maxY >= reach.minY;
  };
  const auto consider = [&](std::uint32_t item) {
    const RingNode& corner = graph.nodes[item];
    if (isJoined_[corner.ring] == 0 || !isInReach({corner.x, corner.y, corner.x, corner.y}) ||
        turn(from, foot, corner) * sense < 0.0 || turn(foot, end, corner) * sense < 0.0 ||
        turn(end, from, corner) * sense < 0.0) {
      return false;
    }
    const double across = std::abs(corner.y - from.y);
    const double slope = across == 0.0 ? 0.0 : across / std::max(from.x - corner.x, 0.0);
    if (slope > bestSlope || (slope == bestSlope && corner.x <= bestX)) {
      return false;
    }
    const std::uint32_t open = openCopy(graph, item, from);
    if (open != kNone) {
      bestSlope = slope;
      bestX = corner.x;
      best = open;
    }
    return false;
  };
  std::uint64_t steps = 0;
  corners_.visit(isInReach, consider, steps);
  return best;
}

}  // namespace belvedere::geometry::detail
