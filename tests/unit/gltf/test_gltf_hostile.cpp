// Files that are broken or made to do harm: refused or survived, never followed.
#include <cstring>

#include "data_loaders/gltf/gltf_loader.h"
#include "data_loaders/gltf/json_document.h"
#include "data_loaders/gltf/resource_files.h"
#include "data_loaders/gltf/utf8_text.h"
#include "tests/unit/gltf/featured_model.h"
#include "tests/unit/gltf/glb_builder.h"
#include "tests/unit/gltf/old_model.h"
#include "tests/unit/gltf/opened_files.h"
#include "tests/unit/gltf/packed_meshes.h"

using namespace belvedere;
using namespace belvedere::loaders::gltf;
using namespace test;

namespace {

const loaders::Loader kLoader = makeLoader();

std::string refusal(const std::string& bytes, const std::string& name = "model.glb") {
  const Files files;
  const auto opened = tryOpen(kLoader, files.write(name, bytes));
  return opened ? std::string() : opened.error().message.key;
}

Reading readGlb(const std::string& bytes) {
  const Files files;
  return read(*open(kLoader, files.write("model.glb", bytes)));
}

}  // namespace

TEST_CASE("URIs lead to files below the folder only") {
  const auto resolved = [](const char* uri, const char* from) {
    return ResourceFiles::resolve(uri, from).value_or("refused");
  };
  CHECK(resolved("a.glb", "tileset.json") == "a.glb");
  CHECK(resolved("./tiles/../b%20c.glb?v=3#x", "sub/tileset.json") == "sub/b c.glb");
  CHECK(resolved("../a.glb", "sub/tileset.json") == "a.glb");
  CHECK(resolved("tiles\\a.glb", "tileset.json") == "tiles/a.glb");
  for (const char* uri : {"../a.glb", "/etc/passwd", "https://example.org/a.glb", "file:///etc/passwd", "//host/a.glb",
                          "C:\\a.glb", "sub/../../a.glb", "%2e%2e/a.glb", "..%2fa.glb", "", "?v=1", "a\0b"}) {
    CHECK(resolved(uri, "tileset.json") == (std::string(uri) == "a" ? "a" : "refused"));
  }
}

TEST_CASE("Links that lead out of the folder are not followed") {
  const Files outside;
  const Files inside;
  std::filesystem::create_symlink(outside.write("secret.bin", "secret"), inside.folder() / "link.bin");
  const ResourceFiles files(inside.folder());
  CHECK_FALSE(files.exists("link.bin"));
  const auto bytes = files.read("link.bin", 1000);
  REQUIRE_FALSE(bytes);
  CHECK(bytes.error().message.key == "resource-refused");
  inside.write("big.bin", std::string(100, 'x'));
  CHECK(files.read("big.bin", 50).error().message.key == "resource-too-large");
  CHECK(files.read("big.bin", 100).value().size() == 100);
}

TEST_CASE("What is no glTF 2.0 is refused by name") {
  CHECK(refusal("glTF") == "gltf-damaged");
  CHECK(refusal(glb("{}", {})) == "gltf-damaged");
  CHECK(refusal(glb(R"({"asset":{"version":"2.0"})", {})) == "json-broken");
  CHECK(refusal(glb(R"({"asset":{"version":"2.0"}})", {}, 3)) == "gltf-version");
  CHECK(refusal(glb(R"({"asset":{"version":"3.0"},"meshes":[]})", {})) == "gltf-version");
  CHECK(refusal(R"({"asset":{"version":"1.0"},"meshes":{}})", "model.gltf") == "gltf-damaged");
  CHECK(refusal(glb(R"({"asset":{"version":"2.0"},"extensionsRequired":["ACME_secret"]})", {})) == "gltf-extension");
  std::string deep = R"({"asset":{"version":"2.0"},"extras":)";
  deep += std::string(5000, '[') + std::string(5000, ']') + "}";
  CHECK(refusal(glb(deep, {})) == "json-broken");
  CHECK(readGlb(glb(R"({"asset":{"version":"2.0"}})", {})).batches.empty());
}

TEST_CASE("A node that leads back to itself is visited once") {
  GlbBuilder builder;
  const auto positions = builder.floats(cubePositions(), "VEC3");
  const Reading reading = readGlb(
      builder.build(R"("scenes":[{"nodes":[0,0]}],"nodes":[{"mesh":0,"children":[0,1,99]},{"mesh":0,"children":[0]}],)"
                    R"("meshes":[{"primitives":[{"attributes":{"POSITION":)" +
                    std::to_string(positions) + "}}]}]"));
  CHECK(reading.triangleCount() == 24);
  CHECK(reading.has("gltf-part-damaged"));
}

TEST_CASE("Indices, offsets and counts beyond the bytes cost the part") {
  const std::string mesh =
      R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}])";
  {
    GlbBuilder builder;  // one index too large: that triangle only
    builder.floats({0, 0, 0, 1, 0, 0, 0, 1, 0}, "VEC3");
    builder.shorts({0, 1, 2, 0, 1, 3});
    const Reading reading = readGlb(builder.build(mesh));
    CHECK(reading.triangleCount() == 1);
    CHECK(reading.has("gltf-part-damaged"));
  }
  for (const char* accessor :
       {R"({"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"})",
        R"({"bufferView":0,"byteOffset":18446744073709551615,"componentType":5126,"count":3,"type":"VEC3"})",
        R"({"bufferView":0,"componentType":5126,"count":4000000000,"type":"VEC3"})",
        R"({"componentType":5126,"count":60000000,"type":"VEC3"})",
        R"({"bufferView":7,"componentType":5126,"count":3,"type":"VEC3"})",
        R"({"bufferView":0,"componentType":9999,"count":3,"type":"VEC3"})",
        R"({"bufferView":0,"componentType":5126,"count":-3,"type":"VEC3"})"}) {
    GlbBuilder builder;
    const auto view = builder.view(packed<float>({0, 0, 0, 1, 0, 0, 0, 1, 0}));
    builder.rawAccessor(accessor);
    builder.accessor(view, GlbBuilder::kUnsignedShort, 3, "SCALAR");
    const Reading reading = readGlb(builder.build(mesh));
    CHECK(reading.batches.empty());
    CHECK(reading.has("gltf-part-damaged"));
  }
}

TEST_CASE("Positions that are no numbers, or beyond the earth, are left out") {
  GlbBuilder builder;
  const float nan = std::nanf("");
  builder.floats({0, 0, 0, 1, 0, 0, 0, 1, 0, nan, 0, 0, 1, 0, 0, 0, 1, 0, 1e30F, 0, 0, 1e30F, 1, 0, 0, 1, 1}, "VEC3");
  const Reading reading = readGlb(builder.build(
      R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}])"));
  CHECK(reading.triangleCount() == 1);
}

TEST_CASE("Text that is not UTF-8 is put right") {
  CHECK(soundUtf8("Préfecture") == "Préfecture");
  CHECK(soundUtf8("a\xFF\xC3(\xED\xA0\x80") == "a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

namespace {

/// Reads a file that may be anything: every batch must be sound.
void survive(const std::filesystem::path& path) {
  auto opened = tryOpen(kLoader, path);
  if (!opened) {
    return;
  }
  Diagnostics diagnostics;
  const auto sink = [](model::FeatureBatch&& batch) {
    return model::checkBatch(batch).has_value() ? true : throw std::runtime_error("unsound batch");
  };
  CHECK_NOTHROW(std::get<SourcePointer>(*opened)->read({}, sink, diagnostics, {}, {}));
}

/// The JSON of a GLB, and its binary chunk.
std::pair<std::string, std::string> partsOf(const std::string& bytes) {
  std::uint32_t length = 0;
  std::memcpy(&length, bytes.data() + 12, sizeof length);
  const std::string rest = bytes.substr(20 + length);
  return {bytes.substr(20, length), rest.empty() ? std::string() : rest.substr(8)};
}

}  // namespace

TEST_CASE("A model with thousands of changed bytes is read or refused, never worse") {
  const std::string sound[] = {batchedGlb(3), dracoGlb(), meshoptGlb(), cubeGlb(R"(,"name":"house")"), oldGlb()};
  const Files files;
  for (std::uint32_t i = 0; i < mutationCount(2000); ++i) {
    survive(files.write("model.glb", mutated(sound[i % std::size(sound)], i)));
  }
}

TEST_CASE("A model with any number changed to a hostile one is read or refused, never worse") {
  const std::string sound[] = {batchedGlb(3), dracoGlb(), meshoptGlb(), featuredGlb()};
  const Files files;
  for (const std::string& bytes : sound) {
    const auto [json, binary] = partsOf(bytes);
    for (std::uint32_t i = 0; i < mutationCount(500); ++i) {
      survive(files.write("model.glb", glb(withOtherNumber(json, i), binary)));
    }
  }
}
