#include <algorithm>
#include <catch2/catch.hpp>
#include <glm/geometric.hpp>
#include <nlohmann/json.hpp>

#include "engine/tiling/bake_tiles.h"
#include "engine/tiling/surface_pieces.h"
#include "tests/unit/tiling/bake_samples.h"
#include "tests/unit/tiling/picture_samples.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

/// A city of which batches bring the pictures, baked.
struct BakedCity {
  explicit BakedCity(const std::vector<model::FeatureBatch>& batches, unsigned threads = 1) {
    TileBaking baking;
    baking.folder = folder.path();
    baking.spillFile = folder.path() / "surfaces.spill";
    baking.pictures = folder.path() / "pictures";
    baking.threads = threads;
    auto spill = BakeSpill::create(baking.spillFile, {});
    REQUIRE(spill);
    PictureCollector pictures(baking.pictures);
    std::uint32_t first = 0;
    for (const model::FeatureBatch& batch : batches) {
      const auto worn = pictures.take(batch);
      REQUIRE(worn);
      PieceBuffer pieces;
      addPieces(pieces, batch, first, *worn);
      REQUIRE(spill->add(pieces));
      first += static_cast<std::uint32_t>(batch.features.size());
    }
    auto cells = spill->finish();
    REQUIRE(cells);
    baking.cells = std::move(*cells);
    auto made = bakeTiles(baking, {}, {});
    REQUIRE(made);
    tiles = std::move(*made);
  }

  std::shared_ptr<const TileMesh> read(const BakedTile& tile) const {
    const auto bytes = readTileBytes(folder.path(), tile);
    REQUIRE(bytes);
    const auto mesh = decodeTile(*bytes);
    REQUIRE(mesh);
    return *mesh;
  }

  TestFolder folder;
  std::vector<BakedTile> tiles;
};

/// A wall of `width` by `height` metres that looks south, from its lower left corner on.
void addWall(model::FeatureBatch& batch, const glm::dvec3& corner, double width, double height) {
  const auto at = [&](double x, double z) { return corner + glm::dvec3(x, 0.0, z); };
  samples::addQuad(batch, {at(0, 0), at(width, 0), at(width, height), at(0, height)}, model::SurfaceKind::Wall);
}

/// The colour that a tile shows at a place of a wall: that of the triangle's picture where the place is in it.
std::optional<glm::vec3> shownAt(const TileMesh& mesh, const glm::dvec3& place) {
  for (const MeshPart& part : mesh.parts) {
    for (std::uint32_t i = part.firstIndex;
         part.texture < mesh.textures.size() && i < part.firstIndex + part.indexCount; i += 3) {
      std::array<glm::dvec3, 3> p;
      std::array<glm::dvec2, 3> t;
      for (std::size_t k = 0; k < 3; ++k) {
        p[k] = mesh.origin + glm::dvec3(mesh.positions[mesh.indices[i + k]]);
        t[k] = glm::dvec2(mesh.texcoords[mesh.indices[i + k]]);
      }
      const glm::dvec3 n = glm::cross(p[1] - p[0], p[2] - p[0]);
      const double area = glm::dot(n, n);
      const double b = glm::dot(glm::cross(p[2] - p[1], place - p[1]), n) / area;
      const double c = glm::dot(glm::cross(p[0] - p[2], place - p[2]), n) / area;
      const double d = 1.0 - b - c;
      if (area <= 0.0 || std::min({b, c, d}) < -1e-3 || std::abs(glm::dot(n, place - p[0])) > 0.05 * std::sqrt(area)) {
        continue;
      }
      const glm::dvec2 at = t[0] * b + t[1] * c + t[2] * d;
      const Image& image = *mesh.textures[part.texture];
      const auto pixel = [](double share, int count) {
        const int index = static_cast<int>(std::floor(share * count)) % count;
        return index < 0 ? index + count : index;
      };
      const std::uint8_t* colour = image.at(pixel(at.x, image.width), pixel(at.y, image.height));
      return glm::vec3(colour[0], colour[1], colour[2]);
    }
  }
  return std::nullopt;
}

float farthest(const glm::vec3& a, const glm::vec3& b) {
  return std::max({std::abs(a.x - b.x), std::abs(a.y - b.y), std::abs(a.z - b.z)});
}

const BakedTile& onlyLeaf(const BakedCity& city) {
  const auto leaf = std::find_if(city.tiles.begin(), city.tiles.end(), [](const auto& t) { return t.exactBytes > 0; });
  REQUIRE(leaf != city.tiles.end());
  return *leaf;
}

/// Blocks with pictures on all walls, as many as make levels: each block's picture has a colour of its own.
model::FeatureBatch picturedBlocks(int side, double pitch) {
  model::FeatureBatch batch = samples::blocks(side, pitch);
  batch.texcoords.resize(batch.positions.size());
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(side * side); ++i) {
    const auto shade = static_cast<std::uint8_t>(40 + 200 * i / static_cast<std::uint32_t>(side * side));
    batch.textures.push_back({"block" + std::to_string(i), samples::plain(96, 64, {shade, 60, 20}), true});
  }
  for (model::Surface& surface : batch.surfaces) {
    if (surface.kind == model::SurfaceKind::Wall) {
      surface.texture = surface.feature;
      const auto corners = samples::corners(0.0F, 0.0F, 1.0F, 1.0F);
      std::copy(corners.begin(), corners.end(), batch.texcoords.begin() + surface.firstPosition);
    }
  }
  return batch;
}

}  // namespace

TEST_CASE("A wall shows its picture upright, not mirrored, and sharp") {
  model::FeatureBatch batch;
  samples::addFeature(batch, "house");
  batch.textures.push_back({"wall.jpg", samples::colourful(200, 100, 3), true});
  addWall(batch, {100.0, 200.0, 30.0}, 20.0, 10.0);
  samples::wear(batch, 0, samples::corners(0.0F, 0.0F, 1.0F, 1.0F));
  const BakedCity city({batch});
  const auto mesh = city.read(onlyLeaf(city));
  const Image source = samples::colourful(200, 100, 3);
  for (double x = 0.55; x < 19.5; x += 1.3) {
    for (double z = 0.45; z < 9.7; z += 0.9) {
      const auto shown = shownAt(*mesh, {100.0 + x, 200.0, 30.0 + z});
      REQUIRE(shown);
      const std::uint8_t* from = source.at(static_cast<int>(x * 10.0), static_cast<int>(100.0 - z * 10.0));
      CHECK(farthest(*shown, {from[0], from[1], from[2]}) < 16.0F);
    }
  }
}

TEST_CASE("Repeated pictures stay repeated, and parts of repeats are found") {
  model::FeatureBatch batch;
  samples::addFeature(batch, "house");
  batch.textures.push_back({"bricks.png", samples::colourful(64, 64, 3), true});
  addWall(batch, {0.0, 0.0, 0.0}, 40.0, 10.0);
  samples::wear(batch, 0, samples::corners(-4.0F, 0.0F, 4.0F, 2.0F));
  addWall(batch, {0.0, 50.0, 0.0}, 10.0, 10.0);
  samples::wear(batch, 0, samples::corners(7.75F, 0.5F, 8.25F, 1.0F));
  const BakedCity city({batch});
  const auto mesh = city.read(onlyLeaf(city));
  CHECK(mesh->textures.size() == 2);
  const Image source = samples::colourful(64, 64, 3);
  const auto expected = [&](double u, double v) {
    const std::uint8_t* from =
        source.at(static_cast<int>((u - std::floor(u)) * 64.0), static_cast<int>((1.0 - (v - std::floor(v))) * 63.999));
    return glm::vec3(from[0], from[1], from[2]);
  };
  for (const double share : {0.03, 0.21, 0.37, 0.55, 0.71, 0.9}) {
    const auto wide = shownAt(*mesh, {40.0 * share, 0.0, 3.1});
    REQUIRE(wide);
    CHECK(farthest(*wide, expected(-4.0 + 8.0 * share, 0.62)) < 24.0F);
    const auto part = shownAt(*mesh, {10.0 * share, 50.0, 4.1});
    REQUIRE(part);
    CHECK(farthest(*part, expected(7.75 + 0.5 * share, 0.5 + 0.205)) < 24.0F);
  }
}

TEST_CASE("A surface whose picture never came keeps its material's colour") {
  model::FeatureBatch batch;
  samples::addFeature(batch, "house");
  batch.textures.push_back({"missing.jpg", {}, true});
  batch.materials.push_back({{1.0F, 0.0F, 0.0F, 1.0F}});
  addWall(batch, {0.0, 0.0, 0.0}, 10.0, 10.0);
  batch.surfaces.back().material = 0;
  samples::wear(batch, 0, samples::corners(0.0F, 0.0F, 1.0F, 1.0F));
  const BakedCity city({batch});
  const auto mesh = city.read(onlyLeaf(city));
  CHECK(mesh->textures.empty());
  CHECK(mesh->texcoords.empty());
  REQUIRE(mesh->colours.size() == 4);
  CHECK(mesh->colours[0] == glm::u8vec4(255, 0, 0, 255));
}

TEST_CASE("Texture coordinates that are no numbers cost the picture, not the surface") {
  model::FeatureBatch batch;
  samples::addFeature(batch, "house");
  batch.textures.push_back({"wall.jpg", samples::colourful(16, 16, 3), true});
  addWall(batch, {0.0, 0.0, 0.0}, 10.0, 10.0);
  samples::wear(batch, 0, samples::corners(0.0F, 0.0F, 1.0F, 1.0F));
  batch.texcoords[2].x = std::numeric_limits<float>::quiet_NaN();
  addWall(batch, {0.0, 20.0, 0.0}, 10.0, 10.0);
  samples::wear(batch, 0, samples::corners(0.0F, 0.0F, 3e8F, 1.0F));
  const BakedCity city({batch});
  const auto mesh = city.read(onlyLeaf(city));
  CHECK(mesh->indices.size() == 12);
  CHECK(mesh->textures.empty());
}

TEST_CASE("What a batch brings is known in those after it, and batches of pictures alone are taken") {
  model::FeatureBatch ahead;
  ahead.textures.push_back({"wall.jpg", samples::plain(32, 32, {200, 100, 50}), true});
  model::FeatureBatch batch;
  samples::addFeature(batch, "house");
  batch.textures.push_back({"wall.jpg", {}, true});
  addWall(batch, {0.0, 0.0, 0.0}, 10.0, 10.0);
  samples::wear(batch, 0, samples::corners(0.0F, 0.0F, 1.0F, 1.0F));
  const BakedCity city({ahead, batch});
  const auto shown = shownAt(*city.read(onlyLeaf(city)), {5.0, 0.0, 5.0});
  REQUIRE(shown);
  CHECK(farthest(*shown, {200.0F, 100.0F, 50.0F}) < 4.0F);
}

TEST_CASE("A pictured city is baked with the same bytes by any number of threads") {
  const std::vector<model::FeatureBatch> batches{picturedBlocks(24, 60.0)};
  const BakedCity one(batches, 1);
  const BakedCity four(batches, 4);
  const auto tileFiles = [](const BakedCity& city) { return samples::filesBelow(city.folder.path() / "tiles"); };
  CHECK(samples::differences(tileFiles(one), tileFiles(four)).empty());
  CHECK(one.tiles.size() > 4);
}

TEST_CASE("From afar walls keep the colour of their pictures, with and without levels between") {
  const BakedCity city({picturedBlocks(40, 50.0)});
  std::size_t coarse = 0;
  for (const BakedTile& tile : city.tiles) {
    if (!tile.hasContent() || tile.exactBytes > 0) {
      continue;
    }
    ++coarse;
    const auto mesh = city.read(tile);
    std::uint64_t bytes = 0;
    for (const auto& texture : mesh->textures) {
      bytes += texture->pixels.size();
    }
    CHECK(bytes == tile.pictureBytes);
    // Where it is shown, at two pixels of error at most, its texels are half a pixel.
    const double width = std::ldexp(kBakeCellMetres, static_cast<int>(city.tiles.back().level - tile.level));
    CHECK(tile.geometricErrorMetres >= width / 128.0 * 0.99);
    std::size_t pictured = 0;
    for (const MeshPart& part : mesh->parts) {
      for (std::uint32_t i = part.firstIndex; i < part.firstIndex + part.indexCount; ++i) {
        const std::uint32_t vertex = mesh->indices[i];
        if (mesh->kinds[vertex] != static_cast<std::uint8_t>(model::SurfaceKind::Wall)) {
          continue;
        }
        REQUIRE(part.texture < mesh->textures.size());
        const Image& image = *mesh->textures[part.texture];
        const glm::vec2 at = mesh->texcoords[vertex];
        const std::uint8_t* colour =
            image.at(std::min(image.width - 1, static_cast<int>(at.x * static_cast<float>(image.width))),
                     std::min(image.height - 1, static_cast<int>(at.y * static_cast<float>(image.height))));
        CHECK(std::abs(int{colour[1]} - 60) < 8);  // all pictures have this green and blue
        CHECK(std::abs(int{colour[2]} - 20) < 8);
        ++pictured;
      }
    }
    CHECK(pictured > 0);
  }
  CHECK(coarse > 0);
}

TEST_CASE("Leaves are divided until their pictures have room in full size") {
  model::FeatureBatch batch;
  for (int i = 0; i < 12; ++i) {
    samples::addFeature(batch, "house-" + std::to_string(i));
    Image image = samples::colourful(1024, 1024, 3);
    image.pixels[0] = static_cast<std::uint8_t>(i);  // no two the same
    batch.textures.push_back({"wall" + std::to_string(i), std::move(image), true});
    addWall(batch, {20.0 + 35.0 * i, 30.0 * (i % 3), 0.0}, 10.0, 10.0);
    samples::wear(batch, static_cast<std::uint32_t>(i), samples::corners(0.0F, 0.0F, 1.0F, 1.0F));
  }
  const BakedCity city({batch});
  std::size_t leaves = 0;
  std::uint64_t texels = 0;
  for (const BakedTile& tile : city.tiles) {
    if (tile.exactBytes > 0) {
      ++leaves;
      texels += tile.pictureBytes / 3;
      CHECK(tile.pictureBytes / 3 < kMostTileTexels * 5 / 4);
    }
  }
  CHECK(leaves >= 3);
  CHECK(texels >= 12UL * 1024 * 1024);
}

TEST_CASE("A stored picture that is damaged stops the baking, so that it begins anew") {
  model::FeatureBatch batch;
  samples::addFeature(batch, "house");
  batch.textures.push_back({"wall.jpg", samples::colourful(64, 64, 3), true});
  addWall(batch, {0.0, 0.0, 0.0}, 10.0, 10.0);
  samples::wear(batch, 0, samples::corners(0.0F, 0.0F, 1.0F, 1.0F));
  const TestFolder folder;
  TileBaking baking;
  baking.folder = folder.path();
  baking.spillFile = folder.path() / "surfaces.spill";
  baking.pictures = folder.path() / "pictures";
  auto spill = BakeSpill::create(baking.spillFile, {});
  REQUIRE(spill);
  PictureCollector pictures(baking.pictures);
  PieceBuffer pieces;
  REQUIRE(addPieces(pieces, batch, 0, *pictures.take(batch)) == 0);
  REQUIRE(spill->add(pieces));
  baking.cells = *spill->finish();
  std::filesystem::remove_all(baking.pictures);
  const auto tiles = bakeTiles(baking, {}, {});
  REQUIRE_FALSE(tiles);
  CHECK(tiles.error().code == ErrorCode::InvalidData);
}

TEST_CASE("A tile's pictures are standard glTF") {
  model::FeatureBatch batch;
  samples::addFeature(batch, "house");
  batch.textures.push_back({"wall.png", samples::colourful(64, 64, 4), true});
  batch.textures.push_back({"bricks.jpg", samples::colourful(64, 64, 3), true});
  addWall(batch, {0.0, 0.0, 0.0}, 10.0, 10.0);
  samples::wear(batch, 0, samples::corners(0.0F, 0.0F, 1.0F, 1.0F));
  addWall(batch, {0.0, 20.0, 0.0}, 10.0, 10.0);
  samples::wear(batch, 1, samples::corners(0.0F, 0.0F, 9.0F, 9.0F));
  const BakedCity city({batch});
  const auto bytes = readTileBytes(city.folder.path(), onlyLeaf(city));
  REQUIRE(bytes);
  std::uint32_t jsonSize = 0;
  std::memcpy(&jsonSize, bytes->data() + 12, sizeof(jsonSize));
  const auto* text = reinterpret_cast<const char*>(bytes->data() + 20);
  const auto json = nlohmann::json::parse(text, text + jsonSize);
  REQUIRE(json.at("images").size() == 2);
  CHECK(json["images"][0]["mimeType"] == "image/png");
  CHECK(json["images"][1]["mimeType"] == "image/jpeg");
  CHECK(json["samplers"][json["textures"][1]["sampler"].get<std::size_t>()]["wrapS"] == 10497);
  CHECK(json["samplers"][json["textures"][0]["sampler"].get<std::size_t>()]["wrapS"] == 33071);
  CHECK(json["materials"][0]["alphaMode"] == "MASK");
}
