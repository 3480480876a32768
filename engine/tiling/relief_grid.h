#pragma once

#include <cstddef>
#include <glm/vec2.hpp>
#include <glm/vec4.hpp>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/geo/bounds.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::tiling {

/// The square that a territory's ground is a quadtree over, in scene coordinates.
struct ReliefSquare {
  glm::dvec2 southWest{0.0};
  double sideMetres = 0.0;

  double cellSideMetres(unsigned level) const;
  /// The area of a cell in scene coordinates.
  geo::Bounds2 area(const ReliefCell& cell) const;
  friend bool operator==(const ReliefSquare&, const ReliefSquare&) = default;
};

/// One of a cell's four children, 0 to 3: south-west, south-east, north-west, north-east.
ReliefCell childCell(const ReliefCell& cell, unsigned child);

/// Pictures and normal maps of a cell reach beyond it on each side by this part of their width, so that those of
/// neighbours meet without a seam; a texture coordinate of 0 to 1 across the picture is this to 1 less this across the
/// cell. With the least size, in pixels a side, that is one texel.
constexpr double kCellPictureBorder = 1.0 / 64.0;
constexpr int kLeastCellPicture = 64;

/// What a cell's picture covers.
geo::Bounds2 pictureBounds(const geo::Bounds2& cell);
/// Texture coordinates of a place in a cell (t downwards), from parts of its side eastwards and northwards.
inline glm::vec2 cellTexcoord(double eastPart, double northPart) {
  constexpr double kInside = 1.0 - 2.0 * kCellPictureBorder;
  return {kCellPictureBorder + eastPart * kInside, kCellPictureBorder + (1.0 - northPart) * kInside};
}

/// The heights of one cell: (steps + 1)^2 samples that include the edges, rows from the south. Between samples the
/// ground is two triangles per quad, parted from south-west to north-east; a triangle with a NaN corner is a hole.
struct ReliefGrid {
  geo::Bounds2 cell;                 ///< scene coordinates, a square
  geo::Bounds2 area;                 ///< what the steps span: the cell, or the part of it that a flat ground covers
  int steps = 0;                     ///< quads per side, at least 1
  std::vector<float> heights;        ///< scene z in metres, NaN where there is none
  std::vector<glm::i8vec4> normals;  ///< as TileMesh::normals
  std::shared_ptr<const Image> normalMap;  ///< as TileMesh::normalMap; null on a flat ground
  double minHeight = 0.0, maxHeight = 0.0;
  double heightErrorMetres = 0.0;       ///< largest height difference to the samples it was made from
  double errorMetres = 0.0;             ///< the same, and how far borders of holes may be off
  std::vector<std::uint8_t> hasBeyond;  ///< per edge vertex (south, north, west, east): the ground goes on outside

  glm::dvec2 step() const { return area.size() / static_cast<double>(steps); }
  double stepMetres() const { return area.size().x / steps; }
  std::size_t at(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(steps + 1) + static_cast<std::size_t>(column);
  }
  /// Whether no sample is there.
  bool isEmpty() const { return !(minHeight <= maxHeight); }
  /// Scene z of the triangles at a place; nothing outside and in holes.
  std::optional<double> heightAt(const glm::dvec2& scene) const;
  /// The same at a place in steps from the south-west corner, which must be inside; NaN in holes.
  double heightAtStep(const glm::dvec2& place) const;
  std::size_t byteSize() const;
};

/// What to sample for a cell: heights at `count` x `count` places, the first one step outside the cell's corner.
/// `refinement` 2 or more samples so many times as finely, for errors and normals; 1 says that nothing finer is there.
struct ReliefSampling {
  int steps = 32;  ///< a power of two
  int refinement = 4;
  int count() const { return refinement * (steps + 2) + 1; }
  /// Outer edges of the samples taken as pixels, for RasterSource::readHeights.
  geo::Bounds2 pixelBounds(const geo::Bounds2& area) const;
};

/// Makes the grid of a cell from count()^2 heights, rows from the north (scene z, NaN for none). It has fewer steps
/// than were sampled where that costs no more than `allowedErrorMetres`, or next to nothing. Normals are those of the
/// samples, the ring outside the cell included, so that they agree on both sides of an edge whatever the steps.
ReliefGrid makeReliefGrid(const geo::Bounds2& area, const ReliefSampling& sampling, std::span<const float> samples,
                          double allowedErrorMetres = 0.0);

/// A level grid of one quad: the part of a cell that lies in `extent`; empty where none does.
ReliefGrid makeFlatGrid(const geo::Bounds2& cell, const geo::Bounds2& extent, double height);

}  // namespace belvedere::tiling
