#include "engine/tiling/detail/block_union.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "engine/geo/bounds.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kSkylineShare = 0.5;  // of the limit: no roof sinks by more

using Quad = std::array<glm::dvec2, 4>;  // in order around

double length(double x, double y) { return std::sqrt(x * x + y * y); }

/// Places along a block's axis and across it, from its centre, and back.
glm::dvec2 within(const BlockShape& shape, const glm::dvec2& place) {
  const glm::dvec2 from = place - shape.centre;
  return {from.x * shape.axis.x + from.y * shape.axis.y, from.y * shape.axis.x - from.x * shape.axis.y};
}
glm::dvec2 onPlan(const BlockShape& shape, const glm::dvec2& local) {
  return shape.centre + shape.axis * local.x + glm::dvec2(-shape.axis.y, shape.axis.x) * local.y;
}

Quad rectangle(const glm::dvec2& min, const glm::dvec2& max) {
  return {min, glm::dvec2(max.x, min.y), max, glm::dvec2(min.x, max.y)};
}

Quad outlineOf(const BlockShape& shape) {
  Quad outline = rectangle(-shape.half, shape.half);
  for (glm::dvec2& corner : outline) {
    corner = onPlan(shape, corner);
  }
  return outline;
}

/// How far the points of a convex patch of the plan may be from the sides of a rectangle: those outside of it, and
/// those inside.
struct Reach {
  double outside = 0.0;
  double inside = 0.0;
};

/// The distance from outside is largest at a corner, for the rectangle is convex. From inside, the nearest side is no
/// further than any one side, and from one side the furthest point is a corner again.
Reach reachOf(std::span<const glm::dvec2> corners, const glm::dvec2& half) {
  geo::Bounds2 box;
  double furthest = 0.0;
  for (const glm::dvec2& corner : corners) {
    box.add(corner);
    const double x = std::max(0.0, std::abs(corner.x) - half.x);
    const double y = std::max(0.0, std::abs(corner.y) - half.y);
    furthest = std::max(furthest, x * x + y * y);
  }
  const double inside =
      std::min({half.x - box.min.x, half.x + box.max.x, half.y - box.min.y, half.y + box.max.y, half.x, half.y});
  return {std::sqrt(furthest), std::max(0.0, inside)};
}

/// How far surfaces between two heights above a patch of the plan may be from a block. It has walls along its outline
/// up to its eaves at least, and over each point of its plan a roof between eaves and ridge.
double distanceTo(const BlockShape& to, const Reach& reach, double low, double high) {
  const double toRoof = std::max(high - to.eaves, to.ridge - low);
  const double toWall = std::max({0.0, high - to.eaves, to.low - low});
  const double outside = length(reach.outside, std::min(toRoof, toWall));
  return reach.inside > 0.0 ? std::max(outside, std::min(toRoof, length(reach.inside, toWall))) : outside;
}

constexpr unsigned kAllWalls = 0b1111;

/// The surfaces of one block above a part of its plan, seen from another: `corners` are in the frame of that one, and
/// `walls` has a bit for each edge that is one.
double partDistance(const BlockShape& from, const Quad& corners, unsigned walls, const BlockShape& to) {
  const Reach all = reachOf(corners, to.half);
  double worst = distanceTo(to, all, from.eaves, from.ridge);
  for (std::size_t i = 0; i < corners.size(); ++i) {
    if ((walls >> i & 1U) != 0) {
      const std::array edge{corners[i], corners[(i + 1) % corners.size()]};
      worst = std::max(worst, distanceTo(to, reachOf(edge, to.half), from.low, from.ridge));
    }
  }
  if (from.hasFloor) {
    const double toOthers = distanceTo(to, all, from.low, from.low);
    const double toFloor = to.hasFloor ? length(all.outside, from.low - to.low) : toOthers;
    worst = std::max(worst, std::min(toFloor, toOthers));
  }
  return worst;
}

/// A block has no walls where it is so low.
double wallMargin(const BlockShape& shape) { return shape.eaves - shape.low <= kFlatMetres ? kFlatMetres : 0.0; }

/// Where a region is parted between what lies nearer to either end: in the middle, but nearer to the one that differs
/// more in height.
double cutBetween(double end, double endRise, double begin, double beginRise) {
  const double gap = begin - end;
  double share = 0.5;
  if (gap > 0.0) {
    share = std::clamp(0.5 + (beginRise * beginRise - endRise * endRise) / (2.0 * gap * gap), 0.0, 1.0);
  }
  return end + gap * share;
}

}  // namespace

void BlockUniter::placeShape(std::span<const UnionSource> sources) {
  ShapeSums sums;
  double skyline = -std::numeric_limits<double>::infinity();
  for (const UnionSource& source : sources) {
    sums.add(*source.sums);
    skyline = std::max(skyline, source.skyline);
  }
  shape_ = {};
  shape_.axis = blockAxis(sums);
  geo::Bounds2 box;
  placed_.clear();
  for (const UnionSource& source : sources) {
    for (const BlockPart& part : source.parts) {
      Placed& placed = placed_.emplace_back(Placed{&part, outlineOf(part.shape), {}});
      for (glm::dvec2& corner : placed.outline) {
        corner = within(shape_, corner);
        placed.extent.add(corner);
      }
      box.add(placed.extent);
    }
  }
  shape_.half = box.size() / 2.0;
  glm::dvec2 middle = box.centre();
  const double area = 4.0 * shape_.half.x * shape_.half.y;
  if (sums.roofArea < area) {
    shape_.half *= std::sqrt(sums.roofArea / area);
    middle = within(shape_, glm::dvec2(sums.roofMoment) / sums.roofArea);
  }
  shape_.centre = onPlan(shape_, middle);
  for (Placed& placed : placed_) {
    for (glm::dvec2& corner : placed.outline) {
      corner -= middle;
    }
    placed.extent.min -= middle;
    placed.extent.max -= middle;
  }
  shape_.low = sums.low;
  shape_.eaves = std::max({sums.roofMoment.z / sums.roofArea, shape_.low, skyline - kSkylineShare * limit_});
  shape_.ridge = shape_.eaves;
  shape_.hasFloor = needsFloor(sums, shape_.half, limit_);
}

bool BlockUniter::keepsLimit(const BlockPart& part, double distance, double BlockError::*direction) {
  const double error = distance + part.error.*direction + wallMargin(part.shape) + wallMargin(shape_);
  error_.*direction = std::max(error_.*direction, error);
  return error <= limit_;
}

/// Whether a region of the united block, in its own frame, is near what these parts stand for: parted between them
/// until each has its own.
bool BlockUniter::isNearAll(std::span<Placed> parts, const geo::Bounds2& region, unsigned walls) {
  if (parts.size() == 1) {
    const BlockPart& part = *parts.front().part;
    Quad corners = rectangle(region.min, region.max);
    for (glm::dvec2& corner : corners) {
      corner = within(part.shape, onPlan(shape_, corner));
    }
    return keepsLimit(part, partDistance(shape_, corners, walls, part.shape), &BlockError::back);
  }
  geo::Bounds2 middles;
  for (const Placed& placed : parts) {
    middles.add(placed.extent.centre());
  }
  const int along = middles.size().x >= middles.size().y ? 0 : 1;
  const auto key = [along](const Placed& placed) { return placed.extent.centre()[along]; };
  std::stable_sort(parts.begin(), parts.end(), [&](const Placed& a, const Placed& b) { return key(a) < key(b); });
  std::size_t count = 1;
  for (std::size_t i = 2; i < parts.size(); ++i) {
    if (key(parts[i]) - key(parts[i - 1]) > key(parts[count]) - key(parts[count - 1])) {
      count = i;
    }
  }
  const auto near = parts.first(count);
  const auto far = parts.subspan(count);
  const auto last = std::max_element(near.begin(), near.end(), [&](const Placed& a, const Placed& b) {
    return a.extent.max[along] < b.extent.max[along];
  });
  const auto first = std::min_element(far.begin(), far.end(), [&](const Placed& a, const Placed& b) {
    return a.extent.min[along] < b.extent.min[along];
  });
  const auto rise = [&](const Placed& placed) { return std::max(0.0, shape_.eaves - placed.part->shape.eaves); };
  const double cut =
      std::clamp(cutBetween(last->extent.max[along], rise(*last), first->extent.min[along], rise(*first)),
                 region.min[along], region.max[along]);
  geo::Bounds2 before = region;
  geo::Bounds2 after = region;
  before.max[along] = after.min[along] = cut;
  const unsigned farWall = along == 0 ? 0b0010 : 0b0100;  // edges of rectangle(): below, right, above, left
  const unsigned nearWall = along == 0 ? 0b1000 : 0b0001;
  const bool hasBefore = cut > region.min[along] || region.size()[along] <= 0.0;
  const bool hasAfter = cut < region.max[along];
  return (!hasBefore || isNearAll(near, before, hasAfter ? walls & ~farWall : walls)) &&
         (!hasAfter || isNearAll(far, after, hasBefore ? walls & ~nearWall : walls));
}

std::optional<BlockUnion> BlockUniter::unite(std::span<const UnionSource> sources) {
  placeShape(sources);
  error_ = {};
  for (const Placed& placed : placed_) {
    const double distance = partDistance(placed.part->shape, placed.outline, kAllWalls, shape_);
    if (!keepsLimit(*placed.part, distance, &BlockError::there)) {
      return std::nullopt;
    }
  }
  if (!isNearAll(placed_, {-shape_.half, shape_.half}, kAllWalls)) {
    return std::nullopt;
  }
  return BlockUnion{shape_, error_};
}

}  // namespace belvedere::tiling::detail
