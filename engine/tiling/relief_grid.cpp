#include "engine/tiling/relief_grid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <glm/vec3.hpp>
#include <limits>

#include "engine/tiling/detail/normal_map.h"
#include "engine/tiling/detail/ringed_samples.h"

namespace belvedere::tiling {

namespace {

using detail::RingedSamples;
using detail::slope;

constexpr float kHole = std::numeric_limits<float>::quiet_NaN();

glm::i8vec4 packedNormal(const glm::dvec3& normal) {
  const auto pack = [](double v) { return static_cast<std::int8_t>(std::lround(v * 127.0)); };
  return {pack(normal.x), pack(normal.y), pack(normal.z), std::int8_t{0}};
}

/// Takes every `stride`th step of the samples as the grid's vertices.
void fillHeights(ReliefGrid& grid, const RingedSamples& samples, int stride) {
  grid.minHeight = std::numeric_limits<double>::infinity();
  grid.maxHeight = -std::numeric_limits<double>::infinity();
  grid.heights.clear();
  for (int row = 0; row <= grid.steps; ++row) {
    for (int column = 0; column <= grid.steps; ++column) {
      const float height = samples.atStep(column * stride, row * stride);
      grid.heights.push_back(std::isfinite(height) ? height : kHole);
      if (std::isfinite(height)) {
        grid.minHeight = std::min(grid.minHeight, static_cast<double>(height));
        grid.maxHeight = std::max(grid.maxHeight, static_cast<double>(height));
      }
    }
  }
}

void fillNormals(ReliefGrid& grid, const RingedSamples& samples, int stride) {
  const double step = grid.stepMetres() / stride;
  for (int row = 0; row <= grid.steps * stride; row += stride) {
    for (int column = 0; column <= grid.steps * stride; column += stride) {
      const float height = samples.atStep(column, row);
      if (!std::isfinite(height)) {
        grid.normals.push_back({0, 0, 127, 0});
        continue;
      }
      const double east = slope(samples.atStep(column - 1, row), height, samples.atStep(column + 1, row), step);
      const double north = slope(samples.atStep(column, row - 1), height, samples.atStep(column, row + 1), step);
      grid.normals.push_back(packedNormal(glm::normalize(glm::dvec3(-east, -north, 1.0))));
    }
  }
}

void fillBeyond(ReliefGrid& grid, const RingedSamples& samples, int stride) {
  const int last = grid.steps * stride;
  const auto add = [&](int column, int row) {
    grid.hasBeyond.push_back(std::isfinite(samples.atStep(column, row)) ? 1 : 0);
  };
  for (int i = 0; i <= last; i += stride) add(i, -1);
  for (int i = 0; i <= last; i += stride) add(i, last + 1);
  for (int i = 0; i <= last; i += stride) add(-1, i);
  for (int i = 0; i <= last; i += stride) add(last + 1, i);
}

/// Sets the grid's errors from all samples. A border of a hole is off by up to half a step.
void measureErrors(ReliefGrid& grid, const RingedSamples& samples, int stride) {
  const int perStep = stride * samples.refinement();
  const int count = grid.steps * perStep;
  grid.heightErrorMetres = 0.0;
  bool hasHoleBorder = false;
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column < count; ++column) {
      const double sample = samples.at(column + samples.refinement(), row + samples.refinement());
      const glm::dvec2 place = glm::dvec2(column, row) / static_cast<double>(perStep);
      const double drawn = grid.heightAtStep(place);
      if (std::isfinite(drawn) && std::isfinite(sample)) {
        grid.heightErrorMetres = std::max(grid.heightErrorMetres, std::abs(drawn - sample));
      }
      hasHoleBorder = hasHoleBorder || std::isfinite(drawn) != std::isfinite(sample);
    }
  }
  grid.errorMetres = std::max(grid.heightErrorMetres, hasHoleBorder ? grid.stepMetres() * 0.5 : 0.0);
}

/// How many sampled steps one step of the grid may span.
int widestStride(const ReliefGrid& full, const RingedSamples& samples, double allowedError) {
  constexpr double kNextToNothing = 1.25;
  constexpr double kLeastMetres = 0.01;
  constexpr int kLeastSteps = 4;
  const double limit = std::max({allowedError, full.errorMetres * kNextToNothing, kLeastMetres});
  ReliefGrid coarse;
  coarse.area = full.area;
  for (int stride = full.steps / kLeastSteps; stride > 1; stride /= 2) {
    coarse.steps = full.steps / stride;
    fillHeights(coarse, samples, stride);
    measureErrors(coarse, samples, stride);
    if (coarse.errorMetres <= limit) {
      return stride;
    }
  }
  return 1;
}

}  // namespace

double ReliefSquare::cellSideMetres(unsigned level) const { return std::ldexp(sideMetres, -static_cast<int>(level)); }

geo::Bounds2 ReliefSquare::area(const ReliefCell& cell) const {
  const double side = cellSideMetres(cell.level);
  const glm::dvec2 min = southWest + glm::dvec2(cell.column, cell.row) * side;
  const glm::dvec2 max = southWest + glm::dvec2(cell.column + 1.0, cell.row + 1.0) * side;
  return {min, max};
}

ReliefCell childCell(const ReliefCell& cell, unsigned child) {
  return {static_cast<std::uint8_t>(cell.level + 1), cell.column * 2 + (child & 1U), cell.row * 2 + (child >> 1U)};
}

geo::Bounds2 pictureBounds(const geo::Bounds2& cell) {
  const double margin = cell.size().x * kCellPictureBorder / (1.0 - 2.0 * kCellPictureBorder);
  return {cell.min - margin, cell.max + margin};
}

std::optional<double> ReliefGrid::heightAt(const glm::dvec2& scene) const {
  if (steps < 1 || !area.contains(scene)) {
    return std::nullopt;
  }
  const double height = heightAtStep((scene - area.min) / step());
  return std::isfinite(height) ? std::optional(height) : std::nullopt;
}

double ReliefGrid::heightAtStep(const glm::dvec2& place) const {
  const int column = std::clamp(static_cast<int>(place.x), 0, steps - 1);
  const int row = std::clamp(static_cast<int>(place.y), 0, steps - 1);
  const double x = place.x - column;
  const double y = place.y - row;
  const double southWest = heights[at(column, row)];
  const double northEast = heights[at(column + 1, row + 1)];
  if (x >= y) {
    const double southEast = heights[at(column + 1, row)];
    return southWest + (southEast - southWest) * x + (northEast - southEast) * y;
  }
  const double northWest = heights[at(column, row + 1)];
  return southWest + (northEast - northWest) * x + (northWest - southWest) * y;
}

std::size_t ReliefGrid::byteSize() const {
  return sizeof(*this) + (normalMap ? normalMap->pixels.size() : 0) + heights.size() * sizeof(float) +
         normals.size() * sizeof(glm::i8vec4) + hasBeyond.size();
}

geo::Bounds2 ReliefSampling::pixelBounds(const geo::Bounds2& area) const {
  const double step = area.size().x / steps;
  const double margin = step + 0.5 * step / refinement;
  return {area.min - margin, area.max + margin};
}

ReliefGrid makeReliefGrid(const geo::Bounds2& area, const ReliefSampling& sampling, std::span<const float> samples,
                          double allowedErrorMetres) {
  const RingedSamples ringed(sampling, samples);
  ReliefGrid grid;
  grid.cell = grid.area = area;
  grid.steps = sampling.steps;
  fillHeights(grid, ringed, 1);
  if (grid.isEmpty()) {
    return grid;
  }
  if (sampling.refinement > 1) {
    measureErrors(grid, ringed, 1);
  }
  const int stride = widestStride(grid, ringed, allowedErrorMetres);
  if (stride > 1) {
    grid.steps = sampling.steps / stride;
    fillHeights(grid, ringed, stride);
    measureErrors(grid, ringed, stride);
  }
  fillNormals(grid, ringed, stride);
  fillBeyond(grid, ringed, stride);
  grid.normalMap = detail::makeNormalMap(ringed, sampling.steps, area.size().x);
  return grid;
}

ReliefGrid makeFlatGrid(const geo::Bounds2& cell, const geo::Bounds2& extent, double height) {
  ReliefGrid grid;
  grid.cell = cell;
  grid.area = {glm::max(cell.min, extent.min), glm::min(cell.max, extent.max)};
  grid.steps = 1;
  const bool isOutside = grid.area.isEmpty() || grid.area.size().x <= 0.0 || grid.area.size().y <= 0.0;
  grid.heights.assign(4, isOutside ? kHole : static_cast<float>(height));
  grid.normals.assign(4, {0, 0, 127, 0});
  grid.minHeight = isOutside ? std::numeric_limits<double>::infinity() : static_cast<double>(grid.heights.front());
  grid.maxHeight = isOutside ? -std::numeric_limits<double>::infinity() : grid.minHeight;
  const std::array<bool, 4> goesOn{extent.min.y<cell.min.y, extent.max.y> cell.max.y,
                                   extent.min.x<cell.min.x, extent.max.x> cell.max.x};  // south, north, west, east
  for (const bool beyond : goesOn) {
    grid.hasBeyond.insert(grid.hasBeyond.end(), 2, beyond ? 1 : 0);
  }
  return grid;
}

}  // namespace belvedere::tiling
