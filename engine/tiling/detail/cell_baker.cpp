#include "engine/tiling/detail/cell_baker.h"

#include "engine/tiling/detail/tile_pictures.h"
#include "engine/tiling/detail/tile_writer.h"

namespace belvedere::tiling::detail {

namespace {

bool isTooMuch(const std::vector<SurfacePiece>& pieces) {
  std::size_t triangles = 0;
  for (const SurfacePiece& piece : pieces) {
    triangles += piece.indices.size() / 3;
  }
  if (triangles > kMostTileTriangles || !TilePictures::areAny(pieces)) {
    return triangles > kMostTileTriangles;
  }
  const TexelCount texels = TilePictures::count(pieces);
  return texels.onPages > kMostTileTexels || texels.whole > kMostRepeatedTexels;
}

}  // namespace

Result<LevelNode> CellBaker::bake(const BakeCell& cell, std::vector<BakedTile>& tiles) {
  tiles_ = &tiles;
  return bakeNode(cell, {});
}

/// `inherited`: pieces of the cell that were spilled before its parent was divided.
Result<LevelNode> CellBaker::bakeNode(const BakeCell& cell, std::vector<SurfacePiece> inherited) {
  const auto found = cells_.find(cell);
  PieceBuffer own;
  if (found != cells_.end()) {
    auto buffer = readSpilledCell(baking_.spillFile, *found->second);
    if (!buffer) {
      return tl::unexpected(buffer.error());
    }
    own = std::move(*buffer);
  }
  const auto ownPieces = own.pieces();
  if (!ownPieces) {
    return fail(ErrorCode::InvalidData, Message(kPiecesDamaged), baking_.spillFile.string());
  }
  inherited.insert(inherited.end(), ownPieces->begin(), ownPieces->end());
  const bool isDivided = found != cells_.end() && found->second->isDivided;
  if (isDivided || (isTooMuch(inherited) && cell.depth < kDeepestBakeCell)) {
    return bakeChildren(cell, inherited);
  }
  return bakeLeaf(cell, inherited);
}

Result<LevelNode> CellBaker::bakeChildren(const BakeCell& cell, const std::vector<SurfacePiece>& pieces) {
  std::map<BakeCell, std::vector<SurfacePiece>> byChild;
  for (const SurfacePiece& piece : pieces) {
    byChild[cell.childAt(piece.head.place)].push_back(piece);
  }
  for (int i = 0; i < 4; ++i) {
    const BakeCell child{static_cast<std::uint8_t>(cell.depth + 1), 2 * cell.x + i % 2, 2 * cell.y + i / 2};
    if (cells_.contains(child)) {
      byChild[child];
    }
  }
  std::vector<LevelNode> children;
  for (auto& [child, childPieces] : byChild) {
    auto below = bakeNode(child, std::move(childPieces));
    if (!below) {
      return below;
    }
    children.push_back(std::move(*below));
  }
  auto node = makeParent(baking_.folder, shape_.tileOf(cell), cell.widthMetres(), std::move(children), pictures_);
  if (node) {
    tiles_->push_back(node->tile);
  }
  return node;
}

Result<LevelNode> CellBaker::bakeLeaf(const BakeCell& cell, const std::vector<SurfacePiece>& pieces) {
  if (TilePictures::areAny(pieces)) {
    return bakePicturedLeaf(cell, pieces);
  }
  BakedTile tile = shape_.tileOf(cell);
  if (const auto moved = writeTile(baking_.folder, tile, meshOf(pieces), {}); !moved) {
    return tl::unexpected(moved.error());
  }
  tiles_->push_back(tile);
  return leafNode(tile, cell.widthMetres(), pieces);
}

Result<LevelNode> CellBaker::bakePicturedLeaf(const BakeCell& cell, const std::vector<SurfacePiece>& pieces) {
  BakedTile tile = shape_.tileOf(cell);
  TilePictures pictures(pieces, {0.0, kMostLeafTexels});
  ExactMesh mesh = meshOf(pieces, &pictures);
  if (auto drawn = pictures.finish(mesh, pictures_); !drawn) {
    return tl::unexpected(drawn.error());
  }
  if (const auto moved = writeTile(baking_.folder, tile, mesh, {}); !moved) {
    return tl::unexpected(moved.error());
  }
  tiles_->push_back(tile);
  const PieceBuffer withMeans = pictures.piecesWithMeans(pieces);
  LevelNode node = leafNode(tile, cell.widthMetres(), *withMeans.pieces());
  node.texels = pictures.texels();
  return node;
}

}  // namespace belvedere::tiling::detail
