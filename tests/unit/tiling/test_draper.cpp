#include <catch2/catch.hpp>
#include <cmath>
#include <glm/common.hpp>
#include <numbers>
#include <random>

#include "engine/tiling/draper.h"
#include "engine/tiling/plan_triangulator.h"
#include "engine/tiling/relief_mesher.h"
#include "engine/tiling/ribbon.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

ReliefGrid hills(const geo::Bounds2& area, int steps, bool hasHole = false) {
  const ReliefSampling sampling{steps, 1};
  const int count = sampling.count();
  const double pixel = area.size().x / steps;
  std::vector<float> samples;
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column < count; ++column) {
      const double x = area.min.x + (column - 1) * pixel;
      const double y = area.max.y - (row - 1) * pixel;
      samples.push_back(static_cast<float>(200.0 + 30.0 * std::sin(x * 0.013) * std::cos(y * 0.021)));
    }
  }
  if (hasHole) {
    samples[static_cast<std::size_t>(count) * 5 + 5] = NAN;
  }
  return makeReliefGrid(area, sampling, samples);
}

double planArea(const TileMesh& mesh) {
  double twice = 0.0;
  for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    const glm::dvec3 a(mesh.positions[mesh.indices[i]]);
    const glm::dvec3 b(mesh.positions[mesh.indices[i + 1]]);
    const glm::dvec3 c(mesh.positions[mesh.indices[i + 2]]);
    twice += (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  }
  return 0.5 * twice;
}

PlanarLayer layerOf(std::vector<PlanRing> rings) {
  PlanPatches areas;
  PlanTriangulator().add(areas, 7, std::move(rings));
  areas.buildIndex();
  PlanarLayer layer;
  layer.areas = std::make_shared<const PlanPatches>(std::move(areas));
  return layer;
}

PlanarLayer layerOfLine(const PlanRing& line) {
  PlanLines lines;
  lines.add(3, line);
  lines.buildIndex();
  PlanarLayer layer;
  layer.lines = std::make_shared<const PlanLines>(std::move(lines));
  return layer;
}

PlanRing star(const glm::dvec2& centre, double radius, std::size_t points, unsigned seed, double least = 0.5) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> part(least, 1.0);
  PlanRing ring;
  for (std::size_t i = 0; i < points; ++i) {
    const double angle = 2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(points);
    ring.push_back(centre + glm::dvec2(std::cos(angle), std::sin(angle)) * radius * part(random));
  }
  return ring;
}

void checkLiesOnGround(const ReliefGrid& grid, const glm::dvec3& origin, const std::vector<glm::vec3>& positions) {
  double largest = 0.0;
  for (const glm::vec3& position : positions) {
    const glm::dvec3 scene = origin + glm::dvec3(position);
    const glm::dvec2 inside = glm::clamp(glm::dvec2(scene.x, scene.y), grid.area.min, grid.area.max);
    largest = std::max(largest, std::abs(grid.heightAt(inside).value_or(1e9) - scene.z));
  }
  CHECK(largest < 0.001);
}

const geo::Bounds2 kArea{{-320.0, 640.0}, {320.0, 1280.0}};

}  // namespace

TEST_CASE("A polygon with a hole keeps its plan area when it is draped and lies on the triangles") {
  const ReliefGrid grid = hills(kArea, 64);
  const PlanRing outer{{-200.3, 700.1}, {250.7, 712.9}, {180.2, 1100.4}, {-150.9, 1190.0}};
  const PlanRing hole{{-50.0, 850.0}, {-30.0, 950.0}, {77.7, 933.3}, {40.0, 820.0}};
  const double expected = 0.5 * (std::abs(twiceArea(outer)) - std::abs(twiceArea(hole)));
  const DrapedCell cell = drape(layerOf({outer, hole}), grid, true, {});
  CHECK(planArea(cell.tile.areas) == Approx(expected).epsilon(1e-5));
  checkLiesOnGround(grid, cell.tile.areas.origin, cell.tile.areas.positions);
  CHECK(cell.tile.areas.features.front() == 7);
  CHECK(cell.tile.areas.parts.size() == 1);
}

TEST_CASE("The pieces of neighbouring cells add up to the whole polygon") {
  const PlanRing ring = star({0.0, 1000.0}, 500.0, 3000, 5);
  const double expected = 0.5 * std::abs(twiceArea(ring));
  const PlanarLayer layer = layerOf({ring});
  double sum = 0.0;
  for (int column = 0; column < 4; ++column) {
    for (int row = 0; row < 4; ++row) {
      const glm::dvec2 min(-640.0 + 320.0 * column, 320.0 + 320.0 * row);
      sum += planArea(drape(layer, hills({min, min + 320.0}, 32), true, {}).tile.areas);
    }
  }
  CHECK(sum == Approx(expected).epsilon(1e-5));
}

TEST_CASE("A polygon that covers the cell becomes exactly the cell's triangles") {
  const ReliefGrid grid = hills(kArea, 16);
  const DrapedCell cell = drape(layerOf({{{-1e4, -1e4}, {1e4, -1e4}, {1e4, 1e4}, {-1e4, 1e4}}}), grid, true, {});
  CHECK(planArea(cell.tile.areas) == Approx(640.0 * 640.0).epsilon(1e-6));
  for (const glm::i8vec4& normal : cell.tile.areas.normals) {
    CHECK(int(normal.z) > 0);
  }
}

TEST_CASE("Nothing is draped over a hole in the relief") {
  const ReliefGrid grid = hills(kArea, 16, true);
  const DrapedCell cell = drape(layerOf({{{-1e4, -1e4}, {1e4, -1e4}, {1e4, 1e4}, {-1e4, 1e4}}}), grid, true, {});
  CHECK(planArea(cell.tile.areas) == Approx(640.0 * 640.0 - 6 * 800.0).epsilon(1e-6));
}

TEST_CASE("A line follows the triangles and keeps its length in plan") {
  const ReliefGrid grid = hills(kArea, 32);
  const PlanRing line{{-300.0, 700.0}, {10.0, 1111.0}, {10.0, 800.0}, {222.0, 800.0}};
  const DrapedCell cell = drape(layerOfLine(line), grid, true, {});
  const LineMesh& strokes = cell.tile.strokes;
  REQUIRE(strokes.lineStarts == std::vector<std::uint32_t>{0, static_cast<std::uint32_t>(strokes.positions.size())});
  checkLiesOnGround(grid, strokes.origin, strokes.positions);
  double length = 0.0;
  for (std::size_t i = 1; i < strokes.positions.size(); ++i) {
    length += std::hypot(strokes.positions[i].x - strokes.positions[i - 1].x,
                         strokes.positions[i].y - strokes.positions[i - 1].y);
  }
  double expected = 0.0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    expected += std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
  }
  CHECK(length == Approx(expected).epsilon(1e-5));
  CHECK(strokes.positions.size() > 60);
}

TEST_CASE("A line that leaves the cell and comes back becomes two strokes") {
  const ReliefGrid grid = hills(kArea, 8);
  const DrapedCell cell =
      drape(layerOfLine({{0.0, 700.0}, {500.0, 700.0}, {500.0, 900.0}, {0.0, 900.0}}), grid, true, {});
  CHECK(cell.tile.strokes.lineStarts.size() == 3);
  CHECK(drape(layerOfLine({{0.0, 700.0}, {100.0, 700.0}}), grid, false, {}).tile.strokes.positions.empty());
}

TEST_CASE("A long line is one stroke although it is kept in runs") {
  PlanRing line;
  for (int i = 0; i < 500; ++i) {
    line.emplace_back(-300.0 + i, 900.0 + (i % 2));
  }
  const DrapedCell cell = drape(layerOfLine(line), hills(kArea, 8), true, {});
  CHECK(cell.tile.strokes.lineStarts.size() == 2);
}

TEST_CASE("Points stand on the ground of the one cell that holds them") {
  PlanPoints points;
  points.positions = {{0.0, 800.0}, {320.0, 800.0}, {-320.0, 640.0}};
  points.features = {4, 5, 6};
  points.buildIndex();
  PlanarLayer layer;
  layer.points = std::make_shared<const PlanPoints>(std::move(points));
  const ReliefGrid grid = hills(kArea, 16);
  const SymbolSet symbols = drape(layer, grid, true, {}).symbols;
  CHECK(symbols.features == std::vector<std::uint32_t>{4, 6});
  checkLiesOnGround(grid, symbols.origin, symbols.positions);
  CHECK(drape(layer, hills({{320.0, 640.0}, {960.0, 1280.0}}, 16), true, {}).symbols.features ==
        std::vector<std::uint32_t>{5});
}

TEST_CASE("A straight band has the area of its length times its width and round ends") {
  PlanPatches bands;
  addBand(bands, 1, std::vector<glm::dvec2>{{-100.0, 900.0}, {0.0, 900.0}, {100.0, 900.0}}, 8.0);
  bands.buildIndex();
  PlanarLayer layer;
  layer.bands = std::make_shared<const PlanPatches>(std::move(bands));
  const double roundEnds = 12 * 0.5 * 16.0 * std::sin(std::numbers::pi / 6.0);  // two half discs of six triangles
  CHECK(planArea(drape(layer, hills(kArea, 64), true, {}).tile.bands) == Approx(200.0 * 8.0 + roundEnds).epsilon(1e-4));
}

TEST_CASE("A band that bends gently is mitred and does not overlap itself") {
  PlanPatches bands;
  PlanRing line;
  for (int i = 0; i <= 36; ++i) {
    const double angle = i * std::numbers::pi / 36.0;
    line.emplace_back(100.0 * std::cos(angle), 900.0 + 100.0 * std::sin(angle));
  }
  addBand(bands, 1, line, 10.0);
  double twice = 0.0;
  for (std::size_t i = 0; i + 2 < bands.indices.size(); i += 3) {
    const double area = twiceArea({bands.positions[bands.indices[i]], bands.positions[bands.indices[i + 1]],
                                   bands.positions[bands.indices[i + 2]]});
    CHECK(area > 0.0);
    twice += area;
  }
  double length = 0.0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    length += std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
  }
  const double roundEnds = 12 * 0.5 * 25.0 * std::sin(std::numbers::pi / 6.0);
  CHECK(0.5 * twice == Approx(length * 10.0 + roundEnds).epsilon(1e-3));
}

TEST_CASE("A polygon of 100,000 points is triangulated in small patches without loss") {
  const PlanRing ring = star({0.0, 0.0}, 5000.0, 100000, 11, 0.999);
  PlanPatches areas;
  REQUIRE(PlanTriangulator().add(areas, 0, {ring}));
  double twice = 0.0;
  for (std::size_t i = 0; i + 2 < areas.indices.size(); i += 3) {
    twice += twiceArea({areas.positions[areas.indices[i]], areas.positions[areas.indices[i + 1]],
                        areas.positions[areas.indices[i + 2]]});
  }
  CHECK(twice == Approx(std::abs(twiceArea(ring))).epsilon(1e-9));
  for (const PlanPatch& patch : areas.patches) {
    CHECK(patch.indexCount < std::size_t{6} * PlanTriangulator::kPiecePoints);
  }
}

TEST_CASE("Rings that cross are filled by the even-odd rule") {
  const PlanRing bowTie{{0.0, 0.0}, {10.0, 10.0}, {10.0, 0.0}, {0.0, 10.0}};
  PlanPatches areas;
  REQUIRE(PlanTriangulator().add(areas, 0, {bowTie}));
  double area = 0.0;
  for (std::size_t i = 0; i + 2 < areas.indices.size(); i += 3) {
    area += 0.5 * twiceArea({areas.positions[areas.indices[i]], areas.positions[areas.indices[i + 1]],
                             areas.positions[areas.indices[i + 2]]});
  }
  CHECK(area == Approx(50.0));
}

TEST_CASE("Polygons without area or with places that are not finite give nothing") {
  PlanPatches areas;
  PlanTriangulator triangulator;
  CHECK_FALSE(triangulator.add(areas, 0, {}));
  CHECK_FALSE(triangulator.add(areas, 0, {{{0.0, 0.0}, {1.0, 1.0}}}));
  CHECK_FALSE(triangulator.add(areas, 0, {{{0.0, 0.0}, {1.0, 1.0}, {2.0, 2.0}}}));
  CHECK_FALSE(triangulator.add(areas, 0, {{{0.0, 0.0}, {1.0, NAN}, {2.0, 0.0}}}));
  CHECK_FALSE(triangulator.add(areas, 0, {{{0.0, 0.0}, {1e308, 0.0}, {0.0, 1e308}}}));
  CHECK(areas.indices.empty());
}

TEST_CASE("A box index finds what touches an area and nothing else") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> place(0.0, 1000.0);
  std::vector<geo::Bounds2> boxes;
  for (int i = 0; i < 3000; ++i) {
    const glm::dvec2 min(place(random), place(random));
    boxes.push_back({min, min + glm::dvec2(place(random), place(random)) * 0.02});
  }
  const BoxIndex index(boxes);
  const geo::Bounds2 area{{300.0, 400.0}, {350.0, 470.0}};
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].overlaps(area)) {
      expected.push_back(i);
    }
  }
  CHECK(index.find(area) == expected);
  CHECK(BoxIndex().find(area).empty());
}
