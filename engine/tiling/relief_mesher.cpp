#include "engine/tiling/relief_mesher.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace belvedere::tiling {

namespace {

/// One side of a cell, walked so that the ground is on the left.
struct Side {
  int firstColumn, firstRow, columnStep, rowStep;
  std::size_t firstBeyond;
  std::ptrdiff_t beyondStep;
  bool goesOnBefore, goesOnAfter;  ///< the ground goes on past the side's first and last vertex, along its line
};

/// Hangs skirts. Towards an end of the ground they run out to nothing, so that they do not show under its border.
class SkirtMaker {
 public:
  SkirtMaker(const ReliefGrid& grid, double depth, TileMesh& mesh) : grid_(grid), depth_(depth), mesh_(mesh) {}

  void add(const Side& side) {
    const std::vector<bool> isHung = hungPieces(side);
    const std::vector<double> depths = depthsOf(side, isHung);
    std::uint32_t lowA = 0;
    for (int i = 0; i < grid_.steps; ++i) {
      const auto a = static_cast<std::uint32_t>(vertex(side, i));
      const auto b = static_cast<std::uint32_t>(vertex(side, i + 1));
      const auto k = static_cast<std::size_t>(i);
      if (!isHung[k]) {
        continue;
      }
      lowA = i > 0 && isHung[k - 1] ? lowA : lowered(a, depths[k]);
      const std::uint32_t lowB = lowered(b, depths[k + 1]);
      if (lowB != b) {
        mesh_.indices.insert(mesh_.indices.end(), {lowA, lowB, b});
      }
      if (lowA != a) {
        mesh_.indices.insert(mesh_.indices.end(), {lowA, b, a});
      }
      lowA = lowB;
    }
  }

 private:
  std::size_t vertex(const Side& side, int i) const {
    return grid_.at(side.firstColumn + i * side.columnStep, side.firstRow + i * side.rowStep);
  }
  bool goesOn(const Side& side, int i) const {
    return grid_.hasBeyond[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(side.firstBeyond) +
                                                    i * side.beyondStep)] != 0;
  }

  std::vector<bool> hungPieces(const Side& side) const {
    std::vector<bool> isHung;
    isHung.reserve(static_cast<std::size_t>(grid_.steps));
    for (int i = 0; i < grid_.steps; ++i) {
      isHung.push_back(hasGround(side, i) && goesOn(side, i) && goesOn(side, i + 1));
    }
    return isHung;
  }

  /// Per vertex of the side: no deeper than a part of the way to where the skirt ends.
  std::vector<double> depthsOf(const Side& side, const std::vector<bool>& isHung) const {
    const double slope = 0.3 * grid_.stepMetres();
    std::vector<double> depths(isHung.size() + 1, depth_);
    if (!side.goesOnBefore) {
      depths.front() = 0.0;
    }
    if (!side.goesOnAfter) {
      depths.back() = 0.0;
    }
    for (std::size_t i = 0; i < isHung.size(); ++i) {
      if (!isHung[i]) {
        depths[i] = depths[i + 1] = 0.0;
      }
    }
    for (std::size_t i = 1; i < depths.size(); ++i) {
      depths[i] = std::min(depths[i], depths[i - 1] + slope);
    }
    for (std::size_t i = depths.size() - 1; i > 0; --i) {
      depths[i - 1] = std::min(depths[i - 1], depths[i] + slope);
    }
    return depths;
  }

  /// Whether the triangle at the i-th piece of the side is there: its third corner is the quad's corner on the diagonal
  /// that does not lie on the side.
  bool hasGround(const Side& side, int i) const {
    const int column = side.firstColumn + i * side.columnStep;
    const int row = side.firstRow + i * side.rowStep;
    const int left = std::min({column, column + side.columnStep, grid_.steps - 1});
    const int low = std::min({row, row + side.rowStep, grid_.steps - 1});
    const bool isNorthEast = side.columnStep > 0 || side.rowStep < 0;  // south and west sides
    const float third = grid_.heights[isNorthEast ? grid_.at(left + 1, low + 1) : grid_.at(left, low)];
    return std::isfinite(third) && std::isfinite(grid_.heights[vertex(side, i)]) &&
           std::isfinite(grid_.heights[vertex(side, i + 1)]);
  }

  std::uint32_t lowered(std::uint32_t vertex, double depth) {
    if (depth <= 0.0) {
      return vertex;
    }
    mesh_.positions.push_back(mesh_.positions[vertex] - glm::vec3(0.0F, 0.0F, static_cast<float>(depth)));
    mesh_.normals.push_back(mesh_.normals[vertex]);
    return static_cast<std::uint32_t>(mesh_.positions.size() - 1);
  }

  const ReliefGrid& grid_;
  double depth_;
  TileMesh& mesh_;
};

void addPositions(const ReliefGrid& grid, TileMesh& mesh) {
  const glm::dvec2 step = grid.step();
  for (int row = 0; row <= grid.steps; ++row) {
    for (int column = 0; column <= grid.steps; ++column) {
      const float height = grid.heights[grid.at(column, row)];
      const double z = std::isfinite(height) ? static_cast<double>(height) - mesh.origin.z : 0.0;
      const glm::dvec2 plan = grid.area.min + glm::dvec2(column, row) * step;
      mesh.positions.emplace_back(plan.x - mesh.origin.x, plan.y - mesh.origin.y, z);
    }
  }
  mesh.normals = grid.normals;
}

void addTexcoords(const ReliefGrid& grid, TileMesh& mesh) {
  const double side = grid.cell.size().x;
  const glm::dvec2 southWest = grid.cell.min - glm::dvec2(mesh.origin);
  mesh.texcoords.reserve(mesh.positions.size());
  for (const glm::vec3& position : mesh.positions) {
    const glm::dvec2 part = (glm::dvec2(position) - southWest) / side;
    mesh.texcoords.push_back(cellTexcoord(part.x, part.y));
  }
}

void addTriangle(const ReliefGrid& grid, TileMesh& mesh, std::size_t a, std::size_t b, std::size_t c) {
  if (std::isfinite(grid.heights[a]) && std::isfinite(grid.heights[b]) && std::isfinite(grid.heights[c])) {
    mesh.indices.insert(mesh.indices.end(),
                        {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(c)});
  }
}

void addGround(const ReliefGrid& grid, TileMesh& mesh) {
  for (int row = 0; row < grid.steps; ++row) {
    for (int column = 0; column < grid.steps; ++column) {
      const std::size_t southWest = grid.at(column, row);
      const std::size_t northEast = grid.at(column + 1, row + 1);
      addTriangle(grid, mesh, southWest, grid.at(column + 1, row), northEast);
      addTriangle(grid, mesh, southWest, northEast, grid.at(column, row + 1));
    }
  }
}

void addSkirts(const ReliefGrid& grid, double depth, TileMesh& mesh) {
  const int n = grid.steps;
  const std::size_t edge = static_cast<std::size_t>(n) + 1;
  SkirtMaker maker(grid, depth, mesh);
  const std::size_t south = 0;  // where each side's flags begin
  const std::size_t north = edge;
  const std::size_t west = edge * 2;
  const std::size_t east = edge * 3;
  const auto goesOn = [&](std::size_t flag) { return grid.hasBeyond[flag] != 0; };
  const auto end = static_cast<std::size_t>(n);
  const std::array<Side, 4> sides{{{0, 0, 1, 0, south, 1, goesOn(west), goesOn(east)},
                                   {n, n, -1, 0, north + end, -1, goesOn(east + end), goesOn(west + end)},
                                   {0, n, 0, -1, west + end, -1, goesOn(north), goesOn(south)},
                                   {n, 0, 0, 1, east, 1, goesOn(south + end), goesOn(north + end)}}};
  for (const Side& side : sides) {
    maker.add(side);
  }
}

}  // namespace

glm::dvec3 reliefOrigin(const ReliefGrid& grid) {
  const glm::dvec2 centre = grid.area.centre();
  const double middle = grid.isEmpty() ? 0.0 : 0.5 * (grid.minHeight + grid.maxHeight);
  return {centre.x, centre.y, std::round(middle)};
}

TileMesh makeReliefMesh(const ReliefGrid& grid, double skirtDepthMetres) {
  TileMesh mesh;
  mesh.origin = reliefOrigin(grid);
  if (!grid.isEmpty()) {
    mesh.bounds.min = {grid.area.min.x, grid.area.min.y, grid.minHeight};
    mesh.bounds.max = {grid.area.max.x, grid.area.max.y, grid.maxHeight};
  }
  addPositions(grid, mesh);
  addGround(grid, mesh);
  const auto groundEnd = static_cast<std::uint32_t>(mesh.indices.size());
  mesh.parts.push_back({0, groundEnd, 0xFFFFFFFFU, false});
  if (skirtDepthMetres > 0.0) {
    addSkirts(grid, skirtDepthMetres, mesh);
    const auto skirtCount = static_cast<std::uint32_t>(mesh.indices.size()) - groundEnd;
    if (skirtCount > 0) {
      mesh.parts.push_back({groundEnd, skirtCount, 0xFFFFFFFFU, false});
    }
  }
  addTexcoords(grid, mesh);
  mesh.normalMap = grid.normalMap;
  return mesh;
}

}  // namespace belvedere::tiling
