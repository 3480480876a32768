#include "apps/demo_town/plane_geometry.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

namespace belvedere::demo {

void Box::add(Vec2 p) {
  low = {std::min(low.x, p.x), std::min(low.y, p.y)};
  high = {std::max(high.x, p.x), std::max(high.y, p.y)};
}

void Box::grow(double metres) {
  low -= Vec2(metres);
  high += Vec2(metres);
}

bool Box::overlaps(const Box& other) const {
  return low.x <= other.high.x && high.x >= other.low.x && low.y <= other.high.y && high.y >= other.low.y;
}

double cross(Vec2 a, Vec2 b) { return a.x * b.y - a.y * b.x; }

Vec2 unit(Vec2 v) {
  const double length = std::hypot(v.x, v.y);
  return length > 0.0 ? v / length : Vec2(1.0, 0.0);
}

Vec2 lerp(Vec2 a, Vec2 b, double t) { return a + (b - a) * t; }

double signedArea(std::span<const Vec2> points) {
  double sum = 0.0;
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    sum += cross(points[i] - points[0], points[i + 1] - points[0]);
  }
  return sum * 0.5;
}

Vec2 centroid(std::span<const Vec2> points) {
  Vec2 sum(0.0);
  double area = 0.0;
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    const double part = cross(points[i] - points[0], points[i + 1] - points[0]);
    sum += (points[0] + points[i] + points[i + 1]) * (part / 3.0);
    area += part;
  }
  return std::abs(area) > 1e-9 ? sum / area : points[0];
}

bool contains(std::span<const Vec2> points, Vec2 p) {
  bool isIn = false;
  for (std::size_t i = 0, j = points.size() - 1; i < points.size(); j = i++) {
    const Vec2 a = points[i];
    const Vec2 b = points[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) {
      isIn = !isIn;
    }
  }
  return isIn;
}

Vec2 innerPoint(const Points& points) {
  Vec2 best = centroid(points);
  double bestDistance = contains(points, best) ? distanceToRing(points, best) : -1.0;
  const Box box = boundsOf(points);
  constexpr int kTries = 7;
  for (int i = 1; i < kTries; ++i) {
    for (int j = 1; j < kTries; ++j) {
      const Vec2 p = box.low + (box.high - box.low) * (Vec2(i, j) / static_cast<double>(kTries));
      if (contains(points, p)) {
        const double distance = distanceToRing(points, p);
        if (distance > bestDistance * 1.25) {
          best = p;
          bestDistance = distance;
        }
      }
    }
  }
  return best;
}

Box boundsOf(std::span<const Vec2> points) {
  Box box;
  for (const Vec2 p : points) {
    box.add(p);
  }
  return box;
}

Points convexHull(Points points) {
  std::sort(points.begin(), points.end(), [](Vec2 a, Vec2 b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
  Points hull;
  for (int pass = 0; pass < 2; ++pass) {
    const std::size_t start = hull.size();
    for (const Vec2 p : points) {
      while (hull.size() >= start + 2 && cross(hull.back() - hull[hull.size() - 2], p - hull.back()) <= 0.0) {
        hull.pop_back();
      }
      hull.push_back(p);
    }
    hull.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return hull;
}

OrientedBox orientedBox(const Points& points) {
  const Points hull = convexHull(points);
  OrientedBox best;
  double bestArea = 1e300;
  for (std::size_t i = 0; i < hull.size(); ++i) {
    const Vec2 u = unit(hull[(i + 1) % hull.size()] - hull[i]);
    const Vec2 v = leftOf(u);
    Box box;
    for (const Vec2 p : hull) {
      box.add({glm::dot(p, u), glm::dot(p, v)});
    }
    const Vec2 size = box.high - box.low;
    if (size.x * size.y < bestArea) {
      bestArea = size.x * size.y;
      const Vec2 middle = box.centre();
      best.centre = u * middle.x + v * middle.y;
      best.axis = size.x >= size.y ? u : v;
      best.length = std::max(size.x, size.y);
      best.breadth = std::min(size.x, size.y);
    }
  }
  return best;
}

bool isConvex(std::span<const Vec2> points) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vec2 a = points[i];
    const Vec2 b = points[(i + 1) % points.size()];
    const Vec2 c = points[(i + 2) % points.size()];
    if (cross(b - a, c - b) < -1e-6) {
      return false;
    }
  }
  return true;
}

Points withoutStraightPoints(const Points& points, double distance) {
  Points kept = points;
  for (std::size_t i = 0; i < kept.size() && kept.size() > 3;) {
    const Vec2 before = kept[(i + kept.size() - 1) % kept.size()];
    const Vec2 after = kept[(i + 1) % kept.size()];
    if (distanceToSegment(kept[i], before, after) < distance) {
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  return kept;
}

double distanceToSegment(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 d = b - a;
  const double square = glm::dot(d, d);
  const double t = square > 0.0 ? std::clamp(glm::dot(p - a, d) / square, 0.0, 1.0) : 0.0;
  const Vec2 off = p - (a + d * t);
  return std::sqrt(glm::dot(off, off));
}

double distanceToRing(std::span<const Vec2> points, Vec2 p) {
  double nearest = 1e300;
  for (std::size_t i = 0; i < points.size(); ++i) {
    nearest = std::min(nearest, distanceToSegment(p, points[i], points[(i + 1) % points.size()]));
  }
  return nearest;
}

bool isInside(std::span<const Vec2> inner, std::span<const Vec2> outer, double margin) {
  for (const Vec2 p : inner) {
    if (!contains(outer, p) || distanceToRing(outer, p) < margin) {
      return false;
    }
  }
  for (const Vec2 p : outer) {  // a reflex corner of the outer ring may reach in
    if (contains(inner, p)) {
      return false;
    }
  }
  return true;
}

bool convexOverlap(std::span<const Vec2> a, std::span<const Vec2> b, double tolerance) {
  for (int side = 0; side < 2; ++side) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      const Vec2 outward = -leftOf(unit(a[(i + 1) % a.size()] - a[i]));
      double nearest = 1e300;
      for (const Vec2 p : b) {
        nearest = std::min(nearest, glm::dot(p - a[i], outward));
      }
      if (nearest > -tolerance) {
        return false;
      }
    }
    std::swap(a, b);
  }
  return true;
}

Points rectangle(Vec2 centre, Vec2 along, double length, double breadth) {
  const Vec2 u = along * (length * 0.5);
  const Vec2 v = leftOf(along) * (breadth * 0.5);
  return {centre - u - v, centre + u - v, centre + u + v, centre - u + v};
}

Points regularPolygon(Vec2 centre, double radius, int corners, double turnRadians) {
  Points points;
  for (int i = 0; i < corners; ++i) {
    const double angle = turnRadians + 2.0 * M_PI * i / corners;
    points.push_back(centre + Vec2(std::cos(angle), std::sin(angle)) * radius);
  }
  return points;
}

Ring clipByHalfPlane(const Ring& ring, Vec2 origin, Vec2 normal) {
  Ring out;
  const std::size_t count = ring.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Vec2 a = ring.points[i];
    const Vec2 b = ring.point(i + 1);
    const double da = glm::dot(a - origin, normal);
    const double db = glm::dot(b - origin, normal);
    if (da <= 0.0) {
      out.points.push_back(a);
      out.tags.push_back(ring.tags[i]);
    }
    if ((da <= 0.0) != (db <= 0.0)) {
      out.points.push_back(lerp(a, b, da / (da - db)));
      out.tags.push_back(da <= 0.0 ? kInnerEdge : ring.tags[i]);
    }
  }
  return out;
}

}  // namespace belvedere::demo
