#include "engine/tiling/draper.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <utility>

#include "engine/tiling/detail/convex_piece.h"
#include "engine/tiling/relief_mesher.h"

namespace belvedere::tiling {

namespace {

using detail::ConvexPiece;
using detail::CutLine;

/// One triangle of the grid: the plane that its three corners span, in grid units within its quad.
struct Facet {
  int column = 0;
  int row = 0;
  bool isSouthEast = false;
  glm::dvec3 base{0.0}, perX{0.0}, perY{0.0};  ///< normals, as base + perX * x + perY * y
  double height = 0.0, heightPerX = 0.0, heightPerY = 0.0;
};

/// The triangles of a cell, and positions and normals on them.
class FacetSurface {
 public:
  explicit FacetSurface(const ReliefGrid& grid)
      : grid_(grid), origin_(reliefOrigin(grid)), step_(grid.step()), last_(grid.steps - 1) {}

  int steps() const { return grid_.steps; }
  const glm::dvec3& origin() const { return origin_; }
  glm::dvec2 toGrid(const glm::dvec2& scene) const { return (scene - grid_.area.min) / step_; }
  int quad(double gridCoordinate) const { return std::clamp(static_cast<int>(std::floor(gridCoordinate)), 0, last_); }

  /// False in a hole.
  bool facetAt(const glm::dvec2& point, Facet& facet) const {
    const int column = quad(point.x);
    const int row = quad(point.y);
    return facetOf(column, row, point.x - column >= point.y - row, facet);
  }

  bool facetOf(int column, int row, bool isSouthEast, Facet& facet) const {
    const std::size_t southWest = grid_.at(column, row);
    const std::size_t northEast = grid_.at(column + 1, row + 1);
    const std::size_t third = isSouthEast ? grid_.at(column + 1, row) : grid_.at(column, row + 1);
    facet.column = column;
    facet.row = row;
    facet.isSouthEast = isSouthEast;
    facet.height = height(southWest);
    facet.heightPerX = isSouthEast ? height(third) - facet.height : height(northEast) - height(third);
    facet.heightPerY = isSouthEast ? height(northEast) - height(third) : height(third) - facet.height;
    facet.base = normal(southWest);
    facet.perX = isSouthEast ? normal(third) - facet.base : normal(northEast) - normal(third);
    facet.perY = isSouthEast ? normal(northEast) - normal(third) : normal(third) - facet.base;
    return std::isfinite(facet.height + facet.heightPerX + facet.heightPerY);
  }

  /// In scene coordinates.
  glm::dvec3 position(const Facet& facet, const glm::dvec2& point) const {
    const glm::dvec2 scene = grid_.area.min + point * step_;
    return {scene.x, scene.y,
            facet.height + facet.heightPerX * (point.x - facet.column) + facet.heightPerY * (point.y - facet.row)};
  }

  glm::vec2 texcoordAt(const glm::dvec2& point) const {
    return cellTexcoord(point.x / grid_.steps, point.y / grid_.steps);
  }
  const std::shared_ptr<const Image>& normalMap() const { return grid_.normalMap; }

  glm::i8vec4 normalAt(const Facet& facet, const glm::dvec2& point) const {
    const glm::dvec3 mixed = facet.base + facet.perX * (point.x - facet.column) + facet.perY * (point.y - facet.row);
    const double length = glm::length(mixed);
    const auto pack = [&](double v) {
      return static_cast<std::int8_t>(length > 0.0 ? std::lround(std::clamp(v / length, -1.0, 1.0) * 127.0) : 0);
    };
    return {pack(mixed.x), pack(mixed.y), pack(mixed.z), std::int8_t{0}};
  }

 private:
  double height(std::size_t i) const { return grid_.heights[i]; }
  glm::dvec3 normal(std::size_t i) const {
    return {grid_.normals[i].x / 127.0, grid_.normals[i].y / 127.0, grid_.normals[i].z / 127.0};
  }

  const ReliefGrid& grid_;
  glm::dvec3 origin_;
  glm::dvec2 step_;
  int last_;
};

/// Cuts triangles of the plan at the grid's lines and diagonals.
class AreaCutter {
 public:
  AreaCutter(const FacetSurface& surface, TileMesh& mesh) : surface_(surface), mesh_(mesh) {
    mesh_.origin = surface.origin();
    mesh_.normalMap = surface.normalMap();
  }

  void add(const PlanPatches& patches, const PlanPatch& patch) {
    feature_ = patch.feature;
    for (std::uint32_t i = 0; i + 2 < patch.indexCount; i += 3) {
      ConvexPiece piece;
      for (std::uint32_t k = 0; k < 3; ++k) {
        piece.add(surface_.toGrid(patches.positions[patches.indices[patch.firstIndex + i + k]]));
      }
      cutRows(insideCell(piece));
    }
  }

 private:
  ConvexPiece insideCell(ConvexPiece piece) const {
    ConvexPiece low;
    ConvexPiece high;
    const double side = surface_.steps();
    for (const CutLine& line : {CutLine{1.0, 0.0, 0.0}, CutLine{0.0, 1.0, 0.0}}) {
      split(piece, line, low, high);
      piece = high;
    }
    for (const CutLine& line : {CutLine{1.0, 0.0, side}, CutLine{0.0, 1.0, side}}) {
      split(piece, line, low, high);
      piece = low;
    }
    return piece;
  }

  static std::pair<double, double> range(const ConvexPiece& piece, bool isY) {
    double least = isY ? piece.corners[0].y : piece.corners[0].x;
    double most = least;
    for (std::size_t i = 1; i < piece.count; ++i) {
      const double value = isY ? piece.corners[i].y : piece.corners[i].x;
      least = std::min(least, value);
      most = std::max(most, value);
    }
    return {least, most};
  }

  void cutRows(ConvexPiece piece) {
    if (piece.isEmpty()) {
      return;
    }
    const auto [least, most] = range(piece, true);
    ConvexPiece strip;
    ConvexPiece rest;
    for (int row = surface_.quad(least); !piece.isEmpty(); ++row) {
      if (row + 1.0 >= most || row + 1 >= surface_.steps()) {
        cutColumns(piece, row);
        return;
      }
      split(piece, {0.0, 1.0, row + 1.0}, strip, rest);
      cutColumns(strip, row);
      piece = rest;
    }
  }

  void cutColumns(ConvexPiece piece, int row) {
    if (piece.isEmpty()) {
      return;
    }
    const auto [least, most] = range(piece, false);
    ConvexPiece quad;
    ConvexPiece rest;
    for (int column = surface_.quad(least); !piece.isEmpty(); ++column) {
      if (column + 1.0 >= most || column + 1 >= surface_.steps()) {
        cutDiagonal(piece, column, row);
        return;
      }
      split(piece, {1.0, 0.0, column + 1.0}, quad, rest);
      cutDiagonal(quad, column, row);
      piece = rest;
    }
  }

  void cutDiagonal(const ConvexPiece& piece, int column, int row) {
    ConvexPiece northWest;
    ConvexPiece southEast;
    split(piece, {1.0, -1.0, static_cast<double>(column - row)}, northWest, southEast);
    emit(northWest, column, row, false);
    emit(southEast, column, row, true);
  }

  void emit(const ConvexPiece& piece, int column, int row, bool isSouthEast) {
    Facet facet;
    if (piece.isEmpty() || !hasArea(piece) || !surface_.facetOf(column, row, isSouthEast, facet)) {
      return;
    }
    const auto first = static_cast<std::uint32_t>(mesh_.positions.size());
    for (std::size_t i = 0; i < piece.count; ++i) {
      const glm::dvec3 position = surface_.position(facet, piece.corners[i]);
      mesh_.bounds.add(position);
      mesh_.positions.emplace_back(position - mesh_.origin);
      mesh_.normals.push_back(surface_.normalAt(facet, piece.corners[i]));
      mesh_.features.push_back(feature_);
      if (mesh_.normalMap) {
        mesh_.texcoords.push_back(surface_.texcoordAt(piece.corners[i]));
      }
    }
    for (std::uint32_t i = 1; i + 1 < piece.count; ++i) {
      mesh_.indices.insert(mesh_.indices.end(), {first, first + i, first + i + 1});
    }
  }

  static bool hasArea(const ConvexPiece& piece) {
    double twice = 0.0;
    for (std::size_t i = 1; i + 1 < piece.count; ++i) {
      const glm::dvec2 a = piece.corners[i] - piece.corners[0];
      const glm::dvec2 b = piece.corners[i + 1] - piece.corners[0];
      twice += a.x * b.y - a.y * b.x;
    }
    return twice > 1e-14;
  }

  const FacetSurface& surface_;
  TileMesh& mesh_;
  std::uint32_t feature_ = 0;
};

/// Lays polylines on the triangles: a position wherever one crosses an edge.
class StrokeCutter {
 public:
  StrokeCutter(const FacetSurface& surface, LineMesh& mesh) : surface_(surface), mesh_(mesh) {
    mesh_.origin = surface.origin();
  }

  void add(const PlanLines& lines, const PlanRun& run) {
    const glm::dvec2* first = lines.positions.data() + run.firstPosition;
    if (run.feature != feature_ || *first != lastPosition_) {
      isOpen_ = false;
    }
    feature_ = run.feature;
    for (std::uint32_t i = 0; i + 1 < run.positionCount; ++i) {
      addSegment(surface_.toGrid(first[i]), surface_.toGrid(first[i + 1]));
    }
    lastPosition_ = first[run.positionCount - 1];
  }

  void finish() {
    if (!mesh_.positions.empty()) {
      mesh_.lineStarts.push_back(static_cast<std::uint32_t>(mesh_.positions.size()));
    }
  }

 private:
  void addSegment(const glm::dvec2& a, const glm::dvec2& b) {
    double from = 0.0;
    double to = 1.0;
    if (!clip(a.x, b.x, from, to) || !clip(a.y, b.y, from, to) || from >= to) {
      isOpen_ = false;
      return;
    }
    isOpen_ = isOpen_ && from == 0.0;
    cuts_.assign({from, to});
    addCuts(a.x, b.x, from, to);
    addCuts(a.y, b.y, from, to);
    addCuts(a.x - a.y, b.x - b.y, from, to);
    std::sort(cuts_.begin(), cuts_.end());
    for (std::size_t i = 0; i + 1 < cuts_.size(); ++i) {
      if (cuts_[i + 1] > cuts_[i]) {
        addPiece(a, b, cuts_[i], cuts_[i + 1]);
      }
    }
    isOpen_ = isOpen_ && to == 1.0;
  }

  /// Narrows [from, to] to where a + t * (b - a) is inside the cell.
  bool clip(double a, double b, double& from, double& to) const {
    const double side = surface_.steps();
    if (a == b) {
      return a >= 0.0 && a <= side;
    }
    const double atZero = (0.0 - a) / (b - a);
    const double atSide = (side - a) / (b - a);
    from = std::max(from, std::min(atZero, atSide));
    to = std::min(to, std::max(atZero, atSide));
    return from < to;
  }

  void addCuts(double a, double b, double from, double to) {
    const double first = a + (b - a) * from;
    const double last = a + (b - a) * to;
    for (double line = std::floor(std::min(first, last)) + 1.0; line < std::max(first, last); line += 1.0) {
      const double t = (line - a) / (b - a);
      if (t > from && t < to) {
        cuts_.push_back(t);
      }
    }
  }

  void addPiece(const glm::dvec2& a, const glm::dvec2& b, double from, double to) {
    Facet facet;
    if (!surface_.facetAt(a + (b - a) * (0.5 * (from + to)), facet)) {
      isOpen_ = false;
      return;
    }
    if (!isOpen_) {
      mesh_.lineStarts.push_back(static_cast<std::uint32_t>(mesh_.positions.size()));
      addPosition(facet, a + (b - a) * from);
      isOpen_ = true;
    }
    addPosition(facet, to == 1.0 ? b : a + (b - a) * to);
  }

  void addPosition(const Facet& facet, const glm::dvec2& point) {
    const glm::dvec3 position = surface_.position(facet, point);
    mesh_.bounds.add(position);
    mesh_.positions.emplace_back(position - mesh_.origin);
    mesh_.features.push_back(feature_);
  }

  const FacetSurface& surface_;
  LineMesh& mesh_;
  std::vector<double> cuts_;
  std::uint32_t feature_ = 0xFFFFFFFFU;
  glm::dvec2 lastPosition_{0.0};
  bool isOpen_ = false;
};

void cutPatches(const PlanPatches& patches, const FacetSurface& surface, const geo::Bounds2& area, TileMesh& mesh,
                const std::stop_token& stop) {
  AreaCutter cutter(surface, mesh);
  for (const std::uint32_t patch : patches.index.find(area)) {
    if (stop.stop_requested()) {
      return;
    }
    cutter.add(patches, patches.patches[patch]);
  }
  if (!mesh.indices.empty()) {
    mesh.parts.push_back({0, static_cast<std::uint32_t>(mesh.indices.size()), 0xFFFFFFFFU, false});
  }
}

void placePoints(const PlanPoints& points, const FacetSurface& surface, const geo::Bounds2& area, SymbolSet& symbols) {
  symbols.origin = surface.origin();
  for (const std::uint32_t index : points.index.find(area)) {
    const glm::dvec2& point = points.positions[index];
    Facet facet;
    if (point.x < area.max.x && point.y < area.max.y && surface.facetAt(surface.toGrid(point), facet)) {
      const glm::dvec3 position = surface.position(facet, surface.toGrid(point));
      symbols.bounds.add(position);
      symbols.positions.emplace_back(position - symbols.origin);
      symbols.features.push_back(points.features[index]);
    }
  }
}

}  // namespace

DrapedCell drape(const PlanarLayer& layer, const ReliefGrid& grid, bool hasStrokes, const std::stop_token& stop) {
  DrapedCell cell;
  if (grid.isEmpty()) {
    return cell;
  }
  const FacetSurface surface(grid);
  cutPatches(*layer.areas, surface, grid.area, cell.tile.areas, stop);
  cutPatches(*layer.bands, surface, grid.area, cell.tile.bands, stop);
  if (hasStrokes) {
    StrokeCutter cutter(surface, cell.tile.strokes);
    for (const std::uint32_t run : layer.lines->index.find(grid.area)) {
      if (stop.stop_requested()) {
        break;
      }
      cutter.add(*layer.lines, layer.lines->runs[run]);
    }
    cutter.finish();
  }
  placePoints(*layer.points, surface, grid.area, cell.symbols);
  return cell;
}

}  // namespace belvedere::tiling
