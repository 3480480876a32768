#include "engine/streaming/cell_job.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <glm/common.hpp>

#include "engine/tiling/imagery_compositor.h"
#include "engine/tiling/plan_generaliser.h"
#include "engine/tiling/relief_mesher.h"

namespace belvedere::streaming {

namespace {

/// Skirts reach below what the heights on both sides of an edge can differ by: the errors of both, of which the other
/// is at most the parent's where what is shown is as fine as it should be, with as much again for what no sample met.
constexpr double kSkirtErrors = 2.0;
constexpr double kSkirtPartOfSide = 0.01;

constexpr int kFinestSampling = 4;  ///< samples per step of the grid

int powerOfTwo(double least, int smallest, int largest) {
  const double wanted =
      std::clamp(std::ceil(least - 1e-6), static_cast<double>(smallest), static_cast<double>(largest));
  return static_cast<int>(std::bit_ceil(static_cast<unsigned>(wanted)));
}

bool isAmong(const std::vector<LayerError>& errors, scene::LayerId id) {
  return std::any_of(errors.begin(), errors.end(), [&](const LayerError& error) { return error.id == id; });
}

/// Takes the parent's heights where rasters reach that could not be read.
void fillFromParent(const CellRequest& request, const tiling::ReliefSampling& sampling,
                    const std::vector<LayerError>& errors, std::vector<float>& samples) {
  const tiling::ReliefGrid& parent = *request.parentGrid;
  const geo::Bounds2 pixels = sampling.pixelBounds(request.plan->square.area(request.cell));
  const int count = sampling.count();
  const double pixel = pixels.size().x / count;
  for (const RasterLayer& layer : request.plan->terrain) {
    if (!isAmong(errors, layer.id)) {
      continue;
    }
    for (int row = 0; row < count; ++row) {
      for (int column = 0; column < count; ++column) {
        const glm::dvec2 place(pixels.min.x + (column + 0.5) * pixel, pixels.max.y - (row + 0.5) * pixel);
        // The ring around the cell may lie outside the parent.
        const auto height = parent.heightAt(glm::min(glm::max(place, parent.area.min), parent.area.max));
        if (height && layer.raster->extent().contains(place)) {
          samples[static_cast<std::size_t>(row) * static_cast<std::size_t>(count) + static_cast<std::size_t>(column)] =
              static_cast<float>(*height);
        }
      }
    }
  }
}

std::shared_ptr<const tiling::ReliefGrid> makeGrid(const CellRequest& request, std::vector<LayerError>& errors,
                                                   const std::stop_token& stop) {
  const GroundPlan& plan = *request.plan;
  const geo::Bounds2 area = plan.square.area(request.cell);
  if (plan.terrain.empty()) {
    return std::make_shared<tiling::ReliefGrid>(tiling::makeFlatGrid(area, plan.flatExtent, plan.flatHeight));
  }
  const double pixel = finestPixelMetres(plan.terrain, area);
  const int pixels = pixel > 0.0 ? powerOfTwo(area.size().x / pixel, 2, kGridSteps * kFinestSampling) : 2;
  tiling::ReliefSampling sampling;
  sampling.steps = std::min(pixels, kGridSteps);
  sampling.refinement = pixels / sampling.steps;
  std::vector<float> samples =
      sampleHeights(plan.terrain, sampling.pixelBounds(area), sampling.count(), plan.sceneOriginHeight, errors, stop);
  if (!errors.empty() && request.parentGrid) {
    fillFromParent(request, sampling, errors, samples);
  }
  const double texel = texelMetres(area.size().x, kPicturePixels);
  const double imagery = finestPixelMetres(plan.imagery, area);
  // A cell with a finer picture to come is replaced once a texel is larger than a pixel: heights need not be better
  // than that. Nor need they be far better than the parent's, for a cell that is gets cheaper and is refined later.
  const double allowed = std::max(imagery > 0.0 && imagery < texel ? texel : 0.0, 0.25 * request.parentErrorMetres);
  return std::make_shared<tiling::ReliefGrid>(tiling::makeReliefGrid(area, sampling, samples, allowed));
}

/// What the cell above shows of a layer here.
std::shared_ptr<const Image> pictureFromParent(const CellRequest& request, scene::LayerId layer,
                                               const geo::Bounds2& area, int size) {
  const auto parents = request.parentPictures.find(layer);
  if (parents == request.parentPictures.end() || !parents->second || !request.parentGrid) {
    return nullptr;
  }
  return std::make_shared<const Image>(tiling::enlargePart(
      *parents->second, tiling::pictureBounds(request.parentGrid->cell), tiling::pictureBounds(area), size));
}

/// Reads a layer's picture of a cell.
std::shared_ptr<const Image> readPicture(const CellRequest& request, const RasterLayer& layer, const geo::Bounds2& area,
                                         int size, std::vector<LayerError>& errors, const std::stop_token& stop) {
  if (!layer.raster->extent().overlaps(area)) {
    return nullptr;
  }
  Result<Image> picture = layer.raster->readColours(tiling::pictureBounds(area), size, size, stop);
  if (!picture) {
    errors.push_back({layer.id, picture.error()});
    return pictureFromParent(request, layer.id, area, size);
  }
  tiling::bleedColours(*picture);
  return std::make_shared<const Image>(std::move(*picture));
}

std::shared_ptr<const Image> makePicture(const CellRequest& request, const geo::Bounds2& area, int size,
                                         CellResult& result, const std::stop_token& stop) {
  std::vector<tiling::PictureLayer> layers;
  for (const RasterLayer& layer : request.plan->imagery) {
    if (stop.stop_requested()) {
      return nullptr;
    }
    const auto cached = request.pictures.find(layer.id);
    const bool isCached = cached != request.pictures.end() && (!cached->second || cached->second->width == size);
    std::shared_ptr<const Image> picture =
        isCached ? cached->second : readPicture(request, layer, area, size, result.errors, stop);
    result.pictures[layer.id] = picture;
    layers.push_back({std::move(picture), layer.opacity});
  }
  return tiling::compositePictures(layers);
}

std::shared_ptr<const tiling::ReliefTile> makeTile(const CellRequest& request, CellResult& result,
                                                   const std::stop_token& stop) {
  const tiling::ReliefGrid& grid = *result.grid;
  auto tile = std::make_shared<tiling::ReliefTile>();
  const int size = result.finestImageryMetres > 0.0
                       ? powerOfTwo(tiling::pictureBounds(grid.cell).size().x / result.finestImageryMetres,
                                    tiling::kLeastCellPicture, kPicturePixels)
                       : 0;
  tile->imagery = size > 0 ? makePicture(request, grid.cell, size, result, stop) : nullptr;
  const double skirtDepth =
      kSkirtPartOfSide * grid.cell.size().x + kSkirtErrors * (grid.heightErrorMetres + request.parentErrorMetres);
  tile->cell = request.cell;
  tile->surface = tiling::makeReliefMesh(grid, skirtDepth);
  tile->isPlain = request.plan->isPlain;
  tile->geometricErrorMetres = grid.errorMetres;
  return tile;
}

DrapedResult drapeLayer(const DrapedLayer& layer, const tiling::ReliefGrid& grid, const std::stop_token& stop) {
  DrapedResult result{layer.id, layer.version, nullptr, nullptr, 0.0};
  const double pixel = grid.cell.size().x / kDrapedPixels;
  const auto seen = tiling::generalise(*layer.shapes, grid.area, {pixel, layer.hasStrokes, layer.hasFills}, stop);
  result.errorMetres = seen ? pixel : 0.0;
  tiling::DrapedCell cell = tiling::drape(seen ? *seen : *layer.shapes, grid, layer.hasStrokes, stop);
  if (cell.hasTile()) {
    result.tile = std::make_shared<const tiling::DrapedTile>(std::move(cell.tile));
  }
  if (!cell.symbols.positions.empty()) {
    result.symbols = std::make_shared<const tiling::SymbolSet>(std::move(cell.symbols));
  }
  return result;
}

}  // namespace

double texelMetres(double cellSideMetres, int picturePixels) {
  return cellSideMetres / ((1.0 - 2.0 * tiling::kCellPictureBorder) * picturePixels);
}

CellResult makeCell(const CellRequest& request, const std::stop_token& stop) {
  CellResult result;
  result.pictureVersion = request.plan->pictureVersion;
  result.grid = request.grid ? request.grid : makeGrid(request, result.errors, stop);
  if (result.grid->isEmpty()) {
    result.isComplete = !stop.stop_requested();
    return result;
  }
  result.finestTerrainMetres = finestPixelMetres(request.plan->terrain, result.grid->area);
  result.finestImageryMetres = finestPixelMetres(request.plan->imagery, result.grid->area);
  if (request.needsTile && !stop.stop_requested()) {
    result.tile = makeTile(request, result, stop);
  }
  for (const DrapedLayer& layer : request.draped) {
    if (stop.stop_requested()) {
      break;
    }
    result.draped.push_back(drapeLayer(layer, *result.grid, stop));
  }
  result.isComplete = !stop.stop_requested();
  return result;
}

}  // namespace belvedere::streaming
