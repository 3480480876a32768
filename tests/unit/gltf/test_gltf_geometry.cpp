// Geometry of small models made here: axes, transforms, accessors, flat runs.
#include "data_loaders/gltf/gltf_loader.h"
#include "tests/unit/gltf/glb_builder.h"
#include "tests/unit/gltf/opened_files.h"

using namespace belvedere;
using namespace test;

namespace {

const loaders::Loader kLoader = loaders::gltf::makeLoader();

Reading readGlb(const std::string& bytes, const model::ReadOptions& options = {}) {
  const Files files;
  return read(*open(kLoader, files.write("model.glb", bytes)), options);
}

const std::string kOneMesh =
    R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{)";

}  // namespace

TEST_CASE("A cube keeps its size, faces outwards and becomes six flat surfaces") {
  const Reading reading = readGlb(cubeGlb());
  const model::FeatureBatch& batch = reading.only();
  CHECK(reading.diagnostics.isEmpty());
  CHECK(batch.surfaces.size() == 6);
  CHECK(batch.triangles.size() == 36);
  CHECK(batch.positions.size() == 24);  // the two triangles of a face share two corners
  CHECK(volume(batch) == Approx(1.0));
}

TEST_CASE("A model's y axis becomes up, its z axis south") {
  GlbBuilder builder;
  const auto positions = builder.floats({1, 2, 3, 2, 2, 3, 1, 3, 3}, "VEC3");
  const Reading reading = readGlb(builder.build(kOneMesh + R"("POSITION":)" + std::to_string(positions) + "}}]}]"));
  CHECK(isBox(reading.bounds(), {1, -3, 2}, {2, -3, 3}));
}

TEST_CASE("Nodes move, turn and scale what is below them") {
  GlbBuilder builder;
  const auto positions = builder.floats(cubePositions(), "VEC3");
  const std::string mesh =
      R"("meshes":[{"primitives":[{"attributes":{"POSITION":)" + std::to_string(positions) + "}}]}]";
  const Reading reading =
      readGlb(builder.build(R"("scenes":[{"nodes":[0]}],"nodes":[{"children":[1],"translation":[10,0,0]},)"
                            R"({"mesh":0,"scale":[2,3,4],"rotation":[0,0.7071067811865476,0,0.7071067811865476]}],)" +
                            mesh));
  // About y by 90 degrees: x goes to -z, z to x; then y up becomes z up.
  CHECK(isBox(reading.bounds(), {10, 0, 0}, {14, 2, 3}, 1e-7));
  CHECK(volume(reading.only()) == Approx(24.0));
}

TEST_CASE("A mirrored node still faces outwards") {
  CHECK(volume(readGlb(cubeGlb(R"(,"scale":[-1,1,1])")).only()) == Approx(1.0));
}

TEST_CASE("Strips, fans, lines and points are unrolled") {
  GlbBuilder builder;
  const auto positions = builder.floats({0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0}, "VEC3");
  const auto withMode = [&](int mode) {
    return readGlb(builder.build(kOneMesh + R"("POSITION":)" + std::to_string(positions) + R"(},"mode":)" +
                                 std::to_string(mode) + "}]}]"));
  };
  CHECK(withMode(5).triangleCount() == 2);
  CHECK(withMode(5).only().surfaces.size() == 1);  // both triangles of the strip turn the same way
  CHECK(withMode(6).triangleCount() == 2);
  CHECK(withMode(0).only().points.size() == 4);
  CHECK(withMode(1).only().lines.size() == 2);
  REQUIRE(withMode(3).only().lines.size() == 1);
  CHECK(withMode(3).only().lines[0].positionCount == 4);
  CHECK(withMode(2).only().lines[0].positionCount == 5);
}

TEST_CASE("Positions as normalised and as plain shorts are put back to metres") {
  GlbBuilder builder;
  const auto view =
      builder.view(packed<std::uint16_t>({0, 0, 0, 0, 65535, 0, 0, 0, 0, 65535, 0, 0}), R"(,"byteStride":8)");
  const auto normalised = builder.accessor(view, GlbBuilder::kUnsignedShort, 3, "VEC3", R"(,"normalized":true)");
  const auto plain = builder.accessor(view, GlbBuilder::kUnsignedShort, 3, "VEC3");
  const auto read = [&](std::size_t accessor, const std::string& scale) {
    return readGlb(builder.build(
        R"("extensionsRequired":["KHR_mesh_quantization"],"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0,"scale":)" +
        scale + R"(}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" + std::to_string(accessor) + "}}]}]"));
  };
  CHECK(isBox(read(normalised, "[100,200,1]").bounds(), {0, 0, 0}, {100, 0, 200}));
  CHECK(isBox(read(plain, "[0.001,0.001,1]").bounds(), {0, 0, 0}, {65.535, 0, 65.535}));
}

TEST_CASE("A sparse accessor replaces single values") {
  GlbBuilder builder;
  const auto view = builder.view(packed<float>({0, 0, 0, 1, 0, 0, 0, 1, 0}));
  const auto places = builder.view(packed<std::uint16_t>({1}));
  const auto values = builder.view(packed<float>({5, 0, 0}));
  const auto accessor =
      builder.accessor(view, GlbBuilder::kFloat, 3, "VEC3",
                       R"(,"sparse":{"count":1,"indices":{"bufferView":)" + std::to_string(places) +
                           R"(,"componentType":5123},"values":{"bufferView":)" + std::to_string(values) + "}}");
  const Reading reading = readGlb(builder.build(kOneMesh + R"("POSITION":)" + std::to_string(accessor) + "}}]}]"));
  CHECK(reading.bounds().max.x == 5.0);
}

TEST_CASE("A mesh may be placed many times by one node") {
  GlbBuilder builder;
  const auto positions = builder.floats(cubePositions(), "VEC3");
  const auto places = builder.floats({0, 0, 0, 10, 0, 0, 20, 0, 0}, "VEC3");
  const auto ids = builder.shorts({7, 8, 9});
  const Reading reading = readGlb(builder.build(
      R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0,"extensions":{"EXT_mesh_gpu_instancing":{"attributes":{"TRANSLATION":)" +
      std::to_string(places) + R"(,"_FEATURE_ID_0":)" + std::to_string(ids) +
      R"(}},"EXT_instance_features":{"featureIds":[{"featureCount":3,"attribute":0}]}}}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" +
      std::to_string(positions) + "}}]}]"));
  REQUIRE(reading.featureCount() == 3);
  CHECK(reading.triangleCount() == 36);
  CHECK(reading.only().id(reading.only().features[2]) == "model.glb#9");
  CHECK(isBox(reading.bounds(), {0, -1, 0}, {21, 0, 1}));
}

TEST_CASE("Coordinates from the earth's centre become longitude, latitude and height, within a tenth of a millimetre") {
  const glm::dvec3 place = geocentric(4.835, 45.764, 230.25);
  GlbBuilder builder;
  const auto positions = builder.floats({0, 0, 0, 0.5, 0, 0, 0, 0.5, 0}, "VEC3");
  char text[200];
  // The node lies in glTF's axes: (x, y, z) of the earth is (x, z, -y) there.
  std::snprintf(text, sizeof text, "[%.17g,%.17g,%.17g]", place.x, place.z, -place.y);
  const std::string bytes =
      builder.build(R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0,"translation":)" + std::string(text) +
                    R"(}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" + std::to_string(positions) + "}}]}]");
  const Files files;
  const SourcePointer source = open(kLoader, files.write("model.glb", bytes), "EPSG:3946");
  const auto description = source->describe({}, {});
  REQUIRE(description);
  CHECK(description->crs == "EPSG:4979");
  CHECK_FALSE(description->isCrsOverridden);
  const Reading reading = read(*source);
  bool isThere = false;
  for (const glm::dvec3& p : reading.only().positions) {
    isThere =
        isThere || (std::abs(p.x - 4.835) < 1e-9 && std::abs(p.y - 45.764) < 1e-9 && std::abs(p.z - 230.25) < 1e-4);
  }
  CHECK(isThere);
}

TEST_CASE("A model in local metres takes the CRS that the user names") {
  const Files files;
  const auto path = files.write("model.glb", cubeGlb());
  const auto without = open(kLoader, path)->describe({}, {});
  REQUIRE(without);
  CHECK(without->crs.empty());
  CHECK(without->crsWkt.empty());
  CHECK(without->kind == model::SourceKind::Model);
  const auto with = open(kLoader, path, "EPSG:3946")->describe({}, {});
  REQUIRE(with);
  CHECK(with->isCrsOverridden);
  CHECK(with->crsWkt.find("3946") != std::string::npos);
}

TEST_CASE("A large feature goes on in further batches, and reading stops when asked to") {
  std::vector<float> positions;
  for (int i = 0; i < 1000; ++i) {
    const auto x = static_cast<float>(i * 2);
    positions.insert(positions.end(), {x, 0, 0, x + 1, 0, 0, x, 1, 0});
  }
  GlbBuilder builder;
  const auto accessor = builder.floats(positions, "VEC3");
  const std::string bytes = builder.build(kOneMesh + R"("POSITION":)" + std::to_string(accessor) + "}}]}]");
  model::ReadOptions options;
  options.batchTriangles = 50;
  const Reading reading = readGlb(bytes, options);
  REQUIRE(reading.batches.size() > 2);
  CHECK(reading.triangleCount() == 1000);
  CHECK(reading.batches[0].features[0].isContinued == 0);
  CHECK(reading.batches[1].features[0].isContinued == 1);
  CHECK(reading.batches[1].id(reading.batches[1].features[0]) == reading.batches[0].id(reading.batches[0].features[0]));
  const Files files;
  const SourcePointer source = open(kLoader, files.write("model.glb", bytes));
  CHECK(source->describe({}, {})->objects == std::map<std::string, std::size_t>{{"Model", 1}});
  int batches = 0;
  Diagnostics diagnostics;
  CHECK(source->read(options, [&](model::FeatureBatch&&) { return ++batches < 2; }, diagnostics, {}, {}).has_value());
  CHECK(batches == 2);
}
