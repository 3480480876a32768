#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "engine/geo/bounds.h"
#include "engine/tiling/block.h"

namespace belvedere::tiling::detail {

/// Several blocks as one.
struct BlockUnion {
  BlockShape shape;
  BlockError error;  ///< from what all of them stand for
};

/// What a block is made from and measured by. It has a roof.
struct UnionSource {
  const ShapeSums* sums = nullptr;
  double skyline = 0.0;
  std::span<const BlockPart> parts;
};

/// Makes flat blocks that stand for several others. Reused from one try to the next.
class BlockUniter {
 public:
  explicit BlockUniter(double limit) : limit_(limit) {}

  /// A block around the middle of all roofs and with their plan area, so that streets between them stay as wide
  /// in sum; at the mean height of their roofs, but never more than half of the limit below the skyline. Nothing where
  /// it cannot be shown to be within the limit of what they stand for. The bound holds for all points, and takes no
  /// more than the parts' corners.
  std::optional<BlockUnion> unite(std::span<const UnionSource> sources);

 private:
  /// A part in the frame of the block that is tried.
  struct Placed {
    const BlockPart* part = nullptr;
    std::array<glm::dvec2, 4> outline;
    geo::Bounds2 extent;
  };
  void placeShape(std::span<const UnionSource> sources);
  bool keepsLimit(const BlockPart& part, double distance, double BlockError::*direction);
  bool isNearAll(std::span<Placed> parts, const geo::Bounds2& region, unsigned walls);

  double limit_;
  std::vector<Placed> placed_;
  BlockShape shape_;
  BlockError error_;
};

}  // namespace belvedere::tiling::detail
