#include <catch2/catch.hpp>
#include <cstring>
#include <glm/geometric.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "engine/tiling/baked_tile.h"
#include "tests/unit/tiling/bake_samples.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

/// Triangles of random places in a box, each an object of its own.
ExactMesh randomMesh(std::size_t triangles, double extentMetres, const glm::dvec3& corner) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> place(0.0, extentMetres);
  ExactMesh mesh;
  for (std::uint32_t i = 0; i < triangles; ++i) {
    mesh.objects.push_back({1000 + i, "object " + std::to_string(i)});
    for (std::uint32_t k = 0; k < 3; ++k) {
      mesh.triangles[i % 2].push_back(3 * i + k);
      mesh.positions.push_back(corner + glm::dvec3(place(random), place(random), place(random) / 8.0));
      mesh.normals.emplace_back(0, static_cast<std::int8_t>(k), 127, 0);
      mesh.objectIndices.push_back(i);
      mesh.kinds.push_back(static_cast<std::uint8_t>(k + 1));
      mesh.colours.emplace_back(static_cast<std::uint8_t>(i % 256), k, 3, 255);
    }
  }
  return mesh;
}

double largestMove(const ExactMesh& mesh, const TileMesh& tile) {
  double largest = 0.0;
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    const glm::dvec3 stored = tile.origin + glm::dvec3(tile.positions[i]);
    largest = std::max(largest, glm::length(stored - mesh.positions[i]));
  }
  return largest;
}

}  // namespace

TEST_CASE("A tile of common size is quantised to a centimetre at most, wherever it lies") {
  for (const double extent : {0.5, 40.0, 500.0, 690.0}) {
    for (const double away : {0.0, -70123.456789, 412345.678901}) {
      const ExactMesh mesh = randomMesh(500, extent, {away, -away, 35.7});
      const EncodedTile encoded = encodeTile(mesh);
      const auto tile = decodeTile(encoded.glb);
      REQUIRE(tile);
      const double moved = largestMove(mesh, **tile);
      CHECK(moved <= kMostQuantisationMetres);
      CHECK(moved <= encoded.quantisationMetres + 1e-9);
      CHECK(moved > 0.0);
    }
  }
}

TEST_CASE("A tile that reaches too far for that keeps floats, which are finer still") {
  const ExactMesh mesh = randomMesh(200, 9000.0, {10.0, 20.0, 30.0});
  const auto tile = decodeTile(encodeTile(mesh).glb);
  REQUIRE(tile);
  CHECK(largestMove(mesh, **tile) < 0.001);
}

TEST_CASE("The exact positions come back to less than a thousandth of a millimetre") {
  for (const double extent : {300.0, 9000.0}) {
    const ExactMesh mesh = randomMesh(300, extent, {-1234.567891, 7654.321987, 12.3456789});
    const EncodedTile encoded = encodeTile(mesh);
    const auto tile = decodeTile(encoded.glb);
    REQUIRE(tile);
    const auto exact = exactPositions(**tile, encoded.exact);
    REQUIRE(exact);
    for (std::size_t i = 0; i < exact->size(); ++i) {
      CHECK(glm::length((*exact)[i] - mesh.positions[i]) < 1e-6);
    }
  }
}

TEST_CASE("Objects, kinds, normals, colours and faces seen from both sides are kept") {
  const ExactMesh mesh = randomMesh(2000, 200.0, {0.0, 0.0, 0.0});
  const auto decoded = decodeTile(encodeTile(mesh).glb);
  REQUIRE(decoded);
  const TileMesh& tile = **decoded;
  REQUIRE(tile.positions.size() == mesh.positions.size());
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    REQUIRE(tile.features[i] == mesh.objects[mesh.objectIndices[i]].feature);
    REQUIRE(tile.kinds[i] == mesh.kinds[i]);
    REQUIRE(tile.normals[i] == mesh.normals[i]);
    REQUIRE(tile.colours[i] == mesh.colours[i]);
  }
  REQUIRE(tile.parts.size() == 2);
  CHECK_FALSE(tile.parts[0].isTwoSided);
  CHECK(tile.parts[1].isTwoSided);
  CHECK(tile.parts[0].indexCount == mesh.triangles[0].size());
  CHECK(tile.parts[1].firstIndex == mesh.triangles[0].size());
  std::vector<std::uint32_t> all = mesh.triangles[0];
  all.insert(all.end(), mesh.triangles[1].begin(), mesh.triangles[1].end());
  CHECK(samples::areaOf(tile.positions, tile.indices) == Approx(samples::areaOf(mesh.positions, all)).epsilon(1e-4));
}

TEST_CASE("A mesh without colours is white, and one of very many objects keeps them apart") {
  ExactMesh mesh = randomMesh(70000, 300.0, {0.0, 0.0, 0.0});
  mesh.colours.clear();
  const auto tile = decodeTile(encodeTile(mesh).glb);
  REQUIRE(tile);
  CHECK((*tile)->colours.empty());
  CHECK((*tile)->features.back() == 1000 + 69999);
  CHECK((*tile)->features[std::size_t{3} * 66000] == 1000 + 66000);
}

TEST_CASE("The ids stand in the tile's property table, in the objects' order") {
  const ExactMesh mesh = randomMesh(3, 10.0, {0.0, 0.0, 0.0});
  const std::vector<std::byte> glb = encodeTile(mesh).glb;
  std::uint32_t jsonSize = 0;
  std::memcpy(&jsonSize, glb.data() + 12, 4);
  const auto* text = reinterpret_cast<const char*>(glb.data() + 20);
  const auto json = nlohmann::json::parse(text, text + jsonSize);
  const auto& table = json["extensions"]["EXT_structural_metadata"]["propertyTables"][0];
  CHECK(table["count"] == 3);
  const auto& view = json["bufferViews"][table["properties"]["id"]["values"].get<std::size_t>()];
  const std::string ids(text + jsonSize + 8 + view["byteOffset"].get<std::size_t>(), view["byteLength"]);
  CHECK(ids == "object 0object 1object 2");
}

TEST_CASE("A tile with damage anywhere is refused or still a sound mesh, never more") {
  const std::vector<std::byte> whole = encodeTile(randomMesh(300, 100.0, {0.0, 0.0, 0.0})).glb;
  std::mt19937 random(11);
  std::size_t refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::vector<std::byte> glb = whole;
    const std::size_t at = random() % glb.size();
    glb[at] = static_cast<std::byte>(random());
    if (i % 5 == 0) {
      glb.resize(random() % glb.size());
    }
    const auto tile = decodeTile(glb);
    if (!tile) {
      ++refused;
      CHECK(tile.error().code == ErrorCode::InvalidData);
      continue;
    }
    for (const std::uint32_t index : (*tile)->indices) {
      REQUIRE(index < (*tile)->positions.size());
    }
  }
  CHECK(refused > 400);
  CHECK_FALSE(decodeTile({}));
}
