#include "engine/tiling/detail/level_node.h"

#include <algorithm>

#include "engine/tiling/bake_tiles.h"
#include "engine/tiling/detail/block_merge.h"
#include "engine/tiling/detail/tile_writer.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kWidthsPerError = 128.0;
constexpr double kWorthwhileShare = 0.7;  // of the triangles of the level below
constexpr double kKeptShare = 0.5;        // of the error: surfaces that a parent is made from are finer than drawn
constexpr double kCoarser = 1.5;
constexpr int kMostTries = 6;

constexpr double kQuantisationShare = 1.0 / 64.0;  // of the error

/// What is drawn of all children, with the least error with which it is little enough for a tile.
struct Drawn {
  LevelContent content;
  ExactMesh mesh;  ///< empty where there is no such error
};

/// Merges blocks of the content on the way.
Result<Drawn> draw(LevelContent& content, double error) {
  for (int i = 0; i < kMostTries; ++i, error *= kCoarser) {
    mergeBlocks(content.blocks, error);
    auto drawn = drawnContent(content, error);
    auto mesh = drawn ? drawn->mesh() : tl::unexpected(drawn.error());
    if (!mesh) {
      return tl::unexpected(mesh.error());
    }
    if (mesh->triangleCount() <= kMostTileTriangles) {
      return Drawn{std::move(*drawn), std::move(*mesh)};
    }
  }
  return Drawn();
}

/// A node of an error is the parent's source: what is a block there is made one here, so that it is fitted once.
Result<LevelContent> contentForParent(LevelContent&& content, double error) {
  return keptContent(std::move(content), error * kKeptShare, 2.0 * error);
}

}  // namespace

double levelError(double widthMetres) { return widthMetres / kWidthsPerError; }

Result<LevelNode> makeParent(const std::filesystem::path& folder, BakedTile tile, double widthMetres,
                             std::vector<LevelNode> children) {
  LevelNode node;
  for (LevelNode& child : children) {
    tile.bounds.add(child.tile.bounds);
    node.triangles += child.triangles;
    node.errorMetres = std::max(node.errorMetres, child.errorMetres);
    node.isOpen = node.isOpen || child.isOpen;
    node.content.add(std::move(child.content));
  }
  const glm::dvec3 size = tile.bounds.size();
  tile.geometricErrorMetres = std::max({size.x, size.y, size.z});  // without content: always asks for what is below
  node.tile = tile;
  if (node.isOpen) {
    return node;
  }
  const double error = levelError(widthMetres);
  const auto drawn = draw(node.content, error);
  auto kept = drawn ? contentForParent(std::move(node.content), error) : tl::unexpected(drawn.error());
  if (!kept) {
    return tl::unexpected(kept.error());
  }
  const std::size_t triangles = drawn->mesh.triangleCount();
  node.content = triangles > 0 ? std::move(*kept) : LevelContent();
  node.isOpen = triangles == 0;
  if (node.isOpen || static_cast<double>(triangles) > kWorthwhileShare * static_cast<double>(node.triangles)) {
    return node;
  }
  const auto moved = writeTile(folder, node.tile, drawn->mesh, {error * kQuantisationShare, false});
  if (!moved) {
    return tl::unexpected(moved.error());
  }
  node.triangles = triangles;
  node.errorMetres = std::max(node.errorMetres, drawn->content.errorMetres() + *moved);
  node.tile.geometricErrorMetres = node.errorMetres;
  return node;
}

LevelNode leafNode(const BakedTile& tile, double widthMetres, std::span<const SurfacePiece> pieces) {
  LevelNode node;
  node.tile = tile;
  node.triangles = tile.triangles;
  if (tile.level > 0) {
    if (auto kept = contentForParent(contentOf(pieces), levelError(widthMetres))) {
      node.content = std::move(*kept);
    } else {
      node.isOpen = true;
    }
  }
  return node;
}

}  // namespace belvedere::tiling::detail
