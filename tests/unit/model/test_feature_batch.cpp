#include <catch2/catch.hpp>
#include <limits>

#include "engine/core/binary_archive.h"
#include "engine/model/feature_batch.h"

using namespace belvedere;
using namespace belvedere::model;

namespace {

/// A building with one wall of two triangles and a texture of one pixel.
FeatureBatch oneWall() {
  FeatureBatch batch;
  batch.types = {"Building"};
  batch.ids = "B1";
  Feature feature;
  feature.idLength = 2;
  batch.features = {feature};
  batch.attributes.beginFeature();
  batch.positions = {{0, 0, 0}, {1, 0, 0}, {1, 0, 1}, {0, 0, 1}};
  batch.texcoords = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  batch.triangles = {0, 1, 2, 0, 2, 3};
  Surface wall;
  wall.indexCount = 6;
  wall.positionCount = 4;
  wall.texture = 0;
  wall.kind = SurfaceKind::Wall;
  batch.surfaces = {wall};
  batch.textures = {{"wall.jpg", Image(1, 1, 3), true}};
  return batch;
}

}  // namespace

TEST_CASE("A sound batch passes and survives an archive") {
  FeatureBatch sent = oneWall();
  CHECK(checkBatch(sent));
  BinaryWriter writer;
  writer(sent);
  FeatureBatch received;
  BinaryReader reader(writer.bytes());
  reader(received);
  REQUIRE(reader.isComplete());
  CHECK(checkBatch(received));
  CHECK(received.id(received.features[0]) == "B1");
  CHECK(received.surfaces[0].kind == SurfaceKind::Wall);
  CHECK(received.textures[0].image.width == 1);
}

TEST_CASE("A height may be unknown but not a place") {
  FeatureBatch batch = oneWall();
  batch.positions[0].z = std::numeric_limits<double>::quiet_NaN();
  CHECK(checkBatch(batch));
  batch.positions[0].x = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(checkBatch(batch));
}

TEST_CASE("Each index or size out of range fails the batch") {
  FeatureBatch batch = oneWall();
  SECTION("a triangle of another surface's positions") { batch.triangles[5] = 4; }
  SECTION("a run of indices past the end") { batch.surfaces[0].firstIndex = 3; }
  SECTION("a run of positions that overflows 32 bits") { batch.surfaces[0].firstPosition = kNone; }
  SECTION("half a triangle") { batch.surfaces[0].indexCount = 5; }
  SECTION("a surface of no feature") { batch.surfaces[0].feature = 1; }
  SECTION("a texture that is not there") { batch.surfaces[0].texture = 1; }
  SECTION("a texture without coordinates") { batch.texcoords.clear(); }
  SECTION("fewer texture coordinates than positions") { batch.texcoords.pop_back(); }
  SECTION("a material that is not there") { batch.surfaces[0].material = 0; }
  SECTION("a feature that is its own parent") { batch.features[0].parent = 0; }
  SECTION("a type that is not there") { batch.features[0].type = 1; }
  SECTION("an id past the end") { batch.features[0].idLength = 3; }
  SECTION("attributes of another number of features") { batch.attributes.beginFeature(); }
  SECTION("a picture larger than its pixels") { batch.textures[0].image.width = 2; }
  SECTION("a picture too large") { batch.textures[0].image = Image(2049, 1, 3); }
  SECTION("a point nowhere") { batch.points = {{0, 4}}; }
  SECTION("a line past the end") { batch.lines = {{0, 2, 3}}; }
  SECTION("a polygon without its ring") { batch.polygons = {{0, 0, 1}}; }
  SECTION("a ring past the end") { batch.rings = {{4, 1}}; }
  const Status status = checkBatch(batch);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == ErrorCode::InvalidData);
  CHECK(status.error().message.key == "batch-inconsistent");
}
