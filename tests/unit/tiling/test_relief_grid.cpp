#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "engine/tiling/relief_grid.h"
#include "engine/tiling/relief_mesher.h"

using namespace belvedere;
using tiling::ReliefGrid;
using tiling::ReliefSampling;

namespace {

const double kHole = std::numeric_limits<double>::quiet_NaN();

using Height = std::function<double(double, double)>;

/// Samples a function of easting and northing as a raster source would.
std::vector<float> samplesOf(const geo::Bounds2& area, const ReliefSampling& sampling, const Height& height) {
  const geo::Bounds2 pixels = sampling.pixelBounds(area);
  const int count = sampling.count();
  const double pixel = pixels.size().x / count;
  std::vector<float> samples;
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column < count; ++column) {
      samples.push_back(
          static_cast<float>(height(pixels.min.x + (column + 0.5) * pixel, pixels.max.y - (row + 0.5) * pixel)));
    }
  }
  return samples;
}

ReliefGrid gridOf(const geo::Bounds2& area, const ReliefSampling& sampling, const Height& height) {
  return makeReliefGrid(area, sampling, samplesOf(area, sampling, height));
}

double planArea(const tiling::TileMesh& mesh, const tiling::MeshPart& part) {
  double area = 0.0;
  for (std::uint32_t i = part.firstIndex; i < part.firstIndex + part.indexCount; i += 3) {
    const glm::dvec3 a(mesh.positions[mesh.indices[i]]);
    const glm::dvec3 b(mesh.positions[mesh.indices[i + 1]]);
    const glm::dvec3 c(mesh.positions[mesh.indices[i + 2]]);
    area += 0.5 * ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  }
  return area;
}

}  // namespace

TEST_CASE("A cell's samples include its edges and one ring outside") {
  const ReliefSampling sampling{4, 2};
  CHECK(sampling.count() == 13);
  const geo::Bounds2 pixels = sampling.pixelBounds({{0.0, 0.0}, {80.0, 80.0}});
  CHECK(pixels.min.x == Approx(-25.0));  // a step of 20 m outside, and half a pixel of 10 m
  CHECK(pixels.max.y == Approx(105.0));
  const ReliefGrid grid =
      gridOf({{0.0, 0.0}, {80.0, 80.0}}, sampling, [](double x, double y) { return x + 1000.0 * y; });
  CHECK(grid.heights[grid.at(0, 0)] == Approx(0.0).margin(1e-3));
  CHECK(grid.heights[grid.at(4, 0)] == Approx(80.0));
  CHECK(grid.heights[grid.at(1, 3)] == Approx(60020.0));
}

TEST_CASE("The height of a plane is exact everywhere, its error zero and its normals the plane's own") {
  const ReliefGrid grid = gridOf({{100.0, 200.0}, {164.0, 264.0}}, {8, 2}, [](double x, double) { return 0.75 * x; });
  CHECK(*grid.heightAt({133.3, 240.1}) == Approx(0.75 * 133.3));
  CHECK(grid.errorMetres == Approx(0.0).margin(1e-4));
  CHECK_FALSE(grid.heightAt({99.0, 240.0}).has_value());
  for (const glm::i8vec4& normal : grid.normals) {
    CHECK(int(normal.x) == -76);  // -0.6 * 127
    CHECK(int(normal.y) == 0);
    CHECK(int(normal.z) == 102);  // 0.8 * 127
  }
}

TEST_CASE("The error of a cell is at least the distance to the finer relief") {
  const auto ridge = [](double x, double) { return std::abs(x - 30.0); };  // between samples at 20 and 40
  const ReliefGrid grid = gridOf({{0.0, 0.0}, {80.0, 80.0}}, {4, 2}, ridge);
  CHECK(grid.errorMetres >= 10.0 - 1e-3);
}

TEST_CASE("A cell takes no more steps than its relief is worth") {
  const auto plane = [](double x, double y) { return 0.3 * x - 0.1 * y; };
  CHECK(gridOf({{0.0, 0.0}, {64.0, 64.0}}, {64, 2}, plane).steps == 4);
  const auto bump = [](double x, double y) { return 10.0 * std::exp(-0.01 * ((x - 32.0) * (x - 32.0) + y * y)); };
  const ReliefGrid exact = gridOf({{0.0, 0.0}, {64.0, 64.0}}, {64, 1}, bump);
  CHECK(exact.steps == 64);
  CHECK(exact.errorMetres == 0.0);
  const ReliefGrid rough = tiling::makeReliefGrid({{0.0, 0.0}, {64.0, 64.0}}, {64, 1},
                                                  samplesOf({{0.0, 0.0}, {64.0, 64.0}}, {64, 1}, bump), 1.0);
  CHECK(rough.steps < 64);
  CHECK(rough.errorMetres <= 1.0);
  CHECK(rough.errorMetres > 0.0);
}

TEST_CASE("A hole in relief of full resolution asks for no finer cells") {
  const auto withHole = [](double x, double y) { return x == 20.0 && y == 20.0 ? kHole : x * y; };
  CHECK(gridOf({{0.0, 0.0}, {40.0, 40.0}}, {8, 1}, withHole).errorMetres == 0.0);
  CHECK(gridOf({{0.0, 0.0}, {40.0, 40.0}}, {8, 2}, withHole).errorMetres > 0.0);
}

TEST_CASE("Neighbouring cells have the same normals along their common edge") {
  const auto hills = [](double x, double y) { return 20.0 * std::sin(x * 0.05) * std::cos(y * 0.07); };
  const ReliefGrid west = gridOf({{0.0, 0.0}, {64.0, 64.0}}, {16, 2}, hills);
  const ReliefGrid east = gridOf({{64.0, 0.0}, {128.0, 64.0}}, {16, 2}, hills);
  for (int row = 0; row <= 16; ++row) {
    CHECK(west.normals[west.at(16, row)] == east.normals[east.at(0, row)]);
  }
}

TEST_CASE("Triangles with a corner that has no data are left out and nothing else") {
  const auto withHole = [](double x, double y) { return x == 20.0 && y == 20.0 ? kHole : 5.0; };
  const ReliefGrid grid = gridOf({{0.0, 0.0}, {40.0, 40.0}}, {4, 1}, withHole);
  const tiling::TileMesh mesh = makeReliefMesh(grid, 0.0);
  REQUIRE(mesh.parts.size() == 1);
  // The corner in the middle touches six of the 32 triangles of 50 square metres.
  CHECK(planArea(mesh, mesh.parts[0]) == Approx(26 * 50.0));
  CHECK_FALSE(grid.heightAt({19.0, 18.0}).has_value());
  CHECK(*grid.heightAt({5.0, 5.0}) == Approx(5.0));
}

TEST_CASE("Skirts hang only where the ground goes on beyond the edge") {
  const auto halfPlane = [](double x, double) { return x <= 40.0 ? 1.0 : kHole; };
  const ReliefGrid grid = gridOf({{0.0, 0.0}, {40.0, 40.0}}, {4, 1}, halfPlane);
  const tiling::TileMesh mesh = makeReliefMesh(grid, 7.0);
  REQUIRE(mesh.parts.size() == 2);
  // West, south and north: four quads each, but for a triangle where south and north end at the border in the east.
  CHECK(mesh.parts[1].indexCount == 3 * 4 * 6 - 2 * 3);
  const tiling::MeshPart& skirts = mesh.parts[1];
  float lowest = 0.0F;
  for (std::uint32_t i = skirts.firstIndex; i < skirts.firstIndex + skirts.indexCount; i += 3) {
    for (std::uint32_t k = 0; k < 3; ++k) {
      const glm::vec3 p = mesh.positions[mesh.indices[i + k]];
      lowest = std::min(lowest, p.z);
      CHECK((p.x < -19.9F || std::abs(p.y) > 19.9F));  // never at the east edge alone
    }
  }
  CHECK(lowest == Approx(-7.0F));  // reached three steps of 10 m from the border
  CHECK(mesh.bounds.min.z == Approx(1.0));
}

TEST_CASE("Skirts face away from the cell") {
  const ReliefGrid grid = gridOf({{0.0, 0.0}, {40.0, 40.0}}, {4, 1}, [](double, double) { return 0.0; });
  const tiling::TileMesh mesh = makeReliefMesh(grid, 5.0);
  const tiling::MeshPart& skirts = mesh.parts.at(1);
  CHECK(skirts.indexCount == 4 * 4 * 6);
  for (std::uint32_t i = skirts.firstIndex; i < skirts.firstIndex + skirts.indexCount; i += 3) {
    const glm::vec3 a = mesh.positions[mesh.indices[i]];
    const glm::vec3 b = mesh.positions[mesh.indices[i + 1]];
    const glm::vec3 c = mesh.positions[mesh.indices[i + 2]];
    const glm::vec3 u = b - a;
    const glm::vec3 v = c - a;
    const glm::vec2 normal(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z);
    CHECK(normal.x * a.x + normal.y * a.y > 0.0F);  // the origin is the cell's middle
  }
}

TEST_CASE("Texture coordinates leave a border of a 64th and grow southwards") {
  const ReliefGrid grid = tiling::makeFlatGrid({{0.0, 0.0}, {124.0, 124.0}}, {{-1e3, -1e3}, {1e3, 1e3}}, 12.0);
  const tiling::TileMesh mesh = makeReliefMesh(grid, 0.0);
  REQUIRE(mesh.positions.size() == 4);
  CHECK(mesh.texcoords[0].x == Approx(1.0 / 64.0));
  CHECK(mesh.texcoords[0].y == Approx(63.0 / 64.0));
  CHECK(mesh.texcoords[3].x == Approx(63.0 / 64.0));
  CHECK(mesh.texcoords[3].y == Approx(1.0 / 64.0));
  CHECK(tiling::pictureBounds(grid.area).min.x == Approx(-2.0));
  CHECK(tiling::pictureBounds(grid.area).max.y == Approx(126.0));
}

TEST_CASE("A flat ground ends where its extent does, and its picture stays in place") {
  const geo::Bounds2 cell{{0.0, 0.0}, {124.0, 124.0}};
  const ReliefGrid grid = tiling::makeFlatGrid(cell, {{-10.0, 31.0}, {62.0, 500.0}}, 12.0);
  CHECK(grid.area.min == glm::dvec2(0.0, 31.0));
  CHECK(grid.area.max == glm::dvec2(62.0, 124.0));
  CHECK(*grid.heightAt({60.0, 120.0}) == 12.0);
  CHECK_FALSE(grid.heightAt({60.0, 10.0}).has_value());
  const tiling::TileMesh mesh = makeReliefMesh(grid, 0.0);
  CHECK(planArea(mesh, mesh.parts[0]) == Approx(62.0 * 93.0));
  CHECK(mesh.texcoords[1].x == Approx(0.5));
  CHECK(mesh.texcoords[1].y == Approx((64.0 - 1.0 - 15.5) / 64.0));
  CHECK(tiling::makeFlatGrid(cell, {{200.0, 0.0}, {300.0, 10.0}}, 12.0).isEmpty());
  // It hangs skirts only where it goes on, to the west and the north, and they run out where it ends.
  const tiling::TileMesh hung = makeReliefMesh(grid, 5.0);
  REQUIRE(hung.parts.size() == 2);
  REQUIRE(hung.positions.size() > 4);
  for (std::size_t i = 4; i < hung.positions.size(); ++i) {
    CHECK(hung.positions[i].x == Approx(-31.0));
    CHECK(hung.positions[i].y == Approx(46.5));
    CHECK(hung.positions[i].z < hung.positions[0].z);
  }
}

TEST_CASE("The normal map of a plane is the plane's normal, and neighbours' maps agree at their border") {
  const ReliefGrid plane = gridOf({{0.0, 0.0}, {64.0, 64.0}}, {8, 4}, [](double x, double) { return 0.75 * x; });
  REQUIRE(plane.normalMap);
  CHECK(plane.normalMap->width == 64);
  for (int i = 0; i < 64; ++i) {
    CHECK(int(plane.normalMap->at(i, 63 - i)[0]) == 51);  // (1 - 0.6) * 127.5
    CHECK(int(plane.normalMap->at(i, 63 - i)[1]) == 128);
    CHECK(int(plane.normalMap->at(i, 63 - i)[2]) == 230);  // (1 + 0.8) * 127.5
  }
  const auto hills = [](double x, double y) { return 20.0 * std::sin(x * 0.05) * std::cos(y * 0.07); };
  const ReliefGrid west = gridOf({{0.0, 0.0}, {62.0, 62.0}}, {16, 4}, hills);
  const ReliefGrid east = gridOf({{62.0, 0.0}, {124.0, 62.0}}, {16, 4}, hills);
  for (int row = 0; row < 64; ++row) {  // the last but one column of the west is the first of the east, both 1 m wide
    CHECK(std::abs(west.normalMap->at(62, row)[0] - east.normalMap->at(0, row)[0]) <= 1);
    CHECK(std::abs(west.normalMap->at(63, row)[1] - east.normalMap->at(1, row)[1]) <= 1);
  }
}

TEST_CASE("The four children of a cell tile it") {
  const tiling::ReliefSquare square{{-1000.0, 500.0}, 4096.0};
  const tiling::ReliefCell cell{3, 5, 2};
  const geo::Bounds2 area = square.area(cell);
  CHECK(area.size().x == Approx(512.0));
  CHECK(area.min.x == Approx(-1000.0 + 5 * 512.0));
  geo::Bounds2 all;
  double sum = 0.0;
  for (unsigned i = 0; i < 4; ++i) {
    const geo::Bounds2 child = square.area(childCell(cell, i));
    all.add(child);
    sum += child.size().x * child.size().y;
  }
  CHECK(all.min == area.min);
  CHECK(all.max == area.max);
  CHECK(sum == Approx(512.0 * 512.0));
}
