#pragma once

#include <cstdint>
#include <vector>

#include "engine/tiling/bake_spill.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::tiling::detail {

/// Where the cells of the plan stand in the tree.
struct TreeShape {
  std::int32_t minX = 0;
  std::int32_t minY = 0;
  std::uint32_t baseLevel = 0;  ///< of cells of depth 0

  explicit TreeShape(const std::vector<SpilledCell>& cells);
  BakedTile tileOf(const BakeCell& cell) const;
  /// The side of a node's square.
  double widthMetres(std::uint32_t level) const;
};

}  // namespace belvedere::tiling::detail
