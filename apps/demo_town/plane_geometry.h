#pragma once

#include <array>
#include <glm/vec2.hpp>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace belvedere::demo {

using Vec2 = glm::dvec2;
using Points = std::vector<Vec2>;

/// Edges that are no street's.
constexpr int kInnerEdge = -1;

/// A simple polygon in metres, counter-clockwise, without closing point. tags[i] says what the edge from points[i] to
/// the next point lies along: a street's index or kInnerEdge.
struct Ring {
  Points points;
  std::vector<int> tags;
  std::size_t size() const { return points.size(); }
  const Vec2& point(std::size_t i) const { return points[i % points.size()]; }
};

struct Box {
  Vec2 low{1e300, 1e300};
  Vec2 high{-1e300, -1e300};
  void add(Vec2 p);
  void grow(double metres);
  bool overlaps(const Box& other) const;
  Vec2 centre() const { return (low + high) * 0.5; }
};

/// The smallest rectangle around a shape, at any angle.
struct OrientedBox {
  Vec2 centre{0.0};
  Vec2 axis{1.0, 0.0};  ///< unit, along the longer side
  double length = 0.0;
  double breadth = 0.0;
};

inline Vec2 leftOf(Vec2 d) { return {-d.y, d.x}; }
double cross(Vec2 a, Vec2 b);
Vec2 unit(Vec2 v);
Vec2 lerp(Vec2 a, Vec2 b, double t);

double signedArea(std::span<const Vec2> points);
Vec2 centroid(std::span<const Vec2> points);
bool contains(std::span<const Vec2> points, Vec2 p);
/// A point inside, as far from the edges as a few tries find.
Vec2 innerPoint(const Points& points);
Box boundsOf(std::span<const Vec2> points);
OrientedBox orientedBox(const Points& points);
bool isConvex(std::span<const Vec2> points);
Points convexHull(Points points);
/// Without points that are closer than `distance` to the line between their neighbours.
Points withoutStraightPoints(const Points& points, double distance);
double distanceToSegment(Vec2 p, Vec2 a, Vec2 b);
double distanceToRing(std::span<const Vec2> points, Vec2 p);
/// True where all corners of `inner` lie inside `outer`, at least `margin` from its edges.
bool isInside(std::span<const Vec2> inner, std::span<const Vec2> outer, double margin);
/// Whether two convex polygons share more than a border `tolerance` deep.
bool convexOverlap(std::span<const Vec2> a, std::span<const Vec2> b, double tolerance);

/// A rectangle from its middle, the direction of its length, and its size; counter-clockwise, first edge along -across.
Points rectangle(Vec2 centre, Vec2 along, double length, double breadth);
Points regularPolygon(Vec2 centre, double radius, int corners, double turnRadians = 0.0);

/// The part of a ring on the side where dot(p - origin, normal) <= 0; the new edge is an inner one. Exact for convex
/// rings, otherwise parts may be joined by edges of no width.
Ring clipByHalfPlane(const Ring& ring, Vec2 origin, Vec2 normal);

/// A ring cut in two.
struct Split {
  Ring first, second;
  Points cut;  ///< the part of the cutting line inside the ring
};

/// Cuts along the longest stretch of `line` inside the ring; the new edges carry `tag`. Nothing where the line does not
/// cross the ring, or where a part would be smaller than a square metre.
std::optional<Split> splitRing(const Ring& ring, std::span<const Vec2> line, int tag);

}  // namespace belvedere::demo
