#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

  std::vector<glm::dvec3> positions;
  std::vector<glm::i8vec4> normals;
  std::vector<std::uint32_t> objectIndices;  ///< in `objects`
  std::vector<std::uint8_t> kinds;
  std::vector<glm::u8vec4> colours;                     ///< empty for white
  std::array<std::vector<std::uint32_t>, 2> triangles;  ///< seen from outside only, and from both sides
  std::vector<Object> objects;

  geo::Bounds3 bounds() const;
  std::size_t triangleCount() const { return (triangles[0].size() + triangles[1].size()) / 3; }
};

/// A tile as it is stored. `glb` is glTF 2.0 with KHR_mesh_quantization and EXT_meshopt_compression; the objects'
/// indices in the layer and ids are a property table (EXT_mesh_features, EXT_structural_metadata). `exact` adds to each
/// vertex what quantisation took from it.
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

/// Reads what encodeTile wrote, from bytes that are not trusted. Fails with InvalidData.
Result<std::shared_ptr<const TileMesh>> decodeTile(std::span<const std::byte> glb);

/// The unquantised positions (scene coordinates) of a tile's vertices, in their order. Fails with InvalidData.
Result<std::vector<glm::dvec3>> exactPositions(const TileMesh& tile, std::span<const std::byte> exact);

}  // namespace belvedere::tiling
