#pragma once

#include <cstdint>
#include <vector>

#include "engine/tiling/bake_spill.h"
#include "engine/tiling/baked_tile.h"
#include "engine/tiling/block.h"

namespace belvedere::tiling {

/// Pieces that were read back are not as they were written.
constexpr MessageId kPiecesDamaged{"bake-pieces-damaged", N_("An intermediate file of the baking is damaged.")};

namespace detail {
class TilePictures;
}

/// What is drawn of an area at some level of detail, before it becomes a tile: objects that are blocks by now, and
/// surfaces of the others.
struct LevelContent {
  std::vector<Block> blocks;
  PieceBuffer pieces;
  std::vector<double> pieceErrors;  ///< of each piece, as Block::errorMetres
  bool isPictured = false;          ///< anything may show a picture, or a colour that comes from one

  /// Hausdorff distance to the surfaces as delivered, at most.
  double errorMetres() const;
  /// With pictures, which are planned for the same pieces but not drawn yet. Fails with InvalidData where the pieces
  /// are damaged.
  Result<ExactMesh> mesh(detail::TilePictures* pictures = nullptr) const;

  void add(LevelContent&& other);

  template <class Archive>
  void visit(Archive& archive) {
    archive(blocks, pieces.bytes(), pieceErrors, isPictured);
  }
};

/// All surfaces of some pieces as the content of one tile, in their order; with pictures as LevelContent::mesh().
ExactMesh meshOf(std::span<const SurfacePiece> pieces, detail::TilePictures* pictures = nullptr);

/// The surfaces as they are.
LevelContent contentOf(std::span<const SurfacePiece> pieces);

/// How far a parent may be from what it is made from.
struct KeptLimits {
  double surfaceMetres = 0.0;
  double blockMetres = 0.0;
  double pictureMetres = 0.0;  ///< a feature with a pictured surface larger than this becomes no block
};

/// What a parent is made from: features as blocks where that leaves them within a limit of what they stand for, and the
/// surfaces of others with their vertices drawn together within another. Blocks stay. Fails with InvalidData where the
/// pieces are damaged.
Result<LevelContent> keptContent(LevelContent&& content, const KeptLimits& limits);

/// What is drawn: blocks as simple as `limit` allows, the surfaces of others with their vertices drawn together. Fails
/// with InvalidData where the pieces are damaged.
Result<LevelContent> drawnContent(const LevelContent& content, double limit);

}  // namespace belvedere::tiling
