#pragma once

#include <map>

#include "engine/tiling/bake_tiles.h"
#include "engine/tiling/detail/level_node.h"
#include "engine/tiling/detail/tree_shape.h"

namespace belvedere::tiling::detail {

/// Makes the tiles of one cell of depth 0 and of the cells below it. One thread.
class CellBaker {
 public:
  CellBaker(const TileBaking& baking, const TreeShape& shape, const std::map<BakeCell, const SpilledCell*>& cells,
            PictureCache& pictures)
      : baking_(baking), shape_(shape), cells_(cells), pictures_(pictures) {}

  /// Appends all tiles to `tiles`; the cell's node. Fails with Io or InvalidData.
  Result<LevelNode> bake(const BakeCell& cell, std::vector<BakedTile>& tiles);

 private:
  Result<LevelNode> bakeNode(const BakeCell& cell, std::vector<SurfacePiece> inherited);
  Result<LevelNode> bakeChildren(const BakeCell& cell, const std::vector<SurfacePiece>& pieces);
  Result<LevelNode> bakeLeaf(const BakeCell& cell, const std::vector<SurfacePiece>& pieces);
  Result<LevelNode> bakePicturedLeaf(const BakeCell& cell, const std::vector<SurfacePiece>& pieces);

  const TileBaking& baking_;
  const TreeShape& shape_;
  const std::map<BakeCell, const SpilledCell*>& cells_;
  PictureCache& pictures_;
  std::vector<BakedTile>* tiles_ = nullptr;
};

}  // namespace belvedere::tiling::detail
