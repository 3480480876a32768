#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/tiling/baked_tree.h"
#include "engine/tiling/level_content.h"

namespace belvedere::tiling::detail {

/// A node of the tree as its parent needs it.
struct LevelNode {
  BakedTile tile;
  std::uint64_t triangles = 0;  ///< drawn for it where it is not refined: of its content, or of those below
  std::uint64_t texels = 0;     ///< of pictures; the same
  double errorMetres = 0.0;     ///< the largest of its content and of those below
  bool isOpen = false;          ///< too much to be simplified: nothing above has content
  LevelContent content;

  template <class Archive>
  void visit(Archive& archive) {
    archive(tile, triangles, texels, errorMetres, isOpen, content);
  }
};

/// The error at which a node is simplified: a tile of it then covers some 256 pixels where it is two pixels.
double levelError(double widthMetres);

/// The node of a leaf whose tile is made. The pieces are sound.
LevelNode leafNode(const BakedTile& tile, double widthMetres, std::span<const SurfacePiece> pieces);

/// Makes the node above `children`, which lie in its quarters, and its tile below `folder` where it takes far less
/// memory than they. Its pictures are half as fine as theirs. Fails with Io or InvalidData.
Result<LevelNode> makeParent(const std::filesystem::path& folder, BakedTile tile, double widthMetres,
                             std::vector<LevelNode> children, PictureCache& pictures);

}  // namespace belvedere::tiling::detail
