#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <string>
#include <vector>

#include "data_loaders/raster/pixel_buffer.h"
#include "data_loaders/raster/pixel_grid.h"
#include "engine/geo/bounds.h"

namespace belvedere::loaders::map_services {

/// One reduction of a map, cut into tiles. Columns count from the west, rows from the north.
struct TileLevel {
  std::string name;                            ///< the service's own ("TileMatrix" of WMTS)
  glm::dvec2 topLeft{0.0};                     ///< corner of column 0, row 0, in units of the CRS, east and north
  double pixel = 0.0;                          ///< side of a pixel in units of the CRS
  int tileWidth = 256, tileHeight = 256;       ///< pixels
  std::int64_t firstColumn = 0, firstRow = 0;  ///< of what the service has
  std::int64_t endColumn = 0, endRow = 0;      ///< behind the last
  glm::dvec2 tileSize() const { return glm::dvec2(tileWidth, tileHeight) * pixel; }  ///< in units of the CRS
  geo::Bounds2 extent() const;                                                       ///< of what the service has
};

/// One tile of a pyramid.
struct TileKey {
  std::size_t level = 0;
  std::int64_t column = 0, row = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the comparison with 0 for a null pointer
  friend auto operator<=>(const TileKey&, const TileKey&) = default;
};

/// A map in levels, finest first. Pixels of the raster are those of the finest level, counted from the extent's north
/// west corner.
struct TilePyramid {
  std::vector<TileLevel> levels;
  geo::Bounds2 extent;  ///< what is shown of it, units of the CRS

  /// Sorts the levels, drops unusable ones, and cuts the extent to what the levels have; an empty extent becomes that.
  /// False where nothing is left.
  bool settle();
  raster::PixelGrid grid(const geo::Crs& crs) const;
  /// The level whose pixels come closest to `step` pixels of the raster.
  std::size_t levelFor(double step) const;
};

/// A part of a level in whole pixels, and the tiles it takes.
struct TilePart {
  raster::PixelBuffer frame;       ///< its place and size; no samples yet
  std::int64_t left = 0, top = 0;  ///< pixels of the level
  std::vector<TileKey> tiles;
};

/// What of a level a window of the raster needs, with a pixel around; empty where the service has nothing there.
TilePart partOf(const TilePyramid& pyramid, std::size_t level, const raster::PixelWindow& window);

/// Whether the service has all of a window, as far as the extent reaches, at a level.
bool covers(const TilePyramid& pyramid, std::size_t level, const raster::PixelWindow& window);

/// The tiles of a coarser level that lie over a tile, as far as the service has them; some 17,000 at most.
std::vector<TileKey> tilesOver(const TilePyramid& pyramid, const TileKey& finer, std::size_t level);

/// How many pixels the tiles of a window have at most, without listing them.
double pixelCount(const TilePyramid& pyramid, std::size_t level, const raster::PixelWindow& window);

}  // namespace belvedere::loaders::map_services
