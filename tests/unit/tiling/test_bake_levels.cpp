#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "engine/tiling/bake_tiles.h"
#include "engine/tiling/surface_pieces.h"
#include "tests/unit/tiling/bake_samples.h"
#include "tests/unit/tiling/surface_distance.h"

using namespace belvedere;
using namespace belvedere::tiling;
using samples::Triangle3;

namespace {

/// A baked city: its tiles, and the meshes of those with content.
struct BakedCity {
  explicit BakedCity(const std::vector<model::FeatureBatch>& batches) {
    TileBaking baking;
    baking.folder = folder.path();
    baking.spillFile = folder.path() / "surfaces.spill";
    auto spill = BakeSpill::create(baking.spillFile, {});
    REQUIRE(spill);
    std::uint32_t first = 0;
    for (const model::FeatureBatch& batch : batches) {
      PieceBuffer pieces;
      addPieces(pieces, batch, first);
      REQUIRE(spill->add(pieces));
      first += static_cast<std::uint32_t>(batch.features.size());
    }
    auto cells = spill->finish();
    REQUIRE(cells);
    baking.cells = std::move(*cells);
    auto made = bakeTiles(baking, {}, {});
    REQUIRE(made);
    tiles = std::move(*made);
    for (const BakedTile& tile : tiles) {
      meshes.push_back(tile.hasContent() ? read(tile) : nullptr);
    }
  }

  std::shared_ptr<const TileMesh> read(const BakedTile& tile) const {
    const auto bytes = readTileBytes(folder.path(), tile);
    REQUIRE(bytes);
    const auto mesh = decodeTile(*bytes);
    REQUIRE(mesh);
    return *mesh;
  }

  static bool isBelow(const BakedTile& tile, const BakedTile& above) {
    const std::uint32_t down = tile.level - above.level;
    return tile.level > above.level && tile.x >> down == above.x && tile.y >> down == above.y;
  }

  /// Of the leaves below a tile.
  std::vector<Triangle3> fullDetail(const BakedTile& above) const {
    std::vector<Triangle3> triangles;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      if (tiles[i].exactBytes > 0 && isBelow(tiles[i], above)) {
        samples::addTriangles(triangles, *meshes[i]);
      }
    }
    return triangles;
  }

  void eachInner(const std::function<void(const BakedTile&, const TileMesh&)>& look) const {
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      if (tiles[i].hasContent() && tiles[i].exactBytes == 0) {
        look(tiles[i], *meshes[i]);
      }
    }
  }

  TestFolder folder;
  std::vector<BakedTile> tiles;
  std::vector<std::shared_ptr<const TileMesh>> meshes;
};

/// Houses with gables, hips and flat roofs in rows, courts, a fence, a tower, and one L: turned by no round angle.
class Town {
 public:
  explicit Town(int side) {
    std::uniform_real_distribution<double> size(7.0, 15.0);
    for (int i = 0; i < side * side; ++i) {
      const int row = i / side;
      const glm::dvec3 place((i % side) * 23.0 + row * 0.7, row * 29.0, 50.0 + (i % 7));
      samples::addFeature(batch, "house-" + std::to_string(i));
      const double width = size(random_);
      const double depth = size(random_);
      const double height = i % 31 == 0 ? 60.0 : size(random_) / 2.0;
      const double rise = i % 3 == 0 ? 0.0 : depth / 3.0;
      house(place, width, depth, height, rise, i % 3 == 2 ? depth / 2.5 : 0.0);
      if (i % 11 == 0) {
        house(place + glm::dvec3(width, depth * 0.6, 0.0), depth, width * 0.5, height * 0.7, 0.0, 0.0);
      }
      if (i % 13 == 0) {
        quad({{{0, -3, 0}, {20, -3, 0}, {20, -3, 2}, {0, -3, 2}}}, place, model::SurfaceKind::Other);
      }
    }
  }
  model::FeatureBatch batch;

 private:
  void quad(std::array<glm::dvec3, 4> corners, const glm::dvec3& place, model::SurfaceKind kind) {
    const double turn = 0.3;
    for (glm::dvec3& c : corners) {
      c = place +
          glm::dvec3(c.x * std::cos(turn) - c.y * std::sin(turn), c.x * std::sin(turn) + c.y * std::cos(turn), c.z);
    }
    samples::addQuad(batch, corners, kind);
  }

  void house(const glm::dvec3& place, double w, double d, double h, double rise, double inset) {
    using model::SurfaceKind;
    const std::array<glm::dvec2, 4> plan{{{0, 0}, {w, 0}, {w, d}, {0, d}}};
    for (std::size_t i = 0; i < 4; ++i) {
      const glm::dvec2 a = plan[i];
      const glm::dvec2 b = plan[(i + 1) % 4];
      quad({{{a.x, a.y, 0}, {b.x, b.y, 0}, {b.x, b.y, h}, {a.x, a.y, h}}}, place, SurfaceKind::Wall);
    }
    const double t = h + rise;
    quad({{{0, 0, h}, {w, 0, h}, {w - inset, d / 2, t}, {inset, d / 2, t}}}, place, SurfaceKind::Roof);
    quad({{{w, d, h}, {0, d, h}, {inset, d / 2, t}, {w - inset, d / 2, t}}}, place, SurfaceKind::Roof);
    if (rise > 0.0) {
      const SurfaceKind kind = inset > 0.0 ? SurfaceKind::Roof : SurfaceKind::Wall;
      quad({{{w, 0, h}, {w, d, h}, {w - inset, d / 2, t}, {w - inset, d / 2, t}}}, place, kind);
      quad({{{0, d, h}, {0, 0, h}, {inset, d / 2, t}, {inset, d / 2, t}}}, place, kind);
    }
    quad({{{0, d, 0}, {w, d, 0}, {w, 0, 0}, {0, 0, 0}}}, place, SurfaceKind::Ground);
  }

  std::mt19937 random_{11};
};

/// A hilly surface of triangles of a metre or two, one object.
model::FeatureBatch hills(int side) {
  model::FeatureBatch batch;
  samples::addFeature(batch, "hills");
  const auto at = [](int x, int y) {
    return glm::dvec3(7.0 * x, 7.0 * y, 20.0 * std::sin(x / 9.0) * std::cos(y / 7.0) + (x * 7 + y * 3) % 5 * 0.3);
  };
  for (int x = 0; x < side; ++x) {
    for (int y = 0; y < side; ++y) {
      samples::addQuad(batch, {at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)}, model::SurfaceKind::Terrain);
    }
  }
  return batch;
}

/// Both directions of the Hausdorff distance by samples.
void checkError(const BakedCity& city, const BakedTile& tile, const TileMesh& mesh, std::size_t mostTriangles) {
  std::vector<Triangle3> simple;
  samples::addTriangles(simple, mesh);
  const std::vector<Triangle3> full = city.fullDetail(tile);
  const double error = tile.geometricErrorMetres;
  constexpr double kLeafQuantisation = 0.01;
  CHECK(samples::directedDistance(simple, full, 1.1 * error, error / 5.0, mostTriangles) <= error + kLeafQuantisation);
  CHECK(samples::directedDistance(full, simple, 1.1 * error, error / 5.0, mostTriangles) <= error + kLeafQuantisation);
  CHECK(mesh.indices.size() < 3 * full.size());
}

void checkErrors(const BakedCity& city, std::size_t leastTiles) {
  std::size_t inner = 0;
  city.eachInner([&](const BakedTile& tile, const TileMesh& mesh) {
    ++inner;
    checkError(city, tile, mesh, 20000);
  });
  CHECK(inner >= leastTiles);
}

}  // namespace

TEST_CASE("A town's simplified tiles are within the error that they declare, both ways") {
  checkErrors(BakedCity({Town(70).batch}), 3);
}

TEST_CASE("200 random simplified tiles of a large city are within the error that they declare, both ways",
          "[.][heavy]") {
  const BakedCity city({Town(480).batch});
  std::vector<std::pair<const BakedTile*, const TileMesh*>> tiles;
  city.eachInner([&](const BakedTile& tile, const TileMesh& mesh) { tiles.emplace_back(&tile, &mesh); });
  REQUIRE(tiles.size() >= 200);
  std::shuffle(tiles.begin(), tiles.end(), std::mt19937(3));
  tiles.resize(200);
  for (const auto& [tile, mesh] : tiles) {
    checkError(city, *tile, *mesh, 2000);
  }
}

TEST_CASE("A hilly surface's simplified tiles are within the error that they declare, both ways") {
  checkErrors(BakedCity({hills(200)}), 1);
}

TEST_CASE("Simplified tiles keep objects, kinds and heights") {
  const BakedCity city({Town(70).batch});
  city.eachInner([&](const BakedTile& tile, const TileMesh& mesh) {
    double highest = -1e9;
    double area[2] = {0.0, 0.0};
    std::set<std::uint32_t> features;
    for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
      const std::vector<std::uint32_t> one(mesh.indices.begin() + static_cast<std::ptrdiff_t>(i),
                                           mesh.indices.begin() + static_cast<std::ptrdiff_t>(i) + 3);
      features.insert(mesh.features[one[0]]);
      const bool isRoof = mesh.kinds[one[0]] == static_cast<std::uint8_t>(model::SurfaceKind::Roof);
      area[isRoof] += samples::areaOf(mesh.positions, one);
      for (const std::uint32_t corner : one) {
        highest = std::max(highest, mesh.origin.z + static_cast<double>(mesh.positions[corner].z));
      }
    }
    CHECK(features.size() == tile.objects);
    CHECK(*features.rbegin() < 4900);
    double fullHighest = -1e9;
    double fullRoofs = 0.0;
    for (std::size_t i = 0; i < city.tiles.size(); ++i) {
      if (city.tiles[i].exactBytes > 0 && BakedCity::isBelow(city.tiles[i], tile)) {
        const TileMesh& leaf = *city.meshes[i];
        fullHighest = std::max(fullHighest, leaf.bounds.max.z);
        for (std::size_t k = 0; k + 2 < leaf.indices.size(); k += 3) {
          if (leaf.kinds[leaf.indices[k]] == static_cast<std::uint8_t>(model::SurfaceKind::Roof)) {
            fullRoofs += samples::areaOf(leaf.positions, {leaf.indices[k], leaf.indices[k + 1], leaf.indices[k + 2]});
          }
        }
      }
    }
    CHECK(highest >= fullHighest - 0.6 * tile.geometricErrorMetres);  // towers stay in the skyline
    CHECK(area[1] == Approx(fullRoofs).epsilon(0.25));                // as much roof as before
    CHECK(area[0] > 0.0);
  });
}

TEST_CASE("A tile above others has an error no smaller than theirs") {
  const BakedCity city({Town(70).batch, hills(60)});
  for (const BakedTile& above : city.tiles) {
    for (const BakedTile& tile : city.tiles) {
      if (above.hasContent() && tile.hasContent() && BakedCity::isBelow(tile, above)) {
        REQUIRE(tile.geometricErrorMetres <= above.geometricErrorMetres);
      }
    }
  }
}
