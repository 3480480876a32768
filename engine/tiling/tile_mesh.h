#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <memory>
#include <vector>

#include "engine/core/image.h"
#include "engine/geo/bounds.h"

namespace belvedere::tiling {

/// A run of a mesh that is drawn with one texture and one face mode.
struct MeshPart {
  std::uint32_t firstIndex = 0;
  std::uint32_t indexCount = 0;
  std::uint32_t texture = 0xFFFFFFFFU;  ///< index in TileMesh::textures, or none
  bool isTwoSided = false;
};

/// Triangles ready for the GPU: the one form in which anything solid reaches the renderer. Positions are metres from
/// `origin`, which is in scene coordinates (engine/geo/scene_frame.h). One entry per vertex in each array that is not
/// empty. Immutable once published.
struct TileMesh {
  glm::dvec3 origin{0.0};
  geo::Bounds3 bounds;  ///< scene coordinates

  std::vector<glm::vec3> positions;
  std::vector<glm::i8vec4> normals;     ///< unit normal times 127; fourth unused
  std::vector<std::uint32_t> features;  ///< the object's index in its layer (row of the style buffer)
  std::vector<std::uint8_t> kinds;      ///< model::SurfaceKind
  std::vector<glm::u8vec4> colours;     ///< material colour, or empty for white
  std::vector<glm::vec2> texcoords;     ///< empty where nothing is textured; t downwards, as the image's rows
  std::vector<std::uint32_t> indices;   ///< three per triangle, counter-clockwise from outside
  std::vector<MeshPart> parts;          ///< cover `indices` in order
  std::vector<std::shared_ptr<const Image>> textures;
  /// On the ground: finer normals than the vertices have, or null. RGB, (unit normal + 1) * 127.5, addressed by
  /// `texcoords`. Shared by all meshes of a cell.
  std::shared_ptr<const Image> normalMap;

  std::size_t byteSize() const;
};

/// A stroke on the ground: a 3D polyline that follows the relief, drawn with a constant width in pixels.
struct LineMesh {
  glm::dvec3 origin{0.0};
  geo::Bounds3 bounds;
  std::vector<glm::vec3> positions;
  std::vector<std::uint32_t> features;    ///< per position
  std::vector<std::uint32_t> lineStarts;  ///< first position of each polyline, and the end

  std::size_t byteSize() const;
};

/// Points that carry a symbol: on the ground, or at the height that the source gives.
struct SymbolSet {
  glm::dvec3 origin{0.0};
  geo::Bounds3 bounds;
  std::vector<glm::vec3> positions;
  std::vector<std::uint32_t> features;

  std::size_t byteSize() const;
};

/// The cell of a quadtree over the relief: level 0 is one cell, level n has 2^n by 2^n. Row 0 is in the south.
struct ReliefCell {
  std::uint8_t level = 0;
  std::uint32_t column = 0;
  std::uint32_t row = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the comparison with 0 for a null pointer
  friend auto operator<=>(const ReliefCell&, const ReliefCell&) = default;
};

/// One displayed cell of ground: a grid of heights with skirts, and its picture.
struct ReliefTile {
  ReliefCell cell;
  TileMesh surface;      ///< parts: the ground, then the skirts if any; texcoords on the picture, v downwards
  bool isPlain = false;  ///< a flat ground of our own making where a territory has no relief: nothing to see in itself
  std::shared_ptr<const Image> imagery;  ///< all imagery layers in order and opacity; null where there is none
  double geometricErrorMetres = 0.0;     ///< largest height difference to the full-resolution relief (estimate)
};

/// What one vector layer has on one relief tile, cut along that tile's own triangles, so that it lies in them exactly.
struct DrapedTile {
  TileMesh areas;    ///< polygons, in the layer's fill colour
  TileMesh bands;    ///< lines and outlines with a width in metres, in the layer's line colour
  LineMesh strokes;  ///< lines and outlines with a width in pixels
};

}  // namespace belvedere::tiling
