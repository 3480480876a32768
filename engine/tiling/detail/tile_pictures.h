#pragma once

#include <cstdint>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/core/result.h"
#include "engine/tiling/bake_spill.h"
#include "engine/tiling/baked_tile.h"
#include "engine/tiling/detail/atlas_plan.h"

namespace belvedere::tiling::detail {

/// Gives the surfaces of a tile their pictures: pages into which what they show is drawn, images by themselves for what
/// is repeated, and one palette for all that is too small, or too far, to show more than one colour. Planned from the
/// pieces, then asked surface by surface in their order, then drawn. One thread.
class TilePictures {
 public:
  /// The pieces' bytes must outlive it.
  TilePictures(std::span<const SurfacePiece> pieces, const PictureDetail& detail);

  /// Places the vertices of the next surface of the pieces, `first` on; where its indices go.
  std::vector<std::uint32_t>& placeSurface(ExactMesh& mesh, const PieceSurface& surface, std::size_t first);
  /// Places `count` vertices, `first` on, on one colour of the palette; where their indices go.
  std::vector<std::uint32_t>& placeColour(ExactMesh& mesh, const glm::u8vec4& colour, std::size_t first,
                                          std::size_t count, bool isTwoSided);

  /// Of all that is drawn, but for the palette.
  std::uint64_t texels() const { return plan_.texels(); }

  /// Draws and encodes all that was placed. Fails with InvalidData where a picture is not in the store.
  Status finish(ExactMesh& mesh, PictureCache& cache);

  /// The same pieces with the mean colour of each surface that has a picture, once drawn.
  PieceBuffer piecesWithMeans(std::span<const SurfacePiece> pieces) const;

  /// Whether any surface has a picture, or a colour that comes from one.
  static bool areAny(std::span<const SurfacePiece> pieces);
  /// As countTexels().
  static TexelCount count(std::span<const SurfacePiece> pieces);

 private:
  static constexpr std::uint32_t kPalette = 0xFFFFFFFFU;

  std::vector<std::uint32_t>& run(ExactMesh& mesh, std::uint32_t picture, bool isTwoSided);
  void placeUse(ExactMesh& mesh, std::size_t use, std::size_t first, std::size_t count) const;
  void finishPalette(ExactMesh& mesh);
  std::uint32_t pictureOf(const UsePlace& place) const;

  std::vector<PiecePicture> pictures_;
  std::vector<PictureUse> uses_;
  std::vector<std::size_t> starts_;  ///< of each use's texture coordinates in its piece
  AtlasPlan plan_;
  std::vector<glm::u8vec4> means_;
  std::size_t nextUse_ = 0;
  std::map<std::pair<std::uint32_t, bool>, std::size_t> runs_;  ///< picture and sides to the place in the mesh
  std::unordered_map<std::uint32_t, std::uint32_t> colours_;    ///< to their place in the palette
  std::vector<glm::u8vec3> palette_;
  std::vector<std::pair<std::size_t, std::uint32_t>> onPalette_;  ///< vertices and their colours
};

}  // namespace belvedere::tiling::detail
