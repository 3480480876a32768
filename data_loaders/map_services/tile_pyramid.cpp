#include "data_loaders/map_services/detail/tile_pyramid.h"

#include <algorithm>
#include <cmath>

namespace belvedere::loaders::map_services {
namespace {

constexpr int kLeastTilePixels = 16;             // a side: of smaller ones a picture would take countless
constexpr int kMostTilePixels = 2048;            // a side
constexpr double kFinestPixel = 1e-9;            // units of a CRS: a tenth of a millimetre, in degrees
constexpr double kFarthest = 1e9;                // units of a CRS: no map of the earth reaches as far
constexpr double kMostPixels = 9e15;             // of a level's side: doubles count them all
constexpr std::int64_t kMostTiles = 1LL << 40U;  // of a level's side

bool isUsable(const TileLevel& level) {
  const bool isTileSound = level.tileWidth >= kLeastTilePixels && level.tileHeight >= kLeastTilePixels &&
                           level.tileWidth <= kMostTilePixels && level.tileHeight <= kMostTilePixels;
  const bool isRangeSound = level.firstColumn >= 0 && level.firstRow >= 0 && level.endColumn > level.firstColumn &&
                            level.endRow > level.firstRow && level.endColumn <= kMostTiles &&
                            level.endRow <= kMostTiles;
  const bool isPlaceSound = std::abs(level.topLeft.x) < kFarthest && std::abs(level.topLeft.y) < kFarthest;  // not NaN
  return isTileSound && isRangeSound && isPlaceSound && level.pixel >= kFinestPixel && level.pixel < kFarthest;
}

geo::Bounds2 cut(const geo::Bounds2& a, const geo::Bounds2& b) {
  return {{std::max(a.min.x, b.min.x), std::max(a.min.y, b.min.y)},
          {std::min(a.max.x, b.max.x), std::min(a.max.y, b.max.y)}};
}

/// A window in pixels of a level, cut to what the service has; empty where that is nothing.
raster::PixelWindow windowIn(const TilePyramid& pyramid, const TileLevel& level, const raster::PixelWindow& window) {
  const double fine = pyramid.levels.front().pixel;
  const double scale = fine / level.pixel;
  const double east = (pyramid.extent.min.x - level.topLeft.x) / level.pixel;
  const double south = (level.topLeft.y - pyramid.extent.max.y) / level.pixel;
  const auto at = [&](double offset, std::int64_t pixel, bool isEnd) {
    const double place = offset + static_cast<double>(pixel) * scale;
    return static_cast<std::int64_t>(std::clamp(isEnd ? std::ceil(place) + 1.0 : std::floor(place) - 1.0, -1e15, 1e15));
  };
  raster::PixelWindow part;
  part.left = std::max(at(east, window.left, false), level.firstColumn * level.tileWidth);
  part.top = std::max(at(south, window.top, false), level.firstRow * level.tileHeight);
  part.right = std::min(at(east, window.right, true), level.endColumn * level.tileWidth);
  part.bottom = std::min(at(south, window.bottom, true), level.endRow * level.tileHeight);
  return part;
}

}  // namespace

geo::Bounds2 TileLevel::extent() const {
  const glm::dvec2 size = tileSize();
  return {{topLeft.x + static_cast<double>(firstColumn) * size.x, topLeft.y - static_cast<double>(endRow) * size.y},
          {topLeft.x + static_cast<double>(endColumn) * size.x, topLeft.y - static_cast<double>(firstRow) * size.y}};
}

bool TilePyramid::settle() {
  std::erase_if(levels, [](const TileLevel& level) { return !isUsable(level); });
  std::stable_sort(levels.begin(), levels.end(),
                   [](const TileLevel& a, const TileLevel& b) { return a.pixel < b.pixel; });
  if (levels.empty()) {
    return false;
  }
  geo::Bounds2 all;
  for (const TileLevel& level : levels) {
    all.add(level.extent());
  }
  extent = extent.isEmpty() ? all : cut(extent, all);
  const glm::dvec2 pixels = extent.size() / levels.front().pixel;
  return !extent.isEmpty() && pixels.x > 0.0 && pixels.y > 0.0 && std::max(pixels.x, pixels.y) < kMostPixels;
}

raster::PixelGrid TilePyramid::grid(const geo::Crs& crs) const {
  const double pixel = levels.front().pixel;
  raster::PixelGrid grid;
  grid.width = std::max<std::int64_t>(1, std::llround(std::ceil(extent.size().x / pixel - 1e-6)));
  grid.height = std::max<std::int64_t>(1, std::llround(std::ceil(extent.size().y / pixel - 1e-6)));
  grid.toMap = {extent.min.x, pixel, 0.0, extent.max.y, 0.0, -pixel};
  grid.toPixel = {-extent.min.x / pixel, 1.0 / pixel, 0.0, extent.max.y / pixel, 0.0, -1.0 / pixel};
  grid.crs = crs;
  return grid;
}

std::size_t TilePyramid::levelFor(double step) const {
  const double wanted = std::log(levels.front().pixel * std::max(step, 1.0));
  std::size_t best = 0;
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const double off = std::abs(std::log(levels[i].pixel) - wanted);
    best = off < std::abs(std::log(levels[best].pixel) - wanted) ? i : best;
  }
  return best;
}

bool covers(const TilePyramid& pyramid, std::size_t level, const raster::PixelWindow& window) {
  const double fine = pyramid.levels.front().pixel;
  const geo::Bounds2 wanted = cut({{pyramid.extent.min.x + static_cast<double>(window.left) * fine,
                                    pyramid.extent.max.y - static_cast<double>(window.bottom) * fine},
                                   {pyramid.extent.min.x + static_cast<double>(window.right) * fine,
                                    pyramid.extent.max.y - static_cast<double>(window.top) * fine}},
                                  pyramid.extent);
  const geo::Bounds2 there = pyramid.levels[level].extent();
  const double slack = pyramid.levels[level].pixel;
  return wanted.min.x >= there.min.x - slack && wanted.min.y >= there.min.y - slack &&
         wanted.max.x <= there.max.x + slack && wanted.max.y <= there.max.y + slack;
}

std::vector<TileKey> tilesOver(const TilePyramid& pyramid, const TileKey& finer, std::size_t level) {
  constexpr double kSlack = 1e-6;  // of a tile
  const TileLevel& from = pyramid.levels[finer.level];
  const TileLevel& to = pyramid.levels[level];
  const glm::dvec2 corner =
      from.topLeft + from.tileSize() * glm::dvec2(static_cast<double>(finer.column), -static_cast<double>(finer.row));
  const glm::dvec2 first = (glm::dvec2(corner.x, -corner.y) - glm::dvec2(to.topLeft.x, -to.topLeft.y)) / to.tileSize();
  const glm::dvec2 size = from.tileSize() / to.tileSize();
  std::vector<TileKey> tiles;
  const auto within = [](double value, std::int64_t least, std::int64_t most) {
    const double whole = std::floor(value);  // what is out of range, or no number, is no integer either
    return whole < static_cast<double>(most)
               ? (whole > static_cast<double>(least) ? static_cast<std::int64_t>(whole) : least)
               : most;
  };
  const std::int64_t right = within(first.x + size.x - kSlack, to.firstColumn - 1, to.endColumn - 1);
  const std::int64_t bottom = within(first.y + size.y - kSlack, to.firstRow - 1, to.endRow - 1);
  for (std::int64_t row = within(first.y + kSlack, to.firstRow, to.endRow); row <= bottom; ++row) {
    for (std::int64_t column = within(first.x + kSlack, to.firstColumn, to.endColumn); column <= right; ++column) {
      tiles.push_back({level, column, row});
    }
  }
  return tiles;
}

double pixelCount(const TilePyramid& pyramid, std::size_t level, const raster::PixelWindow& window) {
  const TileLevel& at = pyramid.levels[level];
  const raster::PixelWindow part = windowIn(pyramid, at, window);
  return part.isEmpty() ? 0.0
                        : (static_cast<double>(part.right - part.left) + at.tileWidth) *
                              (static_cast<double>(part.bottom - part.top) + at.tileHeight);
}

TilePart partOf(const TilePyramid& pyramid, std::size_t level, const raster::PixelWindow& window) {
  const TileLevel& at = pyramid.levels[level];
  const raster::PixelWindow pixels = windowIn(pyramid, at, window);
  TilePart part;
  if (pixels.isEmpty()) {
    return part;
  }
  const double fine = pyramid.levels.front().pixel;
  part.left = pixels.left;
  part.top = pixels.top;
  part.frame.width = static_cast<int>(pixels.right - pixels.left);
  part.frame.height = static_cast<int>(pixels.bottom - pixels.top);
  part.frame.columnStep = part.frame.rowStep = at.pixel / fine;
  part.frame.firstColumn = (at.topLeft.x + static_cast<double>(pixels.left) * at.pixel - pyramid.extent.min.x) / fine;
  part.frame.firstRow = (pyramid.extent.max.y - at.topLeft.y + static_cast<double>(pixels.top) * at.pixel) / fine;
  for (std::int64_t row = pixels.top / at.tileHeight; row * at.tileHeight < pixels.bottom; ++row) {
    for (std::int64_t column = pixels.left / at.tileWidth; column * at.tileWidth < pixels.right; ++column) {
      part.tiles.push_back({level, column, row});
    }
  }
  return part;
}

}  // namespace belvedere::loaders::map_services
