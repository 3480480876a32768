#include "engine/tiling/relief_grid.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <glm/vec3.hpp>
#include <limits>

namespace belvedere::tiling {

namespace {

constexpr float kHole = std::numeric_limits<float>::quiet_NaN();

/// The samples of one cell with its ring, addressed by mesh steps from -1 to steps + 1.
class RingedSamples {
 public:
  RingedSamples(const ReliefSampling& sampling, std::span<const float> samples)
      : refinement_(sampling.refinement), count_(sampling.count()), samples_(samples) {}

  float atStep(int column, int row) const { return at((column + 1) * refinement_, (row + 1) * refinement_); }
  /// In the finer raster: 0 is one step outside the south-west corner.
  float at(int column, int row) const {
    return samples_[static_cast<std::size_t>(count_ - 1 - row) * static_cast<std::size_t>(count_) +
                    static_cast<std::size_t>(column)];
  }
  int refinement() const { return refinement_; }

 private:
  int refinement_;
  int count_;
  std::span<const float> samples_;
};

/// The slope from the samples on both sides, or the one side that is there.
double slope(float before, float here, float after, double step) {
  const bool hasBefore = std::isfinite(before);
  const bool hasAfter = std::isfinite(after);
  if (hasBefore && hasAfter) {
    return (static_cast<double>(after) - static_cast<double>(before)) / (2.0 * step);
  }
  if (hasAfter) {
    return (static_cast<double>(after) - static_cast<double>(here)) / step;
  }
  return hasBefore ? (static_cast<double>(here) - static_cast<double>(before)) / step : 0.0;
}

glm::i8vec4 packedNormal(const glm::dvec3& normal) {
  const auto pack = [](double v) { return static_cast<std::int8_t>(std::lround(v * 127.0)); };
  return {pack(normal.x), pack(normal.y), pack(normal.z), std::int8_t{0}};
}

void fillHeightsAndNormals(ReliefGrid& grid, const RingedSamples& samples) {
  const double step = grid.stepMetres();
  grid.heights.reserve(grid.at(0, grid.steps + 1));
  grid.normals.reserve(grid.at(0, grid.steps + 1));
  for (int row = 0; row <= grid.steps; ++row) {
    for (int column = 0; column <= grid.steps; ++column) {
      const float height = samples.atStep(column, row);
      const bool isGround = std::isfinite(height);
      grid.heights.push_back(isGround ? height : kHole);
      if (!isGround) {
        grid.normals.push_back({0, 0, 127, 0});
        continue;
      }
      grid.minHeight = std::min(grid.minHeight, static_cast<double>(height));
      grid.maxHeight = std::max(grid.maxHeight, static_cast<double>(height));
      const double east = slope(samples.atStep(column - 1, row), height, samples.atStep(column + 1, row), step);
      const double north = slope(samples.atStep(column, row - 1), height, samples.atStep(column, row + 1), step);
      grid.normals.push_back(packedNormal(glm::normalize(glm::dvec3(-east, -north, 1.0))));
    }
  }
}

void fillBeyond(ReliefGrid& grid, const RingedSamples& samples) {
  const int last = grid.steps + 1;
  const auto add = [&](int column, int row) {
    grid.hasBeyond.push_back(std::isfinite(samples.atStep(column, row)) ? 1 : 0);
  };
  for (int i = 0; i < last; ++i) add(i, -1);
  for (int i = 0; i < last; ++i) add(i, last);
  for (int i = 0; i < last; ++i) add(-1, i);
  for (int i = 0; i < last; ++i) add(last, i);
}

/// Twice the largest difference between the finer samples and the triangles: what still finer levels add halves with
/// each, so all of them together add as much again. A border of a hole is off by up to half a step.
double estimatedError(const ReliefGrid& grid, const RingedSamples& samples) {
  double largest = 0.0;
  bool hasHoleBorder = false;
  for (int row = 0; row < grid.steps * 2; ++row) {
    for (int column = 0; column < grid.steps * 2; ++column) {
      const double fine = samples.at(column + 2, row + 2);
      const double x = column * 0.5;
      const double y = row * 0.5;
      const std::optional<double> drawn = grid.heightAt(grid.area.min + glm::dvec2(x, y) * grid.stepMetres());
      if (drawn && std::isfinite(fine)) {
        largest = std::max(largest, std::abs(*drawn - fine));
      }
      hasHoleBorder = hasHoleBorder || drawn.has_value() != std::isfinite(fine);
    }
  }
  return std::max(2.0 * largest, hasHoleBorder ? grid.stepMetres() * 0.5 : 0.0);
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

std::optional<double> ReliefGrid::heightAt(const glm::dvec2& scene) const {
  if (steps < 1 || !area.contains(scene)) {
    return std::nullopt;
  }
  const glm::dvec2 local = (scene - area.min) / stepMetres();
  const int column = std::clamp(static_cast<int>(local.x), 0, steps - 1);
  const int row = std::clamp(static_cast<int>(local.y), 0, steps - 1);
  const double x = local.x - column;
  const double y = local.y - row;
  const double southWest = heights[at(column, row)];
  const double northEast = heights[at(column + 1, row + 1)];
  double height = 0.0;
  if (x >= y) {
    const double southEast = heights[at(column + 1, row)];
    height = southWest + (southEast - southWest) * x + (northEast - southEast) * y;
  } else {
    const double northWest = heights[at(column, row + 1)];
    height = southWest + (northEast - northWest) * x + (northWest - southWest) * y;
  }
  return std::isfinite(height) ? std::optional(height) : std::nullopt;
}

std::size_t ReliefGrid::byteSize() const {
  return sizeof(*this) + heights.size() * sizeof(float) + normals.size() * sizeof(glm::i8vec4) + hasBeyond.size();
}

geo::Bounds2 ReliefSampling::pixelBounds(const geo::Bounds2& area) const {
  const double step = area.size().x / steps;
  const double margin = step + 0.5 * step / refinement;
  return {area.min - margin, area.max + margin};
}

ReliefGrid makeReliefGrid(const geo::Bounds2& area, const ReliefSampling& sampling, std::span<const float> samples) {
  ReliefGrid grid;
  grid.area = area;
  grid.steps = sampling.steps;
  grid.minHeight = std::numeric_limits<double>::infinity();
  grid.maxHeight = -std::numeric_limits<double>::infinity();
  const RingedSamples ringed(sampling, samples);
  fillHeightsAndNormals(grid, ringed);
  fillBeyond(grid, ringed);
  if (sampling.refinement == 2 && !grid.isEmpty()) {
    grid.errorMetres = estimatedError(grid, ringed);
  }
  return grid;
}

ReliefGrid makeFlatGrid(const geo::Bounds2& area, double height) {
  ReliefGrid grid;
  grid.area = area;
  grid.steps = 1;
  grid.heights.assign(4, static_cast<float>(height));
  grid.normals.assign(4, {0, 0, 127, 0});
  grid.minHeight = grid.maxHeight = static_cast<double>(grid.heights.front());
  grid.hasBeyond.assign(8, 0);
  return grid;
}

}  // namespace belvedere::tiling
