#include "engine/tiling/detail/level_node.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "engine/tiling/bake_tiles.h"
#include "engine/tiling/detail/block_merge.h"
#include "engine/tiling/detail/tile_pictures.h"
#include "engine/tiling/detail/tile_writer.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kWidthsPerError = 128.0;
constexpr double kWorthwhileShare = 0.7;  // of what the level below takes
constexpr double kKeptShare = 0.5;        // of the error: surfaces that a parent is made from are finer than drawn
constexpr double kCoarser = 1.5;
constexpr int kMostTries = 6;

// A tile is shown where its error is two pixels at most: a texel is half a pixel then, and a surface of eight pixels
// shows its picture.
constexpr double kTexelShare = 0.25;     // of the error
constexpr double kPictureShare = 4.0;    // errors of the parent
constexpr double kTriangleBytes = 64.0;  // on the graphics card, near enough
constexpr double kTexelBytes = 4.0;

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
  return keptContent(std::move(content), {error * kKeptShare, 2.0 * error, 2.0 * error * kPictureShare});
}

/// As draw(); where surfaces that show pictures are too many, they become blocks like others.
Result<Drawn> drawWithin(LevelContent& content, double error) {
  auto drawn = draw(content, error);
  if (!drawn || drawn->mesh.triangleCount() > 0 || !content.isPictured) {
    return drawn;
  }
  constexpr double kNone = std::numeric_limits<double>::infinity();
  auto plainer = keptContent(std::move(content), {error * kKeptShare, error, kNone});
  if (!plainer) {
    return tl::unexpected(plainer.error());
  }
  content = std::move(*plainer);
  return draw(content, error);
}

double weight(std::uint64_t triangles, std::uint64_t texels) {
  return kTriangleBytes * static_cast<double>(triangles) + kTexelBytes * static_cast<double>(texels);
}

/// Lays the pictures of what is drawn out, if it has any.
Result<std::optional<TilePictures>> planPictures(Drawn& drawn, double error) {
  if (!drawn.content.isPictured) {
    return std::optional<TilePictures>();
  }
  const auto pieces = drawn.content.pieces.pieces();
  if (!pieces) {
    return fail(ErrorCode::InvalidData, Message(kPiecesDamaged));
  }
  TilePictures pictures(*pieces, {error * kTexelShare, kMostTileTexels});
  auto mesh = drawn.content.mesh(&pictures);
  if (!mesh) {
    return tl::unexpected(mesh.error());
  }
  drawn.mesh = std::move(*mesh);
  return std::optional(std::move(pictures));
}

/// Takes together what the children have.
LevelNode gathered(BakedTile tile, std::vector<LevelNode>&& children) {
  LevelNode node;
  for (LevelNode& child : children) {
    tile.bounds.add(child.tile.bounds);
    node.triangles += child.triangles;
    node.texels += child.texels;
    node.errorMetres = std::max(node.errorMetres, child.errorMetres);
    node.isOpen = node.isOpen || child.isOpen;
    node.content.add(std::move(child.content));
  }
  const glm::dvec3 size = tile.bounds.size();
  tile.geometricErrorMetres = std::max({size.x, size.y, size.z});  // without content: always asks for what is below
  node.tile = tile;
  return node;
}

}  // namespace

double levelError(double widthMetres) { return widthMetres / kWidthsPerError; }

Result<LevelNode> makeParent(const std::filesystem::path& folder, BakedTile tile, double widthMetres,
                             std::vector<LevelNode> children, PictureCache& pictures) {
  LevelNode node = gathered(tile, std::move(children));
  if (node.isOpen) {
    return node;
  }
  const double error = levelError(widthMetres);
  auto drawn = drawWithin(node.content, error);
  auto planned = drawn ? planPictures(*drawn, error) : tl::unexpected(drawn.error());
  auto kept = planned ? contentForParent(std::move(node.content), error) : tl::unexpected(planned.error());
  if (!kept) {
    return tl::unexpected(kept.error());
  }
  const std::size_t triangles = drawn->mesh.triangleCount();
  const std::uint64_t texels = *planned ? (*planned)->texels() : 0;
  node.content = triangles > 0 ? std::move(*kept) : LevelContent();
  node.isOpen = triangles == 0;
  if (node.isOpen || weight(triangles, texels) > kWorthwhileShare * weight(node.triangles, node.texels)) {
    return node;
  }
  if (*planned) {
    if (auto finished = (*planned)->finish(drawn->mesh, pictures); !finished) {
      return tl::unexpected(finished.error());
    }
  }
  const auto moved = writeTile(folder, node.tile, drawn->mesh, {error * kQuantisationShare, false});
  if (!moved) {
    return tl::unexpected(moved.error());
  }
  node.triangles = triangles;
  node.texels = texels;
  node.errorMetres = std::max(node.errorMetres, drawn->content.errorMetres() + *moved);
  if (*planned) {
    node.errorMetres = std::max(node.errorMetres, error);  // nearer, its pictures would be too coarse
  }
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
