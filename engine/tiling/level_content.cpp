#include "engine/tiling/level_content.h"

#include <algorithm>
#include <unordered_map>

#include "engine/geo/bounds.h"
#include "engine/tiling/detail/object_shape.h"
#include "engine/tiling/detail/tile_pictures.h"
#include "engine/tiling/detail/vertex_cluster.h"

namespace belvedere::tiling {

namespace {

constexpr std::size_t kFewTriangles = 64;  // of a feature: not worth drawing its vertices together
constexpr double kFineShare = 0.25;        // of a block's limit: where that will do, its roof is not made flat

/// Pieces of one feature.
struct Feature {
  std::vector<SurfacePiece> pieces;
  double errorMetres = 0.0;
  std::size_t triangles = 0;
};

std::vector<Feature> byFeature(const std::vector<SurfacePiece>& pieces, const std::vector<double>& errors) {
  std::vector<Feature> features;
  std::unordered_map<std::uint32_t, std::size_t> known;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto [place, isNew] = known.try_emplace(pieces[i].head.feature, features.size());
    if (isNew) {
      features.emplace_back();
    }
    Feature& feature = features[place->second];
    feature.pieces.push_back(pieces[i]);
    feature.errorMetres = std::max(feature.errorMetres, errors[i]);
    feature.triangles += pieces[i].indices.size() / 3;
  }
  return features;
}

void keep(LevelContent& content, const SurfacePiece& piece, double error) {
  content.pieces.add(piece);
  content.pieceErrors.push_back(error);
  content.isPictured = content.isPictured || !piece.pictures.empty();
}

/// A feature's surfaces with fewer vertices, or as they are.
void addSurfaces(LevelContent& content, const Feature& feature, double limit) {
  const double left = limit - feature.errorMetres;
  if (feature.triangles > kFewTriangles && left > 0.0) {
    if (const auto buffer = detail::clusteredVertices(feature.pieces, left)) {
      if (const auto pieces = buffer->pieces()) {
        for (const SurfacePiece& piece : *pieces) {
          keep(content, piece, limit);
        }
        return;
      }
    }
  }
  for (const SurfacePiece& piece : feature.pieces) {
    keep(content, piece, feature.errorMetres);
  }
}

/// Whether a surface with a picture is larger than that.
bool showsPicture(const Feature& feature, double metres) {
  for (const SurfacePiece& piece : feature.pieces) {
    std::size_t first = 0;
    for (const PieceSurface& surface : piece.surfaces) {
      geo::Bounds3 box;
      for (std::size_t i = 0; i < surface.positionCount && surface.picture != model::kNone; ++i) {
        box.add(piece.positions[first + i]);
      }
      first += surface.positionCount;
      const glm::dvec3 size = box.isEmpty() ? glm::dvec3(0.0) : box.size();
      if (std::max({size.x, size.y, size.z}) > metres) {
        return true;
      }
    }
  }
  return false;
}

/// A feature as a block: with its roof where that is near enough, else as simple as the limit allows.
std::optional<Block> blockOf(const Feature& feature, double limit, detail::ObjectShape& shape) {
  shape.clear();
  for (const SurfacePiece& piece : feature.pieces) {
    shape.add(piece);
  }
  const double left = limit - feature.errorMetres;
  auto block = shape.block(left * kFineShare, BlockExtent::Area);
  for (const BlockExtent extent : {BlockExtent::Area, BlockExtent::Outline}) {
    if (!block) {
      block = shape.block(left, extent);
    }
  }
  if (block) {
    block->error.add(feature.errorMetres);
  }
  return block;
}

}  // namespace

ExactMesh meshOf(std::span<const SurfacePiece> pieces, detail::TilePictures* pictures) {
  constexpr glm::u8vec4 kWhite{255, 255, 255, 255};
  ExactMesh mesh;
  std::unordered_map<std::uint32_t, std::uint32_t> known;
  for (const SurfacePiece& piece : pieces) {
    const auto next = static_cast<std::uint32_t>(mesh.objects.size());
    const auto [object, isNew] = known.try_emplace(piece.head.feature, next);
    if (isNew) {
      mesh.objects.push_back({piece.head.feature, std::string(piece.id)});
    }
    const auto first = static_cast<std::uint32_t>(mesh.positions.size());
    mesh.positions.insert(mesh.positions.end(), piece.positions.begin(), piece.positions.end());
    mesh.objectIndices.resize(mesh.positions.size(), object->second);
    auto index = piece.indices.begin();
    for (const PieceSurface& surface : piece.surfaces) {
      const std::size_t before = mesh.kinds.size();
      mesh.kinds.resize(before + surface.positionCount, surface.kind);
      mesh.normals.resize(before + surface.positionCount, surface.normal);
      if (surface.hasColour != 0 || !mesh.colours.empty()) {
        mesh.colours.resize(before, kWhite);
        mesh.colours.resize(before + surface.positionCount, surface.hasColour != 0 ? surface.colour : kWhite);
      }
      std::vector<std::uint32_t>& triangles = pictures != nullptr ? pictures->placeSurface(mesh, surface, before)
                                                                  : mesh.triangles[surface.isTwoSided != 0 ? 1 : 0];
      for (std::uint32_t i = 0; i < surface.indexCount; ++i) {
        triangles.push_back(first + *index++);
      }
    }
  }
  return mesh;
}

double LevelContent::errorMetres() const {
  double error = 0.0;
  for (const Block& block : blocks) {
    error = std::max(error, block.error.largest());
  }
  for (const double piece : pieceErrors) {
    error = std::max(error, piece);
  }
  return error;
}

Result<ExactMesh> LevelContent::mesh(detail::TilePictures* pictures) const {
  const auto surfaces = pieces.pieces();
  if (!surfaces) {
    return fail(ErrorCode::InvalidData, Message(kPiecesDamaged));
  }
  ExactMesh mesh = meshOf(*surfaces, pictures);
  std::unordered_map<std::uint32_t, std::uint32_t> known;
  for (std::uint32_t i = 0; i < mesh.objects.size(); ++i) {
    known[mesh.objects[i].feature] = i;
  }
  for (const Block& block : blocks) {
    const auto next = static_cast<std::uint32_t>(mesh.objects.size());
    const auto [object, isNew] = known.try_emplace(block.feature, next);
    if (isNew) {
      mesh.objects.push_back({block.feature, block.id});
    }
    appendBlock(mesh, block, object->second, pictures);
  }
  if (!mesh.colours.empty()) {
    mesh.colours.resize(mesh.positions.size(), glm::u8vec4(255));
  }
  return mesh;
}

void LevelContent::add(LevelContent&& other) {
  blocks.insert(blocks.end(), std::make_move_iterator(other.blocks.begin()),
                std::make_move_iterator(other.blocks.end()));
  pieces.bytes().insert(pieces.bytes().end(), other.pieces.bytes().begin(), other.pieces.bytes().end());
  pieceErrors.insert(pieceErrors.end(), other.pieceErrors.begin(), other.pieceErrors.end());
  isPictured = isPictured || other.isPictured;
}

LevelContent contentOf(std::span<const SurfacePiece> pieces) {
  LevelContent content;
  for (const SurfacePiece& piece : pieces) {
    keep(content, piece, 0.0);
  }
  return content;
}

Result<LevelContent> keptContent(LevelContent&& content, const KeptLimits& limits) {
  const auto pieces = content.pieces.pieces();
  if (!pieces || pieces->size() != content.pieceErrors.size()) {
    return fail(ErrorCode::InvalidData, Message(kPiecesDamaged));
  }
  LevelContent kept;
  kept.isPictured = content.isPictured;
  detail::ObjectShape shape;
  for (const Feature& feature : byFeature(*pieces, content.pieceErrors)) {
    const bool isPictured = showsPicture(feature, limits.pictureMetres);
    if (auto block = isPictured ? std::nullopt : blockOf(feature, limits.blockMetres, shape)) {
      content.blocks.push_back(std::move(*block));
    } else {
      addSurfaces(kept, feature, limits.surfaceMetres);
    }
  }
  kept.blocks = std::move(content.blocks);
  return kept;
}

Result<LevelContent> drawnContent(const LevelContent& content, double limit) {
  const auto pieces = content.pieces.pieces();
  if (!pieces || pieces->size() != content.pieceErrors.size()) {
    return fail(ErrorCode::InvalidData, Message(kPiecesDamaged));
  }
  LevelContent drawn;
  drawn.isPictured = content.isPictured;
  drawn.blocks.reserve(content.blocks.size());
  for (const Block& block : content.blocks) {
    drawn.blocks.push_back(plainBlock(block, limit));
  }
  for (const Feature& feature : byFeature(*pieces, content.pieceErrors)) {
    addSurfaces(drawn, feature, limit);
  }
  return drawn;
}

}  // namespace belvedere::tiling
