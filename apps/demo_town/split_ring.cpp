#include <algorithm>
#include <cmath>

#include "apps/demo_town/plane_geometry.h"

namespace belvedere::demo {

namespace {

struct Crossing {
  std::size_t cutSegment;
  double cutPosition;
  std::size_t edge;
  double edgePosition;
  Vec2 point;
};

std::vector<Crossing> crossingsOf(const Ring& ring, std::span<const Vec2> line) {
  std::vector<Crossing> found;
  for (std::size_t s = 0; s + 1 < line.size(); ++s) {
    const Vec2 p = line[s];
    const Vec2 r = line[s + 1] - p;
    Box reach;
    reach.add(p);
    reach.add(line[s + 1]);
    for (std::size_t e = 0; e < ring.size(); ++e) {
      const Vec2 q = ring.points[e];
      const Vec2 next = e + 1 < ring.size() ? ring.points[e + 1] : ring.points[0];
      if ((q.x < reach.low.x && next.x < reach.low.x) || (q.x > reach.high.x && next.x > reach.high.x) ||
          (q.y < reach.low.y && next.y < reach.low.y) || (q.y > reach.high.y && next.y > reach.high.y)) {
        continue;
      }
      const Vec2 d = next - q;
      const double determinant = cross(r, d);
      if (std::abs(determinant) < 1e-12) {
        continue;
      }
      const double t = cross(q - p, d) / determinant;
      const double u = cross(q - p, r) / determinant;
      if (t >= 0.0 && t < 1.0 && u >= 0.0 && u < 1.0) {
        found.push_back({s, t, e, u, p + r * t});
      }
    }
  }
  std::sort(found.begin(), found.end(), [](const Crossing& a, const Crossing& b) {
    return a.cutSegment < b.cutSegment || (a.cutSegment == b.cutSegment && a.cutPosition < b.cutPosition);
  });
  return found;
}

Points cutBetween(std::span<const Vec2> line, const Crossing& a, const Crossing& b) {
  Points cut{a.point};
  for (std::size_t s = a.cutSegment + 1; s <= b.cutSegment; ++s) {
    cut.push_back(line[s]);
  }
  cut.push_back(b.point);
  return cut;
}

double lengthOf(const Points& line) {
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    sum += std::hypot(line[i + 1].x - line[i].x, line[i + 1].y - line[i].y);
  }
  return sum;
}

/// The ring's border from one crossing on to another, then back along the cut.
Ring partBetween(const Ring& ring, const Crossing& from, const Crossing& to, const Points& back, int tag) {
  Ring part;
  part.points.push_back(from.point);
  part.tags.push_back(ring.tags[from.edge]);
  const std::size_t count = ring.size();
  const bool isSameEdge = from.edge == to.edge && to.edgePosition > from.edgePosition;
  if (!isSameEdge) {
    for (std::size_t e = (from.edge + 1) % count;; e = (e + 1) % count) {
      part.points.push_back(ring.points[e]);
      part.tags.push_back(ring.tags[e]);
      if (e == to.edge) {
        break;
      }
    }
  }
  for (std::size_t i = 0; i + 1 < back.size(); ++i) {
    part.points.push_back(back[i]);
    part.tags.push_back(tag);
  }
  return part;
}

Ring withoutShortEdges(const Ring& ring) {
  Ring kept;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec2 d = ring.point(i + 1) - ring.points[i];
    if (d.x * d.x + d.y * d.y > 1e-8) {
      kept.points.push_back(ring.points[i]);
      kept.tags.push_back(ring.tags[i]);
    }
  }
  return kept;
}

}  // namespace

std::optional<Split> splitRing(const Ring& ring, std::span<const Vec2> line, int tag) {
  const std::vector<Crossing> crossings = crossingsOf(ring, line);
  std::size_t best = crossings.size();
  double bestLength = 0.0;
  for (std::size_t i = 0; i + 1 < crossings.size(); ++i) {
    const Points cut = cutBetween(line, crossings[i], crossings[i + 1]);
    const double length = lengthOf(cut);
    if (length > bestLength && contains(ring.points, lerp(cut[0], cut[1], 0.5))) {
      best = i;
      bestLength = length;
    }
  }
  if (best == crossings.size()) {
    return std::nullopt;
  }
  const Crossing& a = crossings[best];
  const Crossing& b = crossings[best + 1];
  Split split;
  split.cut = cutBetween(line, a, b);
  Points reversed(split.cut.rbegin(), split.cut.rend());
  split.first = withoutShortEdges(partBetween(ring, a, b, reversed, tag));
  split.second = withoutShortEdges(partBetween(ring, b, a, split.cut, tag));
  if (split.first.size() < 3 || split.second.size() < 3 || signedArea(split.first.points) < 1.0 ||
      signedArea(split.second.points) < 1.0) {
    return std::nullopt;
  }
  return split;
}

}  // namespace belvedere::demo
