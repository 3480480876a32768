#pragma once

#include <cstdint>
#include <vector>

#include "engine/tiling/bake_spill.h"
#include "engine/tiling/baked_tile.h"
#include "engine/tiling/block.h"

namespace belvedere::tiling {

/// Pieces that were read back are not as they were written.
constexpr MessageId kPiecesDamaged{"bake-pieces-damaged", N_("An intermediate file of the baking is damaged.")};

/// What is drawn of an area at some level of detail, before it becomes a tile: objects that are blocks by now, and
/// surfaces of the others.
struct LevelContent {
  std::vector<Block> blocks;
  PieceBuffer pieces;
  std::vector<double> pieceErrors;  ///< of each piece, as Block::errorMetres

  /// Hausdorff distance to the surfaces as delivered, at most.
  double errorMetres() const;
  /// Fails with InvalidData where the pieces are damaged.
  Result<ExactMesh> mesh() const;

  void add(LevelContent&& other);

  template <class Archive>
  void visit(Archive& archive) {
    archive(blocks, pieces.bytes(), pieceErrors);
  }
};

/// All surfaces of some pieces as the content of one tile, in their order.
ExactMesh meshOf(std::span<const SurfacePiece> pieces);

/// The surfaces as they are.
LevelContent contentOf(std::span<const SurfacePiece> pieces);

/// What a parent is made from: features as blocks where that leaves them within `blockLimit` of what they stand for,
/// and the surfaces of others with their vertices drawn together within `surfaceLimit`. Blocks stay. Fails with
/// InvalidData where the pieces are damaged.
Result<LevelContent> keptContent(LevelContent&& content, double surfaceLimit, double blockLimit);

/// What is drawn: blocks as simple as `limit` allows, the surfaces of others with their vertices drawn together. Fails
/// with InvalidData where the pieces are damaged.
Result<LevelContent> drawnContent(const LevelContent& content, double limit);

}  // namespace belvedere::tiling
