#include "apps/demo_town/block_division.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <optional>

#include "apps/demo_town/polyline.h"

namespace belvedere::demo {

namespace {

struct Extent {
  double low = 1e300;
  double high = -1e300;
};

/// How far the ring reaches along `across` where it meets the line at `station` along `axis`.
Extent extentAt(const Points& ring, Vec2 origin, Vec2 axis, double station) {
  const Vec2 across = leftOf(axis);
  Extent extent;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec2 a = ring[i] - origin;
    const Vec2 b = ring[(i + 1) % ring.size()] - origin;
    const double sa = glm::dot(a, axis) - station;
    const double sb = glm::dot(b, axis) - station;
    if ((sa < 0.0) != (sb < 0.0)) {
      const double v = glm::dot(lerp(a, b, sa / (sa - sb)), across);
      extent.low = std::min(extent.low, v);
      extent.high = std::max(extent.high, v);
    }
  }
  return extent;
}

/// A line along `axis` at a share of the ring's width, bending with the ring where it is broad enough, straight on
/// where it narrows: a line that ran into the tip of a wedge would leave splinters.
Points dividingLine(const Points& ring, const OrientedBox& box, Vec2 axis, double length, double share,
                    const BlockRule& rule, double wobble, Random& random) {
  const int stations = length > 260.0 ? 7 : 5;
  const double bow = random.between(-1.0, 1.0) * wobble;
  Points controls;
  for (int i = 0; i < stations; ++i) {
    const double t = 0.06 + 0.88 * i / (stations - 1);
    const Extent extent = extentAt(ring, box.centre, axis, (t - 0.5) * length);
    if (extent.high - extent.low < rule.breadth * 1.15) {
      continue;
    }
    const double bend = bow * std::sin(M_PI * t) + 0.12 * wobble * random.between(-1.0, 1.0);
    const double place = extent.low + (extent.high - extent.low) * std::clamp(share + bend, 0.25, 0.75);
    controls.push_back(box.centre + axis * ((t - 0.5) * length) + leftOf(axis) * place);
  }
  if (controls.size() < 2) {
    const double place = random.between(-0.5, 0.5) * wobble * rule.breadth;
    controls = {box.centre - axis * (0.1 * length) - leftOf(axis) * place,
                box.centre + axis * (0.1 * length) + leftOf(axis) * place};
  }
  return extended(smoothCurve(controls, std::max(10.0, rule.breadth * 0.16)), length * 1.2 + 15.0);
}

struct Work {
  Ring ring;
  int level;
};

/// How squarely a cutting line meets the border it ends on, 0 to 1.
double squareness(const Ring& ring, const Points& cut) {
  double worst = 1.0;
  for (const bool isStart : {true, false}) {
    const Vec2 end = isStart ? cut.front() : cut.back();
    const Vec2 direction = isStart ? unit(cut[1] - cut[0]) : unit(cut.back() - cut[cut.size() - 2]);
    double nearest = 1e300;
    double sine = 1.0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const double distance = distanceToSegment(end, ring.points[i], ring.point(i + 1));
      if (distance < nearest) {
        nearest = distance;
        sine = std::abs(cross(direction, unit(ring.point(i + 1) - ring.points[i])));
      }
    }
    worst = std::min(worst, sine);
  }
  return std::min(1.0, worst / 0.75);
}

/// How well a part would do as a block or be divided further: full corners, not too thin.
double fitness(const Points& ring, const BlockRule& rule) {
  const OrientedBox box = orientedBox(ring);
  const double fill = signedArea(ring) / std::max(1.0, box.length * box.breadth);
  const double thin = std::min(1.0, box.breadth / (rule.breadth * 0.72));
  const double longish = std::min(1.0, rule.length * 1.6 / box.length);
  return fill * thin * thin * (0.6 + 0.4 * longish);
}

bool isSimple(const Points& ring) {
  const std::size_t count = ring.size();
  for (std::size_t i = 0; i + 2 < count; ++i) {
    const Vec2 p = ring[i];
    const Vec2 r = ring[i + 1] - p;
    for (std::size_t j = i + 2; j < count - (i == 0 ? 1 : 0); ++j) {
      const Vec2 q = ring[j];
      const Vec2 d = ring[(j + 1) % count] - q;
      const double determinant = cross(r, d);
      const double t = cross(q - p, d);
      const double u = cross(q - p, r);
      const double sign = determinant < 0.0 ? -1.0 : 1.0;
      if (t * sign >= 0.0 && u * sign >= 0.0 && t * sign <= std::abs(determinant) &&
          u * sign <= std::abs(determinant) && determinant != 0.0) {
        return false;
      }
    }
  }
  return true;
}

std::optional<Split> bestSplit(const Ring& ring, const BlockRule& rule, Random& random) {
  const OrientedBox box = orientedBox(ring.points);
  const bool isTooBroad = box.breadth > rule.breadth * 1.5;
  const bool isTooLong = box.length > rule.length * 1.35;
  if ((!isTooBroad && !isTooLong) || signedArea(ring.points) < rule.minArea * 2.0) {
    return std::nullopt;
  }
  constexpr int kAttempts = 10;
  const bool isAlongBetter = isTooBroad && (!isTooLong || box.length < box.breadth * 2.4);
  std::optional<Split> best;
  double bestScore = 0.08;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const bool isAlong = isTooBroad && (isAlongBetter == (attempt % 3 != 2));
    const double length = isAlong ? box.length : box.breadth;
    const double width = isAlong ? box.breadth : box.length;
    const int parts = std::max(2, static_cast<int>(std::lround(width / (isAlong ? rule.breadth : rule.length))));
    const int half = parts / 2;
    const double share = static_cast<double>(half) / parts + random.between(-0.5, 0.5) * rule.irregularity;
    const double turn = random.between(-0.5, 0.5) * (rule.irregularity + 0.06 * attempt);
    const Vec2 axis = isAlong ? box.axis : leftOf(box.axis);
    const Vec2 turned = axis * std::cos(turn) + leftOf(axis) * std::sin(turn);
    const double wobble = rule.wobble * (isAlong ? 1.0 : 0.45);
    const Points line = dividingLine(ring.points, box, turned, length, share, rule, wobble, random);
    auto split = splitRing(ring, line, kInnerEdge);
    if (!split || signedArea(split->first.points) < rule.minArea || signedArea(split->second.points) < rule.minArea) {
      continue;
    }
    const double score = std::min(fitness(split->first.points, rule), fitness(split->second.points, rule)) *
                         squareness(ring, split->cut) * (isAlong == isAlongBetter ? 1.0 : 0.8);
    if (score > bestScore && isSimple(split->first.points) && isSimple(split->second.points)) {
      bestScore = score;
      best = std::move(split);
    }
  }
  return best;
}

}  // namespace

std::vector<Ring> divideRing(Ring face, const BlockRule& rule, Random& random,
                             const std::function<void(const Points& line, int level)>& onCut) {
  std::vector<Ring> blocks;
  std::vector<Work> todo{{std::move(face), 0}};
  while (!todo.empty()) {
    const Work work = std::move(todo.back());
    todo.pop_back();
    auto split = bestSplit(work.ring, rule, random);
    if (!split) {
      blocks.push_back(work.ring);
      continue;
    }
    onCut(split->cut, work.level);
    todo.push_back({std::move(split->first), work.level + 1});
    todo.push_back({std::move(split->second), work.level + 1});
  }
  return blocks;
}

std::vector<Points> divideIntoBlocks(const Points& face, const BlockRule& rule, Random& random,
                                     const std::function<void(const Points& line, int level)>& onCut) {
  std::vector<Points> blocks;
  for (Ring& ring : divideRing({face, std::vector<int>(face.size(), kInnerEdge)}, rule, random, onCut)) {
    blocks.push_back(std::move(ring.points));
  }
  return blocks;
}

}  // namespace belvedere::demo
