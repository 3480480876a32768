#include "engine/tiling/detail/tree_shape.h"

#include <algorithm>
#include <cmath>

namespace belvedere::tiling::detail {

TreeShape::TreeShape(const std::vector<SpilledCell>& cells) {
  std::int32_t maxX = 0;
  std::int32_t maxY = 0;
  bool isFirst = true;
  for (const SpilledCell& cell : cells) {
    if (cell.cell.depth == 0) {
      minX = isFirst ? cell.cell.x : std::min(minX, cell.cell.x);
      minY = isFirst ? cell.cell.y : std::min(minY, cell.cell.y);
      maxX = isFirst ? cell.cell.x : std::max(maxX, cell.cell.x);
      maxY = isFirst ? cell.cell.y : std::max(maxY, cell.cell.y);
      isFirst = false;
    }
  }
  const std::int64_t extent = std::max<std::int64_t>(std::int64_t{maxX} - minX, std::int64_t{maxY} - minY);
  while ((extent >> baseLevel) > 0) {
    ++baseLevel;
  }
}

BakedTile TreeShape::tileOf(const BakeCell& cell) const {
  BakedTile tile;
  tile.level = baseLevel + cell.depth;
  tile.x = static_cast<std::uint32_t>(std::int64_t{cell.x} - (std::int64_t{minX} << cell.depth));
  tile.y = static_cast<std::uint32_t>(std::int64_t{cell.y} - (std::int64_t{minY} << cell.depth));
  return tile;
}

double TreeShape::widthMetres(std::uint32_t level) const {
  return std::ldexp(kBakeCellMetres, static_cast<int>(baseLevel) - static_cast<int>(level));
}

}  // namespace belvedere::tiling::detail
