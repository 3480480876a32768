#include <catch2/catch.hpp>
#include <cmath>

#include "engine/tiling/feature_tiler.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

/// Adds a level square of two triangles, seen from above.
void addSquare(model::FeatureBatch& batch, std::uint32_t feature, const glm::dvec3& corner, double side) {
  model::Surface surface;
  surface.feature = feature;
  surface.firstIndex = static_cast<std::uint32_t>(batch.triangles.size());
  surface.firstPosition = static_cast<std::uint32_t>(batch.positions.size());
  surface.indexCount = 6;
  surface.positionCount = 4;
  const std::uint32_t f = surface.firstPosition;
  batch.positions.insert(batch.positions.end(),
                         {corner, corner + glm::dvec3(side, 0.0, 0.0), corner + glm::dvec3(side, side, 0.0),
                          corner + glm::dvec3(0.0, side, 0.0)});
  batch.triangles.insert(batch.triangles.end(), {f, f + 1, f + 2, f, f + 2, f + 3});
  batch.surfaces.push_back(surface);
}

std::size_t triangleCount(const std::vector<std::shared_ptr<const TileMesh>>& tiles) {
  std::size_t count = 0;
  for (const auto& tile : tiles) {
    count += tile->indices.size() / 3;
  }
  return count;
}

}  // namespace

TEST_CASE("Surfaces far apart go to tiles of their own, with positions within a centimetre") {
  model::FeatureBatch batch;
  addSquare(batch, 0, {100.123456, 200.654321, 35.25}, 10.0);
  addSquare(batch, 1, {-70000.123456, 90000.654321, 350.25}, 10.0);
  FeatureTiler tiler(true);
  CHECK(tiler.add(batch, 40) == 0);
  const auto tiles = tiler.take(true);
  REQUIRE(tiles.size() == 2);
  for (const auto& tile : tiles) {
    const std::uint32_t feature = tile->features.front();
    const glm::dvec3 original = batch.positions[batch.surfaces[feature - 40].firstPosition];
    const glm::dvec3 kept = tile->origin + glm::dvec3(tile->positions.front());
    CHECK(std::abs(kept.x - original.x) < 0.001);
    CHECK(std::abs(kept.y - original.y) < 0.001);
    CHECK(std::abs(kept.z - original.z) < 0.001);
    CHECK(tile->normals.front() == glm::i8vec4(0, 0, 127, 0));
    CHECK(tile->bounds.size().x == Approx(10.0));
  }
}

TEST_CASE("A tile never holds many more triangles than the limit, and none is lost") {
  FeatureTiler tiler(true);
  std::vector<std::shared_ptr<const TileMesh>> tiles;
  std::size_t squares = 0;
  for (int round = 0; round < 20; ++round) {
    model::FeatureBatch batch;
    for (int i = 0; i < 5000; ++i, ++squares) {
      const int row = i / 100;
      addSquare(batch, 0, {i % 100, row, 0.0}, 1.0);
    }
    tiler.add(batch, 0);
    const auto ready = tiler.take(false);
    tiles.insert(tiles.end(), ready.begin(), ready.end());
  }
  const auto rest = tiler.take(true);
  tiles.insert(tiles.end(), rest.begin(), rest.end());
  CHECK(triangleCount(tiles) == squares * 2);
  for (const auto& tile : tiles) {
    CHECK(tile->indices.size() / 3 <= FeatureTiler::kMostTriangles + 1);
    std::uint32_t largest = 0;
    for (const std::uint32_t index : tile->indices) {
      largest = std::max(largest, index);
    }
    CHECK(largest + 1 == tile->positions.size());
  }
}

TEST_CASE("The first batch shows at once and tiles left alone are given out while reading goes on") {
  FeatureTiler tiler(true);
  model::FeatureBatch first;
  addSquare(first, 0, {0.0, 0.0, 0.0}, 1.0);
  tiler.add(first, 0);
  CHECK(triangleCount(tiler.take(false)) == 2);
  std::size_t given = 0;
  for (int i = 0; i < 10; ++i) {
    model::FeatureBatch batch;
    addSquare(batch, 0, {i * 1000.0, 0.0, 0.0}, 1.0);
    tiler.add(batch, 0);
    given += triangleCount(tiler.take(false));
  }
  CHECK(given == 2 * (10 - FeatureTiler::kPatience));
}

TEST_CASE("Textures are shared by name, texture rows run downwards, materials colour the rest") {
  model::FeatureBatch batch;
  batch.materials.push_back({{1.0F, 0.5F, 0.0F, 1.0F}});
  batch.textures.push_back({"brick.png", Image(2, 2, 3), true});
  batch.textures.push_back({"missing.png", {}, true});
  for (std::uint32_t i = 0; i < 3; ++i) {
    addSquare(batch, i, {i * 2.0, 0.0, 0.0}, 1.0);
  }
  batch.texcoords.assign(12, {0.25F, 0.25F});
  batch.surfaces[0].texture = 0;
  batch.surfaces[1].texture = 1;
  batch.surfaces[2].material = 0;
  batch.surfaces[2].isTwoSided = 1;
  FeatureTiler tiler(true);
  tiler.add(batch, 0);
  const auto first = tiler.take(true);
  REQUIRE(first.size() == 1);
  const TileMesh& mesh = *first.front();
  REQUIRE(mesh.parts.size() == 3);
  CHECK(mesh.textures.size() == 1);
  CHECK(mesh.parts[0].texture == 0);
  CHECK(mesh.parts[1].texture == model::kNone);
  CHECK(mesh.parts[2].isTwoSided);
  CHECK(mesh.texcoords[0].y == 0.75F);
  CHECK(mesh.colours[0] == glm::u8vec4(255, 255, 255, 255));
  CHECK(mesh.colours[8] == glm::u8vec4(255, 128, 0, 255));

  model::FeatureBatch later;  // names the picture again, without its pixels
  later.textures.push_back({"brick.png", {}, true});
  addSquare(later, 0, {0.0, 0.0, 0.0}, 1.0);
  later.texcoords.assign(4, {0.0F, 0.0F});
  later.surfaces[0].texture = 0;
  tiler.add(later, 3);
  const auto second = tiler.take(true);
  REQUIRE(second.size() == 1);
  REQUIRE(second.front()->textures.size() == 1);
  CHECK(second.front()->textures[0] == mesh.textures[0]);
}

TEST_CASE("A surface with a position that is no number costs that surface alone") {
  model::FeatureBatch batch;
  addSquare(batch, 0, {0.0, 0.0, 0.0}, 1.0);
  addSquare(batch, 1, {0.0, NAN, 0.0}, 1.0);
  addSquare(batch, 2, {1e300, 0.0, 0.0}, 1.0);
  FeatureTiler tiler(true);
  CHECK(tiler.add(batch, 0) == 2);
  CHECK(triangleCount(tiler.take(true)) == 2);
}
