#pragma once

#include <algorithm>
#include <cmath>

#include "engine/geometry/detail/box_tree.h"
#include "engine/geometry/detail/ring_graph.h"

namespace belvedere::geometry::detail {

inline double manhattan(const RingNode& a, const RingNode& b) { return std::abs(a.x - b.x) + std::abs(a.y - b.y); }

/// The triangle of a corner b and its neighbours a and c, counter-clockwise, and the questions that decide whether it
/// can be cut off a ring. What differs by less than the noise of the coordinates counts as touching.
class Ear {
 public:
  Ear(const RingNode& a, const RingNode& b, const RingNode& c, double tolerance)
      : a_(a),
        b_(b),
        c_(c),
        tolerance_(tolerance),
        slack_(tolerance * (manhattan(a, b) + manhattan(b, c) + manhattan(c, a))),
        box_{std::min({a.x, b.x, c.x}) - tolerance, std::min({a.y, b.y, c.y}) - tolerance,
             std::max({a.x, b.x, c.x}) + tolerance, std::max({a.y, b.y, c.y}) + tolerance} {}

  /// Whether a box may hold a point of the triangle.
  bool overlaps(const Box2& box) const {
    return box.minX <= box_.maxX && box.maxX >= box_.minX && box.minY <= box_.maxY && box.maxY >= box_.minY &&
           !isRightOf(box, a_, b_) && !isRightOf(box, b_, c_) && !isRightOf(box, c_, a_);
  }

  /// Whether a point is in the triangle or on its edges.
  bool contains(const RingNode& p) const {
    return turn(c_, a_, p) >= -slack_ && turn(a_, b_, p) >= -slack_ && turn(b_, c_, p) >= -slack_;
  }

  bool isAtTip(const RingNode& p) const { return isAt(p, b_); }
  bool isAtBase(const RingNode& p) const { return isAt(p, a_) || isAt(p, c_); }

  /// Whether a ring that touches the tip, coming from `before` and going to `after`, runs through the triangle.
  bool isCrossedAtTip(const RingNode& before, const RingNode& after) const {
    const double depthBefore = depthInSector(before);
    const double depthAfter = depthInSector(after);
    return depthBefore > noise(before) || depthAfter > noise(after) ||
           (depthBefore >= -noise(before) && depthAfter >= -noise(after));
  }

  /// Whether a ring with corner p in the triangle or on its edge, coming from `before` and going to `after`, has more
  /// inside than p on an edge.
  bool isEntered(const RingNode& p, const RingNode& before, const RingNode& after) const {
    return isEnteredOver(c_, a_, p, before, after) && isEnteredOver(a_, b_, p, before, after) &&
           isEnteredOver(b_, c_, p, before, after);
  }

 private:
  bool isAt(const RingNode& p, const RingNode& corner) const { return manhattan(p, corner) <= tolerance_; }

  double noise(const RingNode& n) const { return slack_ + 2.0 * tolerance_ * manhattan(b_, n); }

  double depthInSector(const RingNode& n) const { return std::min(turn(a_, b_, n), turn(b_, c_, n)); }

  bool isEnteredOver(const RingNode& from, const RingNode& to, const RingNode& p, const RingNode& before,
                     const RingNode& after) const {
    return turn(from, to, p) > slack_ || turn(from, to, before) > noise(before) || turn(from, to, after) > noise(after);
  }

  bool isRightOf(const Box2& box, const RingNode& from, const RingNode& to) const {
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double x = dy > 0.0 ? box.minX : box.maxX;  // the box's corner furthest to the left of the line
    const double y = dx > 0.0 ? box.maxY : box.minY;
    return dx * (y - from.y) - dy * (x - from.x) < -slack_;
  }

  const RingNode& a_;
  const RingNode& b_;
  const RingNode& c_;
  double tolerance_;
  double slack_;
  Box2 box_;
};

}  // namespace belvedere::geometry::detail
