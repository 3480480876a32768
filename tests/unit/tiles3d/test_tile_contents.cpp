// Single contents made here: b3dm with all headers, i3dm, pnts, cmpt, batch tables.
#include <draco/compression/encode.h>
#include <draco/point_cloud/point_cloud_builder.h>

#include "data_loaders/tiles3d/tiles3d_loader.h"
#include "tests/unit/gltf/old_model.h"
#include "tests/unit/tiles3d/tile_builder.h"

using namespace belvedere;
using namespace test;

namespace {

const loaders::Loader kLoader = loaders::tiles3d::makeLoader();

Reading readTile(const std::string& bytes, const std::string& name = "0.b3dm") {
  const Files files;
  return read(*open(kLoader, files.write(name, bytes)));
}

}  // namespace

TEST_CASE("A b3dm gives a feature per row of its batch table, with typed attributes") {
  const std::string binary = packed<double>({1.5, -2.5, 0.0}) + packed<std::uint16_t>({7, 8, 9});
  const std::string table =
      R"({"id":["x","y","z"],"floors":[3,null,5],"height":[3,4.5,5],"kept":[true,false,true],)"
      R"("uses":[["a","b"],{"c":1},"d"],"level":{"byteOffset":0,"componentType":"DOUBLE","type":"SCALAR"},)"
      R"("code":{"byteOffset":24,"componentType":"UNSIGNED_SHORT","type":"SCALAR"},"extensions":{}})";
  const Reading reading = readTile(tile("b3dm", R"({"BATCH_LENGTH":3})", {}, table, binary, batchedGlb(3)));
  CHECK(reading.diagnostics.isEmpty());
  const model::FeatureBatch& batch = reading.only();
  CHECK(ids(reading) == "x y z");
  CHECK(batch.types == std::vector<std::string>{"Feature"});
  CHECK(batch.surfaces.size() == 18);
  const auto typeOf = [&](const char* name) {
    return batch.attributes.columns().at(*batch.attributes.findColumn(name)).type;
  };
  CHECK(typeOf("floors") == model::AttributeType::Integer);
  CHECK(typeOf("height") == model::AttributeType::Real);
  CHECK(typeOf("kept") == model::AttributeType::Boolean);
  CHECK(attribute(batch, 0, "floors") == "3");
  CHECK(attribute(batch, 1, "floors").empty());
  CHECK(attribute(batch, 0, "uses") == R"(["a","b"])");
  CHECK(attribute(batch, 2, "uses") == "d");
  CHECK(attribute(batch, 1, "level") == "-2.5");
  CHECK(attribute(batch, 2, "code") == "9");
  CHECK_FALSE(batch.attributes.findColumn("id"));
}

TEST_CASE("The model of a b3dm stands upright around RTC_CENTER") {
  const Reading reading = readTile(
      b3dm(R"({"BATCH_LENGTH":1,"RTC_CENTER":[1842000.125,5176000.25,170.5]})", R"({"id":["a"]})", batchedGlb(1)));
  CHECK(isBox(reading.bounds(), {1842000.125, 5175999.25, 170.5}, {1842001.125, 5176000.25, 171.5}));
  CHECK(volume(reading.only()) == Approx(1.0));
  GlbBuilder builder;
  const auto positions = builder.floats(cubePositions(), "VEC3");
  const std::string rtc = builder.build(
      R"("extensionsUsed":["CESIUM_RTC"],"extensions":{"CESIUM_RTC":{"center":[10,20,30]}},"scenes":[{"nodes":[0]}],)"
      R"("nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" +
      std::to_string(positions) + "}}]}]");
  CHECK(isBox(readTile(rtc, "0.glb").bounds(), {10, 19, 30}, {11, 20, 31}));
}

TEST_CASE("Both headers older than 1.0 are understood") {
  const std::string table = padded(R"({"id":["p","q"]})", ' ');
  const std::string model = batchedGlb(2, "BATCHID");
  const auto withHeader = [&](std::initializer_list<std::uint32_t> words) {
    std::string bytes = "b3dm";
    put(bytes, std::uint32_t{1});
    put(bytes, static_cast<std::uint32_t>(12 + 4 * words.size() + table.size() + model.size()));
    return bytes + packed(words) + table + model;
  };
  CHECK(ids(readTile(withHeader({2, static_cast<std::uint32_t>(table.size())}))) == "p q");
  CHECK(ids(readTile(b3dm(R"({"BATCH_LENGTH":2})", R"({"id":["p","q"]})", oldGlb()))) ==
        "q 0.b3dm");  // glTF 1.0 inside
  CHECK(ids(readTile(withHeader({static_cast<std::uint32_t>(table.size()), 0, 2}))) == "p q");
}

TEST_CASE("Features without an id are named after their file, and a content without features is one") {
  CHECK(ids(readTile(b3dm(R"({"BATCH_LENGTH":2})", {}, batchedGlb(2)))) == "0.b3dm#0 0.b3dm#1");
  const Reading whole = readTile(b3dm(R"({"BATCH_LENGTH":0})", {}, cubeGlb()));
  CHECK(ids(whole) == "0.b3dm");
  CHECK(whole.only().types == std::vector<std::string>{"Model"});
}

TEST_CASE("A batch table with a hierarchy gives each feature its class and what it inherits") {
  const std::string table =
      R"({"extensions":{"3DTILES_batch_table_hierarchy":{"classes":[)"
      R"({"name":"Wall","length":2,"instances":{"colour":["white","red"]}},{"name":"House","length":1,"instances":{"address":["1 rue Mercière"],"colour":["grey"]}}],)"
      R"("instancesLength":3,"classIds":[0,0,1],"parentCounts":[1,0,0],"parentIds":[2]}}})";
  const Reading reading = readTile(b3dm(R"({"BATCH_LENGTH":2})", table, batchedGlb(2)));
  const model::FeatureBatch& batch = reading.only();
  CHECK(batch.types == std::vector<std::string>{"Wall"});
  CHECK(attribute(batch, 0, "colour") == "white");
  CHECK(attribute(batch, 0, "address") == "1 rue Mercière");
  CHECK(attribute(batch, 1, "colour") == "red");
  CHECK(attribute(batch, 1, "address").empty());
}

TEST_CASE("An i3dm places its model once per instance") {
  const std::string positions = packed<float>({0, 0, 0, 10, 0, 0});
  const std::string scales = packed<float>({1, 3});
  const Reading reading = readTile(
      tile("i3dm",
           R"({"INSTANCES_LENGTH":2,"POSITION":{"byteOffset":0},"SCALE":{"byteOffset":24},"RTC_CENTER":[100,200,300]})",
           positions + scales, R"({"name":["small","large"],"id":["s","l"]})", {}, cubeGlb()),
      "0.i3dm");
  CHECK(ids(reading) == "s l");
  CHECK(attribute(reading.only(), 1, "name") == "large");
  CHECK(reading.triangleCount() == 24);
  CHECK(volume(reading.only()) == Approx(28.0));
  CHECK(isBox(reading.bounds(), {100, 197, 300}, {113, 200, 303}));
}

TEST_CASE("Instances are turned by their normals, plain or packed") {
  // Right is north, up is up: the model's x runs north, its depth (south) east.
  const std::string plain = packed<float>({0, 0, 0}) + packed<float>({0, 0, 1}) + packed<float>({0, 1, 0});
  const auto read = [](const std::string& json, const std::string& binary) {
    return readTile(tile("i3dm", json, binary, {}, {}, cubeGlb()), "0.i3dm");
  };
  // The upright cube spans x 0..1, y -1..0, z 0..1. "up" is the column of y: with right = north and up = up it lies on
  // its side.
  const Reading turned = read(
      R"({"INSTANCES_LENGTH":1,"POSITION":{"byteOffset":0},"NORMAL_UP":{"byteOffset":12},"NORMAL_RIGHT":{"byteOffset":24}})",
      plain);
  CHECK(isBox(turned.bounds(), {0, 0, -1}, {1, 1, 0}));
  const std::string octal =
      packed<float>({0, 0, 0}) + packed<std::uint16_t>({32768, 32768}) + packed<std::uint16_t>({32768, 65535});
  const Reading unpacked = read(
      R"({"INSTANCES_LENGTH":1,"POSITION":{"byteOffset":0},"NORMAL_UP_OCT32P":{"byteOffset":12},"NORMAL_RIGHT_OCT32P":{"byteOffset":16}})",
      octal);
  CHECK(isBox(unpacked.bounds(), {0, 0, -1}, {1, 1, 0}, 1e-4));
  const std::string steps = packed<std::uint16_t>({65535, 0, 0});
  const Reading quantised = read(
      R"({"INSTANCES_LENGTH":1,"POSITION_QUANTIZED":{"byteOffset":0},"QUANTIZED_VOLUME_OFFSET":[1,2,3],"QUANTIZED_VOLUME_SCALE":[10,10,10]})",
      steps);
  CHECK(isBox(quantised.bounds(), {11, 1, 3}, {12, 2, 4}));
}

TEST_CASE("Instances on the earth stand upright where they are, and their model may be a file") {
  const Files files;
  files.write("models/cube.glb", cubeGlb());
  const glm::dvec3 place = geocentric(2.35, 48.85, 40.0);
  char json[300];
  std::snprintf(
      json, sizeof json,
      R"({"INSTANCES_LENGTH":1,"POSITION":{"byteOffset":0},"EAST_NORTH_UP":true,"RTC_CENTER":[%.17g,%.17g,%.17g]})",
      place.x, place.y, place.z);
  const auto path = files.write("0.i3dm", tile("i3dm", json, packed<float>({0, 0, 0}), {}, {}, "models/cube.glb", 0));
  const Reading reading = read(*open(kLoader, path));
  CHECK(reading.diagnostics.isEmpty());
  const geo::Bounds3 box = reading.bounds();
  CHECK(box.min.x == Approx(2.35).margin(1e-9));
  CHECK(box.max.y == Approx(48.85).margin(1e-9));
  CHECK(box.min.z == Approx(40.0).margin(1e-4));
  CHECK(box.max.z == Approx(41.0).margin(1e-4));
  CHECK(readTile(tile("i3dm", json, packed<float>({0, 0, 0}), {}, {}, "https://example.org/cube.glb", 0), "0.i3dm")
            .has("resource-refused"));
}

TEST_CASE("Points have their own heights, as floats or in steps of a box, of features or alone") {
  const auto readPoints = [](const std::string& json, const std::string& binary, const std::string& table = {}) {
    return readTile(tile("pnts", json, binary, table, {}, {}), "0.pnts");
  };
  const Reading alone = readPoints(R"({"POINTS_LENGTH":2,"POSITION":{"byteOffset":0},"RTC_CENTER":[10,20,30]})",
                                   packed<float>({0, 0, 0, 1, 2, 3}));
  CHECK(alone.only().points.size() == 2);
  CHECK(alone.only().types == std::vector<std::string>{"PointCloud"});
  CHECK(isBox(alone.bounds(), {10, 20, 30}, {11, 22, 33}));
  const Reading steps = readPoints(
      R"({"POINTS_LENGTH":1,"POSITION_QUANTIZED":{"byteOffset":0},"QUANTIZED_VOLUME_OFFSET":[1,1,1],"QUANTIZED_VOLUME_SCALE":[65535,1,1]})",
      packed<std::uint16_t>({7, 0, 65535}));
  CHECK(isBox(steps.bounds(), {8, 1, 2}, {8, 1, 2}));
  const Reading grouped = readPoints(
      R"({"POINTS_LENGTH":3,"BATCH_LENGTH":2,"POSITION":{"byteOffset":0},"BATCH_ID":{"byteOffset":36,"componentType":"UNSIGNED_BYTE"}})",
      packed<float>({0, 0, 0, 1, 1, 1, 2, 2, 2}) + packed<std::uint8_t>({1, 0, 1}), R"({"id":["roof","tree"]})");
  CHECK(ids(grouped) == "roof tree");
  CHECK(grouped.only().points.size() == 3);
}

TEST_CASE("Points packed by Draco are unpacked") {
  draco::PointCloudBuilder builder;
  builder.Start(3);
  const int positions = builder.AddAttribute(draco::GeometryAttribute::POSITION, 3, draco::DT_FLOAT32);
  const std::vector<float> places{0, 0, 0, 4, 0, 0, 0, 5, 6};
  builder.SetAttributeValuesForAllPoints(positions, places.data(), 0);
  const auto cloud = builder.Finalize(false);
  draco::Encoder encoder;
  draco::EncoderBuffer buffer;
  REQUIRE(encoder.EncodePointCloudToBuffer(*cloud, &buffer).ok());
  const std::string binary(buffer.data(), buffer.size());
  const std::string json =
      R"({"POINTS_LENGTH":3,"POSITION":{"byteOffset":0},"extensions":{"3DTILES_draco_point_compression":{"properties":{"POSITION":)" +
      std::to_string(cloud->attribute(0)->unique_id()) + R"(},"byteOffset":0,"byteLength":)" +
      std::to_string(binary.size()) + "}}}";
  const Reading reading = readTile(tile("pnts", json, binary, {}, {}, {}), "0.pnts");
  CHECK(reading.only().points.size() == 3);
  CHECK(isBox(reading.bounds(), {0, 0, 0}, {4, 5, 6}, 1e-3));
}

TEST_CASE("A cmpt holds tiles of any kind, cmpt included") {
  const std::string points =
      tile("pnts", R"({"POINTS_LENGTH":1,"POSITION":{"byteOffset":0}})", packed<float>({0, 0, 0}), {}, {}, {});
  const Reading reading = readTile(composite({cubes(2), composite({cubes(1, "inner-")}), points}), "0.cmpt");
  CHECK(ids(reading) == "a b inner-a 0.cmpt/2");
  std::string nested = cubes(1);
  for (int i = 0; i < 20; ++i) {
    nested = composite({nested});
  }
  CHECK(readTile(nested, "0.cmpt").has("tiles3d-content-damaged"));
}

TEST_CASE("A content that is cut off or not known is a finding") {
  CHECK(readTile(cubes(2).substr(0, 200)).has("tiles3d-content-damaged"));
  CHECK(readTile("b3dm").has("tiles3d-content-damaged"));
  CHECK(readTile(b3dm("{", {}, cubeGlb())).has("json-broken"));
  CHECK(readTile(b3dm("{}", "{]", cubeGlb())).triangleCount() == 12);  // without attributes
  CHECK(readTile(b3dm("{}", {}, "no glTF")).has("json-broken"));
  CHECK(readTile(tile("pnts", R"({"POINTS_LENGTH":4000000000,"POSITION":{"byteOffset":0}})", {}, {}, {}, {}), "0.pnts")
            .has("tiles3d-content-damaged"));
  CHECK(readTile(tile("i3dm", R"({"INSTANCES_LENGTH":9,"POSITION":{"byteOffset":0}})", packed<float>({0}), {}, {},
                      cubeGlb()),
                 "0.i3dm")
            .has("tiles3d-content-damaged"));
  const Reading table =
      readTile(b3dm(R"({"BATCH_LENGTH":2})",
                    R"({"a":{"byteOffset":900,"componentType":"FLOAT","type":"SCALAR"},"b":[1,2]})", batchedGlb(2)));
  CHECK(table.has("tiles3d-attribute-damaged"));
  CHECK(attribute(table.only(), 1, "b") == "2");
  const Files files;
  const auto alone = tryOpen(kLoader, files.write("0.subtree", "subt...."));
  REQUIRE_FALSE(alone);
  CHECK(alone.error().message.key == "tiles3d-subtree-alone");
}
