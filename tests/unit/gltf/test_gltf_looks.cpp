// Colours, pictures, features and attributes of small models made here.
#include "data_loaders/gltf/gltf_loader.h"
#include "tests/unit/gltf/featured_model.h"
#include "tests/unit/gltf/glb_builder.h"
#include "tests/unit/gltf/old_model.h"
#include "tests/unit/gltf/opened_files.h"

using namespace belvedere;
using namespace test;

namespace {

const loaders::Loader kLoader = loaders::gltf::makeLoader();

Reading readGlb(const std::string& bytes, const model::ReadOptions& options = {}) {
  const Files files;
  return read(*open(kLoader, files.write("model.glb", bytes)), options);
}

/// One pixel: red, half transparent.
const std::string kPng = packed<std::uint8_t>(
    {0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00,
     0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0x15, 0xC4, 0x89, 0x00, 0x00, 0x00,
     0x0D, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xF8, 0xCF, 0xC0, 0xD0, 0x00, 0x00, 0x04, 0x81, 0x01, 0x80,
     0x2C, 0x55, 0xCE, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82});

std::string texturedGlb(const std::string& material, const std::string& image, const std::string& sampler = "{}") {
  GlbBuilder builder;
  const auto positions = builder.floats({0, 0, 0, 1, 0, 0, 0, 1, 0}, "VEC3");
  const auto texcoords = builder.floats({0, 0, 1, 0, 0, 0.25F}, "VEC2");
  const auto view = builder.view(kPng);
  const std::string source = image.empty() ? R"("bufferView":)" + std::to_string(view) : image;
  return builder.build(R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"materials":[)" + material +
                       R"(],"samplers":[)" + sampler + R"(],"textures":[{"source":0,"sampler":0}],"images":[{)" +
                       source + R"(}],"meshes":[{"primitives":[{"material":0,"attributes":{"POSITION":)" +
                       std::to_string(positions) + R"(,"TEXCOORD_0":)" + std::to_string(texcoords) + "}}]}]");
}

const std::string kPictured = R"({"pbrMetallicRoughness":{"baseColorTexture":{"index":0}})";

}  // namespace

TEST_CASE("A base colour is moved from linear light to sRGB; opacity counts only where it is asked for") {
  const auto withMaterial = [](const std::string& material) {
    return readGlb(cubeGlb({}, R"(,"materials":[)" + material + "]", R"(,"material":0)"));
  };
  const Reading opaque = withMaterial(R"({"pbrMetallicRoughness":{"baseColorFactor":[0.2140,0,1,0.5]}})");
  REQUIRE(opaque.only().materials.size() == 1);
  CHECK(opaque.only().materials[0].colour.x == Approx(0.5).margin(0.01));
  CHECK(opaque.only().materials[0].colour.y == 0.0F);
  CHECK(opaque.only().materials[0].colour.w == 1.0F);
  CHECK(opaque.only().surfaces[0].isTwoSided == 0);
  const Reading blended = withMaterial(
      R"({"alphaMode":"BLEND","doubleSided":true,"pbrMetallicRoughness":{"baseColorFactor":[1,1,1,0.5]}})");
  CHECK(blended.only().materials.at(0).colour.w == Approx(0.5).margin(0.01));
  CHECK(blended.only().surfaces[0].isTwoSided == 1);
}

TEST_CASE("A picture is decoded once; its coordinates turn upwards") {
  const Reading reading = readGlb(texturedGlb(kPictured + "}", {}, R"({"wrapS":33071})"));
  const model::FeatureBatch& batch = reading.only();
  CHECK(reading.diagnostics.isEmpty());
  REQUIRE(batch.textures.size() == 1);
  CHECK(batch.textures[0].image.width == 1);
  CHECK(batch.textures[0].image.channels == 3);  // opaque, whatever the picture holds
  CHECK(batch.textures[0].image.pixels[0] == 255);
  CHECK_FALSE(batch.textures[0].isRepeated);
  REQUIRE(batch.texcoords.size() == 3);
  float lowest = 1.0F;
  for (const glm::vec2& t : batch.texcoords) {
    lowest = std::min(lowest, t.y);
  }
  CHECK(lowest == 0.75F);
  model::ReadOptions plain;
  plain.wantsTextures = false;
  CHECK(readGlb(texturedGlb(kPictured + "}", {}), plain).only().textures.empty());
}

TEST_CASE("Alpha modes and tints go into the picture") {
  const auto pixelOf = [](const std::string& more) {
    const Reading reading =
        readGlb(texturedGlb(R"({"pbrMetallicRoughness":{"baseColorTexture":{"index":0})" + more, {}));
    return reading.only().textures.at(0).image.pixels;
  };
  CHECK(pixelOf(R"(},"alphaMode":"MASK"})") == std::vector<std::uint8_t>{255, 0, 0, 255});
  CHECK(pixelOf(R"(},"alphaMode":"MASK","alphaCutoff":0.9})") == std::vector<std::uint8_t>{255, 0, 0, 0});
  CHECK(pixelOf(R"(},"alphaMode":"BLEND"})").at(3) == 128);
  CHECK(pixelOf(R"(,"baseColorFactor":[0.2140,1,1,1]}})").at(0) == 127);
}

TEST_CASE("A picture's place is moved as KHR_texture_transform says") {
  const Reading reading = readGlb(texturedGlb(
      R"({"pbrMetallicRoughness":{"baseColorTexture":{"index":0,"extensions":{"KHR_texture_transform":{"offset":[0.5,0],"scale":[2,1]}}}}})",
      {}));
  float most = 0.0F;
  for (const glm::vec2& t : reading.only().texcoords) {
    most = std::max(most, t.x);
  }
  CHECK(most == 2.5F);
}

TEST_CASE("A picture that cannot be had leaves its surfaces plain, with a finding") {
  const Reading missing = readGlb(texturedGlb(kPictured + "}", R"("uri":"nowhere.png")"));
  CHECK(missing.has("resource-missing"));
  CHECK(missing.only().surfaces[0].texture == model::kNone);
  CHECK(readGlb(texturedGlb(kPictured + "}", R"("uri":"https://example.org/a.png")")).has("resource-refused"));
  CHECK(readGlb(texturedGlb(kPictured + "}", R"("uri":"../a.png")")).has("resource-refused"));
  const Reading broken = readGlb(texturedGlb(kPictured + "}", R"("uri":"data:image/png;base64,AAAA")"));
  CHECK(broken.has("texture-damaged"));
  CHECK(broken.only().surfaces[0].texture == model::kNone);
}

TEST_CASE("A picture packed for graphics cards leaves its surfaces plain, or gives way to the one beside it") {
  const auto withTexture = [](const std::string& texture) {
    GlbBuilder builder;
    const auto positions = builder.floats({0, 0, 0, 1, 0, 0, 0, 1, 0}, "VEC3");
    const auto texcoords = builder.floats({0, 0, 1, 0, 0, 0.25F}, "VEC2");
    const auto view = builder.view(kPng);
    return readGlb(builder.build(
        R"("extensionsUsed":["KHR_texture_basisu"],"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"materials":[)" +
        kPictured + R"(}],"textures":[)" + texture + R"(],"images":[{"bufferView":)" + std::to_string(view) +
        R"(},{"uri":"a.ktx2"}],"meshes":[{"primitives":[{"material":0,"attributes":{"POSITION":)" +
        std::to_string(positions) + R"(,"TEXCOORD_0":)" + std::to_string(texcoords) + "}}]}]"));
  };
  const Reading packedOnly = withTexture(R"({"extensions":{"KHR_texture_basisu":{"source":1}}})");
  CHECK(packedOnly.has("gltf-texture-format"));
  CHECK(packedOnly.triangleCount() == 1);
  CHECK(packedOnly.only().surfaces[0].texture == model::kNone);
  const Reading both = withTexture(R"({"source":0,"extensions":{"KHR_texture_basisu":{"source":1}}})");
  CHECK(both.diagnostics.isEmpty());
  CHECK(both.only().surfaces[0].texture == 0);
}

TEST_CASE("A glTF's buffers and pictures may be files beside it") {
  const Files files;
  GlbBuilder builder;
  const auto positions = builder.floats({0, 0, 0, 1, 0, 0, 0, 1, 0}, "VEC3");
  const auto texcoords = builder.floats({0, 0, 1, 0, 0, 1}, "VEC2");
  std::string json = builder.json(
      R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"materials":[)" + kPictured +
      R"(}],"textures":[{"source":0}],"images":[{"uri":"pictures/red%20one.png"}],"meshes":[{"primitives":[{"material":0,"attributes":{"POSITION":)" +
      std::to_string(positions) + R"(,"TEXCOORD_0":)" + std::to_string(texcoords) + "}}]}]");
  json.replace(json.find(R"({"byteLength")"), 1, R"({"uri":"model.bin",)");
  files.write("model.bin", builder.binary());
  files.write("pictures/red one.png", kPng);
  const Reading reading = read(*open(kLoader, files.write("model.gltf", json)));
  CHECK(reading.diagnostics.isEmpty());
  CHECK(reading.triangleCount() == 1);
  CHECK(reading.only().textures.at(0).name == "pictures/red one.png");
  CHECK_FALSE(reading.only().textures.at(0).image.isEmpty());
}

TEST_CASE("Colours at vertices part what they colour") {
  GlbBuilder builder;
  const auto positions = builder.floats({0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0}, "VEC3");
  const auto colours = builder.floats({1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1}, "VEC3");
  const Reading reading = readGlb(builder.build(
      R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" +
      std::to_string(positions) + R"(,"COLOR_0":)" + std::to_string(colours) + "}}]}]"));
  CHECK(reading.only().surfaces.size() == 2);
  CHECK(reading.only().materials.size() == 2);
}

TEST_CASE("Property tables give features their id, type and typed attributes") {
  const Reading reading = readGlb(featuredGlb());
  CHECK(reading.diagnostics.isEmpty());
  const model::FeatureBatch& batch = reading.only();
  REQUIRE(batch.features.size() == 2);
  CHECK(batch.id(batch.features[0]) == "Lyon");
  CHECK(batch.id(batch.features[1]) == "Paris");
  CHECK(batch.types == std::vector<std::string>{"building"});
  CHECK(attribute(batch, 0, "height") == "12.5");
  CHECK(batch.attributes.columns()[*batch.attributes.findColumn("height")].unit == "m");
  CHECK(batch.attributes.columns()[*batch.attributes.findColumn("floors")].type == model::AttributeType::Integer);
  CHECK(attribute(batch, 0, "floors") == "4");
  CHECK(attribute(batch, 1, "floors").empty());
  CHECK(attribute(batch, 0, "use") == "Office");
  CHECK(attribute(batch, 1, "list") == "2, 3");
  CHECK(batch.attributes.columns()[*batch.attributes.findColumn("listed")].type == model::AttributeType::Boolean);
  CHECK(batch.attributes.number(1, *batch.attributes.findColumn("listed")) == 1.0);
}

TEST_CASE("Binary glTF 1.0 is read as 2.0 would be") {
  const Reading reading = readGlb(oldGlb());
  CHECK(reading.diagnostics.isEmpty());
  const model::FeatureBatch& batch = reading.only();
  CHECK(reading.triangleCount() == 24);
  CHECK(isBox(reading.bounds(), {105, 199, 300}, {106, 200, 301}));
  REQUIRE(batch.features.size() == 2);
  CHECK(batch.id(batch.features[0]) == "model.glb#1");
  REQUIRE(batch.materials.size() == 2);
  CHECK(batch.materials[0].colour.y == Approx(0.5).margin(0.003));  // colours of 1.0 are sRGB already
  CHECK(batch.materials[0].colour.w == 1.0F);
  CHECK(batch.materials[1].colour.w == Approx(0.5).margin(0.003));
}

TEST_CASE("Quantised attributes of glTF 1.0 are moved by their matrix") {
  std::string bytes = oldGlb();
  std::string json = bytes.substr(20, bytes.find('\0', 20) - 20);
  json = json.substr(0, json.rfind('}') + 1);
  const std::string plain = R"("count":36,"type":"VEC3")";
  const auto at = json.find(plain);
  REQUIRE(at != std::string::npos);
  const std::string binary = bytes.substr(bytes.size() - 576);
  json.insert(at + plain.size(),
              R"(,"extensions":{"WEB3D_quantized_attributes":{"decodeMatrix":[2,0,0,0,0,3,0,0,0,0,4,0,10,20,30,1]}})");
  json = padded(json, ' ', 4);
  bytes = "glTF" + packed<std::uint32_t>({1, static_cast<std::uint32_t>(20 + json.size() + 576),
                                          static_cast<std::uint32_t>(json.size()), 0});
  const Reading reading = readGlb(bytes + json + binary);
  CHECK(isBox(reading.bounds(), {115, 166, 320}, {117, 170, 323}));
}
