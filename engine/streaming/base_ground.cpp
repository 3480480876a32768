#include "engine/streaming/base_ground.h"

#include <algorithm>
#include <cmath>

namespace belvedere::streaming {

namespace {

struct Weighted {
  double sum = 0.0;
  double weight = 0.0;
};

/// A raster of weighted heights.
struct Level {
  int columns = 0;
  int rows = 0;
  std::vector<Weighted> cells;

  Level(int columnCount, int rowCount)
      : columns(columnCount),
        rows(rowCount),
        cells(static_cast<std::size_t>(columnCount) * static_cast<std::size_t>(rowCount)) {}
  Weighted& at(int column, int row) {
    return cells[static_cast<std::size_t>(std::clamp(row, 0, rows - 1)) * static_cast<std::size_t>(columns) +
                 static_cast<std::size_t>(std::clamp(column, 0, columns - 1))];
  }
  double height(int column, int row) {
    const Weighted& cell = at(column, row);
    return cell.sum / cell.weight;
  }
};

Level halved(Level& fine) {
  Level coarse((fine.columns + 1) / 2, (fine.rows + 1) / 2);
  for (int row = 0; row < fine.rows; ++row) {
    for (int column = 0; column < fine.columns; ++column) {
      const Weighted& from = fine.at(column, row);
      if (from.weight > 0.0) {
        const double weight = std::min(1.0, from.weight);
        Weighted& to = coarse.at(column / 2, row / 2);
        to.sum += from.sum / from.weight * weight;
        to.weight += weight;
      }
    }
  }
  return coarse;
}

/// Gives each cell that has less than a whole weight the rest from the coarser level, smoothly between its cells.
void fill(Level& fine, Level& coarse) {
  for (int row = 0; row < fine.rows; ++row) {
    for (int column = 0; column < fine.columns; ++column) {
      Weighted& cell = fine.at(column, row);
      if (cell.weight >= 1.0) {
        continue;
      }
      const int east = column % 2 == 0 ? column / 2 - 1 : column / 2 + 1;
      const int north = row % 2 == 0 ? row / 2 - 1 : row / 2 + 1;
      const double mixed = 0.5625 * coarse.height(column / 2, row / 2) + 0.1875 * coarse.height(east, row / 2) +
                           0.1875 * coarse.height(column / 2, north) + 0.0625 * coarse.height(east, north);
      cell.sum += mixed * (1.0 - cell.weight);
      cell.weight = 1.0;
    }
  }
}

void spread(Level& level) {
  if (level.columns == 1 && level.rows == 1) {
    return;
  }
  Level coarse = halved(level);
  spread(coarse);
  fill(level, coarse);
}

}  // namespace

double heightQuantile(std::span<const glm::dvec3> points, double part) {
  std::vector<double> heights;
  heights.reserve(points.size());
  for (const glm::dvec3& point : points) {
    heights.push_back(point.z);
  }
  if (heights.empty()) {
    return 0.0;
  }
  const auto place = heights.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(heights.size() - 1));
  std::nth_element(heights.begin(), place, heights.end());
  return *place;
}

std::unique_ptr<BaseGround> BaseGround::make(std::span<const glm::dvec3> points, const geo::Bounds2& extent,
                                             const geo::SceneFrame& frame) {
  const double lowest = heightQuantile(points, 0.01);
  const double highest = heightQuantile(points, 0.99);
  if (extent.isEmpty() || highest - lowest <= kFlatMetres) {
    return nullptr;
  }
  const double pixel = std::max(kPixelMetres, std::max(extent.size().x, extent.size().y) / kMostPixels);
  Level level(std::max(1, static_cast<int>(std::ceil(extent.size().x / pixel))),
              std::max(1, static_cast<int>(std::ceil(extent.size().y / pixel))));
  for (const glm::dvec3& point : points) {
    const glm::dvec2 place = (glm::dvec2(point.x, point.y) - extent.min) / pixel;
    if (point.z >= lowest && point.z <= highest && place.x >= 0.0 && place.y >= 0.0 && place.x < level.columns &&
        place.y < level.rows) {
      Weighted& cell = level.at(static_cast<int>(place.x), static_cast<int>(place.y));
      cell.sum += point.z;
      cell.weight += 1.0;
    }
  }
  spread(level);
  std::unique_ptr<BaseGround> ground(new BaseGround);
  ground->columns_ = level.columns;
  ground->rows_ = level.rows;
  for (const Weighted& cell : level.cells) {
    ground->heights_.push_back(static_cast<float>(cell.sum / cell.weight + frame.origin().z));
  }
  const glm::dvec2 southWest = extent.min + glm::dvec2(frame.origin());
  ground->description_.crsWkt = frame.crs().wkt();
  ground->description_.extent = {southWest, southWest + glm::dvec2(level.columns, level.rows) * pixel};
  ground->description_.raster.emplace();
  ground->description_.raster->width = level.columns;
  ground->description_.raster->height = level.rows;
  ground->description_.raster->pixelSize = pixel;
  return ground;
}

Result<geo::Bounds2> BaseGround::extentIn(const std::string&) { return description_.extent; }

double BaseGround::heightAt(const glm::dvec2& map) const {
  const double pixel = description_.raster->pixelSize;
  const double x = std::clamp((map.x - description_.extent.min.x) / pixel - 0.5, 0.0, columns_ - 1.0);
  const double y = std::clamp((map.y - description_.extent.min.y) / pixel - 0.5, 0.0, rows_ - 1.0);
  const int column = std::min(static_cast<int>(x), std::max(0, columns_ - 2));
  const int row = std::min(static_cast<int>(y), std::max(0, rows_ - 2));
  const auto at = [&](int c, int r) {
    return static_cast<double>(
        heights_[static_cast<std::size_t>(std::min(r, rows_ - 1)) * static_cast<std::size_t>(columns_) +
                 static_cast<std::size_t>(std::min(c, columns_ - 1))]);
  };
  const double south = std::lerp(at(column, row), at(column + 1, row), x - column);
  const double north = std::lerp(at(column, row + 1), at(column + 1, row + 1), x - column);
  return std::lerp(south, north, y - row);
}

Result<model::HeightGrid> BaseGround::readHeights(const model::RasterRequest& request) {
  model::HeightGrid grid{request.width, request.height, {}};
  const glm::dvec2 pixel = request.bounds.size() / glm::dvec2(request.width, request.height);
  for (int row = 0; row < request.height; ++row) {
    for (int column = 0; column < request.width; ++column) {
      const glm::dvec2 place(request.bounds.min.x + (column + 0.5) * pixel.x,
                             request.bounds.max.y - (row + 0.5) * pixel.y);
      grid.metres.push_back(description_.extent.contains(place) ? static_cast<float>(heightAt(place)) : NAN);
    }
  }
  return grid;
}

Result<Image> BaseGround::readColours(const model::RasterRequest& request) {
  return Image(request.width, request.height, 4);  // transparent
}

}  // namespace belvedere::streaming
