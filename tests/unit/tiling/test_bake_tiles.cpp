#include <catch2/catch.hpp>
#include <glm/geometric.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/tiling/bake_tiles.h"
#include "engine/tiling/surface_pieces.h"
#include "tests/unit/tiling/bake_samples.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

TileBaking spilled(const std::filesystem::path& folder, const std::vector<model::FeatureBatch>& batches,
                   const BakeSpill::Limits& limits = {}) {
  TileBaking baking;
  baking.folder = folder;
  baking.spillFile = folder / "surfaces.spill";
  auto spill = BakeSpill::create(baking.spillFile, limits);
  REQUIRE(spill);
  std::uint32_t first = 0;
  for (const model::FeatureBatch& batch : batches) {
    PieceBuffer pieces;
    CHECK(addPieces(pieces, batch, first) == 0);
    REQUIRE(spill->add(pieces));
    first += static_cast<std::uint32_t>(batch.features.size());
  }
  auto cells = spill->finish();
  REQUIRE(cells);
  baking.cells = std::move(*cells);
  return baking;
}

std::vector<BakedTile> baked(const TileBaking& baking) {
  auto tiles = bakeTiles(baking, {}, {});
  REQUIRE(tiles);
  return std::move(*tiles);
}

/// The tiles' files, without the intermediate ones.
std::map<std::string, std::string> tileFiles(const std::filesystem::path& folder) {
  auto files = samples::filesBelow(folder);
  std::erase_if(files, [](const auto& file) {
    return file.first == "surfaces.spill" || file.first.starts_with("journal") || file.first.starts_with("levels/");
  });
  return files;
}

/// Area of every object in leaf tiles, by its index in the layer.
std::map<std::uint32_t, double> leafAreas(const std::filesystem::path& folder, const std::vector<BakedTile>& tiles) {
  std::map<std::uint32_t, double> areas;
  for (const BakedTile& entry : tiles) {
    if (entry.exactBytes == 0) {
      continue;
    }
    const auto bytes = readTileBytes(folder, entry);
    REQUIRE(bytes);
    const auto tile = decodeTile(*bytes);
    REQUIRE(tile);
    const TileMesh& mesh = **tile;
    for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
      const std::vector<std::uint32_t> one(mesh.indices.begin() + static_cast<std::ptrdiff_t>(i),
                                           mesh.indices.begin() + static_cast<std::ptrdiff_t>(i) + 3);
      areas[mesh.features[one[0]]] += samples::areaOf(mesh.positions, one);
    }
  }
  return areas;
}

std::map<std::uint32_t, double> sourceAreas(const std::vector<model::FeatureBatch>& batches) {
  std::map<std::uint32_t, double> areas;
  std::uint32_t first = 0;
  for (const model::FeatureBatch& batch : batches) {
    for (const model::Surface& surface : batch.surfaces) {
      const auto begin = batch.triangles.begin() + surface.firstIndex;
      areas[first + surface.feature] += samples::areaOf(batch.positions, {begin, begin + surface.indexCount});
    }
    first += static_cast<std::uint32_t>(batch.features.size());
  }
  return areas;
}

void checkAreas(const std::map<std::uint32_t, double>& found, const std::map<std::uint32_t, double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (const auto& [feature, area] : expected) {
    REQUIRE(found.at(feature) == Approx(area).epsilon(0.005));
  }
}

}  // namespace

TEST_CASE("Every object comes whole into one leaf tile, with its area") {
  const TestFolder folder;
  const std::vector<model::FeatureBatch> batches{samples::blocks(40, 40.0, {-700.0, -900.0, 0.0}),
                                                 samples::blocks(20, 25.0, {900.0, 100.0, 0.0})};
  const auto tiles = baked(spilled(folder.path(), batches));
  checkAreas(leafAreas(folder.path(), tiles), sourceAreas(batches));
  std::size_t objects = 0;
  for (const BakedTile& tile : tiles) {
    objects += tile.exactBytes > 0 ? tile.objects : 0U;
  }
  CHECK(objects == 2000);
}

TEST_CASE("The parts of a building stay together") {
  const TestFolder folder;
  model::FeatureBatch batch;
  samples::addFeature(batch, "building");
  for (int i = 0; i < 3; ++i) {  // across the border of two cells
    samples::addBlock(batch, "part", {490.0 + 15.0 * i, 10.0, 0.0}, 12.0, 12.0, 9.0);
    batch.features.back().parent = 0;
  }
  const auto tiles = baked(spilled(folder.path(), {batch}));
  REQUIRE(tiles.size() == 1);
  CHECK(tiles.front().objects == 3);
}

TEST_CASE("What is spilled to the disk and divided on the way gives the same surfaces as what fits in memory") {
  const std::vector<model::FeatureBatch> batches{samples::blocks(30, 12.0), samples::blocks(30, 12.0),
                                                 samples::blocks(30, 12.0, {100.0, 0.0, 0.0})};
  const TestFolder folder;
  const TileBaking baking = spilled(folder.path(), batches, {40000, 60000});
  CHECK(std::count_if(baking.cells.begin(), baking.cells.end(), [](const auto& cell) { return cell.isDivided; }) > 2);
  const auto tiles = baked(baking);
  checkAreas(leafAreas(folder.path(), tiles), sourceAreas(batches));
  const TestFolder roomy;
  checkAreas(leafAreas(roomy.path(), baked(spilled(roomy.path(), batches))), sourceAreas(batches));
}

TEST_CASE("A cell of very many triangles becomes several tiles") {
  const TestFolder folder;
  const std::vector<model::FeatureBatch> batches(12, samples::blocks(30, 15.0));
  const auto tiles = baked(spilled(folder.path(), batches));
  std::size_t triangles = 0;
  for (const BakedTile& tile : tiles) {
    CHECK(tile.triangles <= kMostTileTriangles);
    triangles += tile.exactBytes > 0 ? tile.triangles : 0U;
  }
  CHECK(triangles == std::size_t{12} * 900 * 10);
}

TEST_CASE("An object too large for a tile is cut into its surfaces and keeps them all") {
  const TestFolder folder;
  model::FeatureBatch batch;
  samples::addFeature(batch, "relief");
  for (int i = 0; i < 40; ++i) {
    for (int k = 0; k < 40; ++k) {
      const glm::dvec3 c(100.0 * i, 100.0 * k, 20.0);
      samples::addQuad(batch, {c, c + glm::dvec3(100, 0, 0), c + glm::dvec3(100, 100, 0), c + glm::dvec3(0, 100, 0)},
                       model::SurfaceKind::Terrain);
    }
  }
  const auto tiles = baked(spilled(folder.path(), {batch}));
  const auto areas = leafAreas(folder.path(), tiles);
  REQUIRE(areas.size() == 1);
  CHECK(areas.at(0) == Approx(4000.0 * 4000.0).epsilon(0.001));
  for (const BakedTile& tile : tiles) {
    if (tile.exactBytes > 0) {
      CHECK(tile.bounds.size().x < 700.0);
    }
  }
}

TEST_CASE("The same surfaces give the same bytes whatever the number of threads") {
  const std::vector<model::FeatureBatch> batches{samples::blocks(50, 60.0, {-1000.0, -500.0, 0.0})};
  const TestFolder one;
  const TestFolder four;
  TileBaking alone = spilled(one.path(), batches);
  TileBaking together = spilled(four.path(), batches);
  together.threads = 4;
  const auto first = baked(alone);
  const auto second = baked(together);
  CHECK(first.size() > 20);
  CHECK(tileFiles(one.path()) == tileFiles(four.path()));
  CHECK(tilesetJson(first, {}) == tilesetJson(second, {}));
}

TEST_CASE("A baking that was stopped goes on, and damaged tiles of the first run are made again") {
  const std::vector<model::FeatureBatch> batches{samples::blocks(50, 60.0)};
  const TestFolder undisturbed;
  const auto expected = baked(spilled(undisturbed.path(), batches));
  const TestFolder folder;
  const TileBaking baking = spilled(folder.path(), batches);
  std::stop_source stop;
  int calls = 0;
  const auto stopAtFive = [&](const Progress&) {
    if (++calls == 5) {
      stop.request_stop();
    }
  };
  const auto stopped = bakeTiles(baking, stop.get_token(), stopAtFive);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == ErrorCode::Cancelled);
  auto files = tileFiles(folder.path());
  CHECK(files.size() == 10);  // five tiles with their exact positions
  std::ofstream(folder.path() / files.begin()->first, std::ios::binary) << "damaged";
  const auto tiles = baked(baking);
  CHECK(tileFiles(folder.path()) == tileFiles(undisturbed.path()));
  CHECK(tilesetJson(tiles, {}) == tilesetJson(expected, {}));
}

TEST_CASE("A damaged spill file is refused") {
  const TestFolder folder;
  const TileBaking baking = spilled(folder.path(), {samples::blocks(10, 60.0)});
  std::fstream file(baking.spillFile, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(1000);
  file.put('!');
  file.close();
  const auto tiles = bakeTiles(baking, {}, {});
  REQUIRE_FALSE(tiles);
  CHECK(tiles.error().code == ErrorCode::InvalidData);
}

TEST_CASE("A manifest is refused when damaged, from other data, or no tree") {
  const TestFolder folder;
  BakedManifest manifest;
  manifest.key = {1, 2};
  manifest.tiles = baked(spilled(folder.path(), {samples::blocks(30, 60.0)}));
  REQUIRE(writeManifest(folder.path(), manifest));
  REQUIRE(readManifest(folder.path(), {1, 2}));
  CHECK_FALSE(readManifest(folder.path(), {1, 3}));
  CHECK_FALSE(readManifest(folder.path() / "none", {1, 2}));
  REQUIRE(checkAllFiles(folder.path(), manifest, {}));

  const std::string whole = samples::bytesOf(folder.path() / BakedManifest::kFileName);
  std::mt19937 random(5);
  for (int i = 0; i < 200; ++i) {
    std::string bytes = whole;
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + random() % 255));
    std::ofstream(folder.path() / BakedManifest::kFileName, std::ios::binary) << bytes;
    CHECK_FALSE(readManifest(folder.path(), {1, 2}));
  }

  std::swap(manifest.tiles.front(), manifest.tiles.back());
  REQUIRE(writeManifest(folder.path(), manifest));
  CHECK_FALSE(readManifest(folder.path(), {1, 2}));
}

TEST_CASE("The tileset names every tile once, with boxes that hold what is below") {
  const TestFolder folder;
  const auto tiles = baked(spilled(folder.path(), {samples::blocks(40, 60.0, {-1300.0, 200.0, 0.0})}));
  const auto tileset = nlohmann::json::parse(tilesetJson(tiles, {"EPSG:2154", {840000.0, 6519000.0, 0.0}}));
  CHECK(tileset["asset"]["version"] == "1.1");
  std::set<std::string> uris;
  const std::function<void(const nlohmann::json&, double)> walk = [&](const nlohmann::json& node, double above) {
    const double error = node["geometricError"];
    CHECK(error <= above);
    if (node.contains("content")) {
      const std::string uri = node["content"]["uri"];
      CHECK(uris.insert(uri).second);
      CHECK(std::filesystem::exists(folder.path() / uri));
    }
    const auto& box = node["boundingVolume"]["box"];
    for (const auto& child : node.value("children", nlohmann::json::array())) {
      const auto& inner = child["boundingVolume"]["box"];
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double slack = 1e-6;
        CHECK(inner[axis].get<double>() - inner[3 + 4 * axis].get<double>() >=
              box[axis].get<double>() - box[3 + 4 * axis].get<double>() - slack);
        CHECK(inner[axis].get<double>() + inner[3 + 4 * axis].get<double>() <=
              box[axis].get<double>() + box[3 + 4 * axis].get<double>() + slack);
      }
      walk(child, error);
    }
  };
  walk(tileset["root"], tileset["geometricError"]);
  std::size_t contents = 0;
  for (const BakedTile& tile : tiles) {
    contents += tile.hasContent() ? 1U : 0U;
  }
  CHECK(uris.size() == contents);
}

TEST_CASE("A layer without surfaces has no tiles") {
  const TestFolder folder;
  CHECK(baked(spilled(folder.path(), {model::FeatureBatch()})).empty());
}
