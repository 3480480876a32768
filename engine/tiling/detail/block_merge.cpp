#include "engine/tiling/detail/block_merge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <tuple>

#include "engine/geo/bounds.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kMostReach = 3.0;     // between the middles of what is tried to be merged, in limits
constexpr double kSkylineShare = 0.5;  // of the limit: no roof sinks by more
constexpr std::size_t kMostMembers = 64;

using Items = std::span<const MergeItem*>;

std::array<glm::dvec2, 4> outline(const BlockShape& shape) {
  const glm::dvec2 u = shape.axis * shape.half.x;
  const glm::dvec2 v = glm::dvec2(-shape.axis.y, shape.axis.x) * shape.half.y;
  return {shape.centre - u - v, shape.centre + u - v, shape.centre + u + v, shape.centre - u + v};
}

void appendOutline(std::vector<glm::dvec3>& points, const BlockShape& shape) {
  for (const glm::dvec2& corner : outline(shape)) {
    points.emplace_back(corner, shape.low);
  }
}

/// The same block, with a flat roof where the limit allows it.
Block flattened(const MergeItem& item, double limit) {
  Block block = item.block;
  if (block.shape.roof == RoofShape::Flat) {
    return block;
  }
  std::vector<glm::dvec3> points;
  appendOutline(points, block.shape);
  const auto simpler = fitBlock(block.sums, points, limit, BlockExtent::Outline);
  if (simpler && simpler->roof == RoofShape::Flat) {
    if (const auto error = geometry::hausdorffBound(simpler->faces(), item.faces, limit, limit)) {
      block.shape = *simpler;
      block.errorMetres = *error;
    }
  }
  return block;
}

/// From a block as a solid with upright sides up to its ridge: never more than from its faces.
double solidDistance(const BlockShape& shape, const glm::dvec3& place) {
  const double aside = shape.planDistance(glm::dvec2(place));
  const double above = std::max({0.0, place.z - shape.ridge, shape.low - place.z});
  return std::sqrt(aside * aside + above * above);
}

/// Whether the corners alone leave room for the limit. Far cheaper than a look at all faces.
bool mayStandFor(const BlockShape& shape, Items items, double limit) {
  for (const MergeItem* item : items) {
    for (const glm::dvec3& corner : item->block.shape.corners()) {
      if (solidDistance(shape, corner) > limit + item->block.errorMetres) {
        return false;
      }
    }
  }
  const auto isNearOne = [&](const glm::dvec3& place) {
    return std::any_of(items.begin(), items.end(), [&](const MergeItem* item) {
      return solidDistance(item->block.shape, place) <= limit + item->block.errorMetres;
    });
  };
  const auto corners = shape.corners();
  return isNearOne(glm::dvec3(shape.centre, shape.ridge)) && std::all_of(corners.begin(), corners.end(), isNearOne);
}

class Merger {
 public:
  Merger(double limit, std::vector<Block>& merged) : limit_(limit), merged_(merged) {}

  /// One block for all, or else each half by itself, parted across the longer side.
  void merge(Items items) {
    if (items.size() == 1) {
      merged_.push_back(flattened(*items.front(), limit_));
    } else if (!tryOne(items)) {
      const std::size_t count = parted(items);
      merge(items.first(count));
      merge(items.subspan(count));
    }
  }

 private:
  static geo::Bounds2 middles(Items items) {
    geo::Bounds2 bounds;
    for (const MergeItem* item : items) {
      bounds.add(item->block.shape.centre);
    }
    return bounds;
  }

  static std::size_t parted(Items items) {
    const geo::Bounds2 bounds = middles(items);
    const bool isWide = bounds.size().x >= bounds.size().y;
    const double middle = isWide ? bounds.centre().x : bounds.centre().y;
    const auto cut = std::stable_partition(items.begin(), items.end(), [&](const MergeItem* item) {
      return (isWide ? item->block.shape.centre.x : item->block.shape.centre.y) < middle;
    });
    const auto count = static_cast<std::size_t>(cut - items.begin());
    return count > 0 && count < items.size() ? count : items.size() / 2;
  }

  bool tryOne(Items items) {
    const glm::dvec2 reach = middles(items).size();
    if (items.size() > kMostMembers || std::max(reach.x, reach.y) > kMostReach * limit_) {
      return false;
    }
    Block block = items.front()->block;
    double mostArea = block.sums.roofArea;
    double highest = block.shape.eaves;
    points_.clear();
    appendOutline(points_, block.shape);
    for (const MergeItem* item : items.subspan(1)) {
      const Block& other = item->block;
      block.sums.add(other.sums);
      block.hasColour = block.hasColour || other.hasColour;
      highest = std::max(highest, other.shape.eaves);
      appendOutline(points_, other.shape);
      if (other.sums.roofArea > mostArea) {
        mostArea = other.sums.roofArea;
        block.feature = other.feature;
        block.id = other.id;
      }
    }
    const auto shape = fitBlock(block.sums, points_, limit_, BlockExtent::Area);
    if (!shape) {
      return false;
    }
    block.shape = *shape;
    const double lift = std::max(0.0, highest - kSkylineShare * limit_ - shape->eaves);
    block.shape.eaves += lift;
    block.shape.ridge += lift;
    if (!mayStandFor(block.shape, items, limit_)) {
      return false;
    }
    faces_.clear();
    for (const MergeItem* item : items) {
      faces_.add(item->faces);
    }
    const auto error = geometry::hausdorffBound(block.shape.faces(), faces_, limit_, limit_);
    if (error) {
      block.errorMetres = *error;
      merged_.push_back(std::move(block));
    }
    return error.has_value();
  }

  double limit_;
  std::vector<Block>& merged_;
  std::vector<glm::dvec3> points_;
  geometry::FaceSet faces_;
};

}  // namespace

std::vector<Block> mergedBlocks(const std::vector<MergeItem>& items, double limit) {
  std::vector<const MergeItem*> order;
  order.reserve(items.size());
  for (const MergeItem& item : items) {
    order.push_back(&item);
  }
  const auto kinds = [](const MergeItem* item) { return std::tuple(item->block.roofKind, item->block.wallKind); };
  std::stable_sort(order.begin(), order.end(),
                   [&](const MergeItem* a, const MergeItem* b) { return kinds(a) < kinds(b); });
  std::vector<Block> merged;
  Merger merger(limit, merged);
  for (auto first = order.begin(); first != order.end();) {
    const auto last =
        std::find_if(first, order.end(), [&](const MergeItem* item) { return kinds(item) != kinds(*first); });
    merger.merge(Items(first, last));
    first = last;
  }
  return merged;
}

}  // namespace belvedere::tiling::detail
