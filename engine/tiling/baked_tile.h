#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::tiling {

/// The content of a tile before it is written: exact positions in scene coordinates, one entry per vertex in each array
/// that is not empty.
struct ExactMesh {
  struct Object {
    std::uint32_t feature = 0;  ///< index in the layer
    std::string id;
  };

  /// A picture that triangles wear, encoded.
  struct Picture {
    std::vector<std::byte> bytes;  ///< JPEG or PNG
    bool isPng = false;
    bool hasAlpha = false;
    bool isRepeated = false;  ///< beyond its borders; else nothing beyond is asked for
    std::uint64_t decodedBytes = 0;
  };
  /// Triangles that wear one picture, by `texcoords`.
  struct Pictured {
    std::uint32_t picture = 0;  ///< in `pictures`
    bool isTwoSided = false;
    std::vector<std::uint32_t> triangles;
  };

  std::vector<glm::dvec3> positions;
  std::vector<glm::i8vec4> normals;
  std::vector<std::uint32_t> objectIndices;  ///< in `objects`
  std::vector<std::uint8_t> kinds;
  std::vector<glm::u8vec4> colours;                     ///< empty for white
  std::vector<glm::vec2> texcoords;                     ///< t downwards; empty where nothing is pictured
  std::array<std::vector<std::uint32_t>, 2> triangles;  ///< without picture: seen from outside only, from both sides
  std::vector<Pictured> pictured;
  std::vector<Picture> pictures;
  std::vector<Object> objects;

  geo::Bounds3 bounds() const;
  std::size_t triangleCount() const;
  std::uint64_t decodedPictureBytes() const;
};

/// A tile as it is stored. `glb` is glTF 2.0 with KHR_mesh_quantization and EXT_meshopt_compression; the objects'
/// indices in the layer and ids are a property table (EXT_mesh_features, EXT_structural_metadata). `exact` adds to each
/// vertex what quantisation took from it. Pictures are images of the GLB; a surface that shows one keeps its material's
/// colour beside it (COLOR_0) for looks without pictures.
struct EncodedTile {
  std::vector<std::byte> glb;
  std::vector<std::byte> exact;
  double quantisationMetres = 0.0;  ///< the most by which a vertex was moved
};

/// The most by which quantisation may move a vertex of a leaf tile.
constexpr double kMostQuantisationMetres = 0.01;

/// How finely a tile is stored. As it stands: a leaf tile.
struct TilePrecision {
  double mostQuantisationMetres = kMostQuantisationMetres;
  bool keepsExact = true;  ///< false: EncodedTile::exact stays empty
};

/// Any thread; the same mesh gives the same bytes.
EncodedTile encodeTile(const ExactMesh& mesh, const TilePrecision& precision = {});

/// Reads what encodeTile wrote, from bytes that are not trusted. Without pictures, what wears one has a texture index
/// all the same. Fails with InvalidData.
Result<std::shared_ptr<const TileMesh>> decodeTile(std::span<const std::byte> glb, bool wantsPictures = true);

/// The unquantised positions (scene coordinates) of a tile's vertices, in their order. Fails with InvalidData.
Result<std::vector<glm::dvec3>> exactPositions(const TileMesh& tile, std::span<const std::byte> exact);

}  // namespace belvedere::tiling
