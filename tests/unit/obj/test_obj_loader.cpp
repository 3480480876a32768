// Small OBJ files made here; what each holds is told by hand.
#include <glm/common.hpp>

#include "data_loaders/obj/obj_loader.h"
#include "tests/unit/gltf/opened_files.h"

using namespace belvedere;
using namespace test;

namespace {

const loaders::Loader kLoader = loaders::obj::makeLoader();

/// A cube of 2 m, its faces counter-clockwise seen from outside.
const std::string kCubeVertices = "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nv 0 0 2\nv 2 0 2\nv 2 2 2\nv 0 2 2\n";
const std::string kCubeFaces = "f 4 3 2 1\nf 5 6 7 8\nf 1 2 6 5\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\n";
const std::string kCube = kCubeVertices + kCubeFaces;

Reading readObj(const std::string& text, const model::ReadOptions& options = {}) {
  const Files files;
  return read(*open(kLoader, files.write("model.obj", text)), options);
}

std::vector<std::string> idsOf(const Reading& reading) {
  std::vector<std::string> ids;
  for (const model::FeatureBatch& batch : reading.batches) {
    for (const model::Feature& feature : batch.features) {
      ids.emplace_back(batch.id(feature));
    }
  }
  return ids;
}

/// One pixel: red, half transparent.
const std::string kPng(
    "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1F\x15\xC4\x89\0\0\0\rIDATx\x9C"
    "c\xF8\xCF\xC0\xD0\0\0\x04\x81\x01\x80,U\xCE\xB0\0\0\0\0IEND\xAE\x42\x60\x82",
    70);

const std::string kPictured =
    "mtllib model.mtl\n" + kCubeVertices + "vt 0 0\nvt 1 0\nvt 1 0.25\nvt 0 0.25\nusemtl wall\nf 1/1 2/2 6/3 5/4\n";

struct Written {
  std::unique_ptr<Files> files = std::make_unique<Files>();
  SourcePointer source;
  Reading reading;
};

/// Reads kPictured with this material library.
Written readPictured(const std::string& library, const std::string& picture = "wall.png") {
  Written all;
  all.files->write(picture, kPng);
  all.files->write("model.mtl", library);
  all.source = open(kLoader, all.files->write("model.obj", kPictured));
  all.reading = read(*all.source);
  return all;
}

}  // namespace

TEST_CASE("A cube of quads is one model of six flat surfaces that enclose its volume") {
  const Reading reading = readObj(kCube);
  CHECK(reading.diagnostics.isEmpty());
  const model::FeatureBatch& batch = reading.only();
  REQUIRE(batch.features.size() == 1);
  CHECK(batch.types.at(0) == "Model");
  CHECK(batch.id(batch.features[0]) == "model");
  CHECK(batch.surfaces.size() == 6);
  CHECK(reading.triangleCount() == 12);
  CHECK(volume(batch) == Approx(8.0));
  CHECK(isBox(reading.bounds(), {0, 0, 0}, {2, 2, 2}));
  CHECK(batch.surfaces[0].isTwoSided == 1);  // nothing tells which side is the outer one
}

TEST_CASE("Objects are features, whatever groups they hold; without objects groups are; names gather") {
  const auto face = [](const std::string& names) { return names + "\nf 1 2 6 5\n"; };
  CHECK(idsOf(readObj(kCubeVertices + face("o house\ng wall") + face("g roof") + face("o barn"))) ==
        std::vector<std::string>{"house", "barn"});
  CHECK(idsOf(readObj(kCubeVertices + face("g a") + face("g b") + face("g a"))) == std::vector<std::string>{"a", "b"});
  CHECK(idsOf(readObj(kCubeVertices + "o city\n" + face("g a") + face("g b"))) == std::vector<std::string>{"a", "b"});
  CHECK(idsOf(readObj(kCubeVertices + face("") + face("o late"))) == std::vector<std::string>{"model", "late"});
}

TEST_CASE("Numbers that count backwards mean what stands before them") {
  const Reading reading = readObj("v 0 0 0\nv 1 0 0\nv 0 1 0\nf -3 -2 -1\nv 0 0 5\nv 1 0 5\nv 0 1 5\nf -3 -2 -1\n");
  CHECK(reading.diagnostics.isEmpty());
  CHECK(reading.triangleCount() == 2);
  CHECK(reading.bounds().max.z == 5.0);
}

TEST_CASE("Normals tell the outer side") {
  const auto facing = [](const std::string& normal) {
    const Reading reading = readObj("v 0 0 0\nv 1 0 0\nv 0 1 0\nvn " + normal + "\nf 1//1 2//1 3//1\n");
    const model::FeatureBatch& batch = reading.only();
    CHECK(batch.surfaces.at(0).isTwoSided == 0);
    const auto at = [&](std::size_t corner) { return batch.positions[batch.triangles[corner]]; };
    const glm::dvec3 a = at(1) - at(0);
    const glm::dvec3 b = at(2) - at(0);
    return a.x * b.y - a.y * b.x;
  };
  CHECK(facing("0 0 1") > 0.0);
  CHECK(facing("0 0 -1") < 0.0);
}

TEST_CASE("A hollow polygon of many corners keeps its area") {
  const Reading reading = readObj("v 0 0 0\nv 4 0 0\nv 4 4 0\nv 2 1 0\nv 0 4 0\nf 1 2 3 4 5\n");
  CHECK(reading.triangleCount() == 3);
  double area = 0.0;
  const model::FeatureBatch& batch = reading.only();
  for (std::size_t i = 0; i < batch.triangles.size(); i += 3) {
    const glm::dvec3 a = batch.positions[batch.triangles[i + 1]] - batch.positions[batch.triangles[i]];
    const glm::dvec3 b = batch.positions[batch.triangles[i + 2]] - batch.positions[batch.triangles[i]];
    area += (a.x * b.y - a.y * b.x) / 2.0;
  }
  CHECK(area == Approx(10.0));
}

TEST_CASE("Up is z, or y where the layer says so") {
  const Files files;
  const auto path = files.write("model.obj", "v 0 3 -5\nv 1 3 -5\nv 0 4 -5\nf 1 2 3\n");
  CHECK(isBox(read(*open(kLoader, path)).bounds(), {0, 3, -5}, {1, 4, -5}));
  model::SourceRequest request;
  request.paths = {path};
  request.options["up"] = "y";
  auto turned = kLoader.open(request, {});
  REQUIRE(turned.has_value());
  CHECK(isBox(read(*std::get<SourcePointer>(*turned)).bounds(), {0, 5, 3}, {1, 5, 4}));
  request.options["up"] = "x";
  CHECK(kLoader.open(request, {}).error().message.key == "obj-up-unknown");
}

TEST_CASE("Lines and points are kept") {
  const Reading reading = readObj("v 0 0 0\nv 1 0 0\nv 1 1 0\nl 1 2 3\np 3\n");
  const model::FeatureBatch& batch = reading.only();
  REQUIRE(batch.lines.size() == 1);
  CHECK(batch.lines[0].positionCount == 3);
  CHECK(batch.points.size() == 1);
}

TEST_CASE("Colours at vertices count, from 0 to 1 or to 255") {
  for (const char* red : {"1 0 0", "255 0 0"}) {
    INFO(red);
    std::string text;
    for (const char* place : {"0 0 0", "1 0 0", "0 1 0"}) {
      text += std::string("v ") + place + " " + red + "\n";
    }
    const Reading reading = readObj(text + "f 1 2 3\n");
    REQUIRE(reading.only().materials.size() == 1);
    CHECK(reading.only().materials[0].colour == glm::vec4(1.0F, 0.0F, 0.0F, 1.0F));
  }
}

TEST_CASE("Materials give colour and opacity") {
  const auto all = readPictured("# by hand\nnewmtl wall\nKa 1 1 1\nKd 0.5 0.25 0\nd 0.5\n");
  CHECK(all.reading.diagnostics.isEmpty());
  const model::FeatureBatch& batch = all.reading.only();
  REQUIRE(batch.materials.size() == 1);
  CHECK(batch.materials[0].colour.x == Approx(0.5).margin(0.01));
  CHECK(batch.materials[0].colour.y == Approx(0.25).margin(0.01));
  CHECK(batch.materials[0].colour.w == Approx(0.5).margin(0.01));
  CHECK(batch.textures.empty());
  CHECK(batch.files == std::vector<std::string>{"model.mtl"});
}

TEST_CASE("Pictures are found as they are named, whatever case and folder; their options count") {
  for (const char* name :
       {"wall.png", "WALL.PNG", "C:\\\\Users\\\\me\\\\wall.png", "textures/wall.png", ".\\wall.png"}) {
    INFO(name);
    const auto all =
        readPictured(std::string("newmtl wall\nKd 0 0 0\nmap_Kd -clamp on -s 2 4 1 -o 0.5 ") + name + "\n");
    CHECK(all.reading.diagnostics.isEmpty());
    const model::FeatureBatch& batch = all.reading.only();
    REQUIRE(batch.textures.size() == 1);
    CHECK(batch.textures[0].name == "wall.png");
    CHECK(batch.textures[0].image.pixels == std::vector<std::uint8_t>{255, 0, 0});
    CHECK_FALSE(batch.textures[0].isRepeated);
    glm::vec2 most(0.0F);
    for (const glm::vec2& texcoord : batch.texcoords) {
      most = glm::max(most, texcoord);
    }
    CHECK(most == glm::vec2(2.5F, 1.0F));
  }
  const auto inFolder = readPictured("newmtl wall\nmap_Kd textures\\\\wall.png\n", "Textures/wall.png");
  CHECK(inFolder.reading.only().textures.at(0).name == "Textures/wall.png");
}

TEST_CASE("A picture's own opacity counts where it is asked for") {
  const auto all = readPictured("newmtl wall\nmap_Kd wall.png\nmap_d wall.png\n");
  CHECK(all.reading.only().textures.at(0).image.channels == 4);
}

TEST_CASE("What is missing costs the look, not the model") {
  const Files files;
  const auto path = files.write("model.obj", kPictured);
  CHECK(read(*open(kLoader, path)).has("obj-materials-missing"));
  files.write("model.mtl", "newmtl other\nKd 1 0 0\n");
  CHECK(read(*open(kLoader, path)).has("obj-material-unknown"));
  files.write("model.mtl", "newmtl wall\nmap_Kd gone.png\n");
  const Reading reading = read(*open(kLoader, path));
  CHECK(reading.has("resource-missing"));
  CHECK(reading.triangleCount() == 2);
  CHECK(reading.only().surfaces.at(0).texture == model::kNone);
  files.write("model.mtl", "newmtl wall\nmap_Kd ../../../etc/passwd\n");
  CHECK(read(*open(kLoader, path)).triangleCount() == 2);
}

TEST_CASE("A bad line costs what it says; vertices keep their numbers") {
  const Reading reading = readObj(
      "v 0 0 0\nv x 0 0\nv 1 0 0\nv 0 1 0\nf 1 3 4\nf 1 3 9\nf 1 -9 3\nf 1 a 3\nf\nf 1 3\nf 1 1 3\n"
      "cstype bezier\ncurv 0 1 1 2\n");
  CHECK(reading.triangleCount() == 1);
  CHECK(reading.has("obj-line-damaged"));
  CHECK(reading.has("obj-corner-unknown"));
  CHECK(reading.has("obj-free-form"));
}

TEST_CASE("A file without vertices is refused") {
  const Files files;
  CHECK(tryOpen(kLoader, files.write("a.obj", "# nothing\n")).error().message.key == "obj-empty");
  CHECK(tryOpen(kLoader, files.write("b.obj", "f 1 2 3\n")).error().message.key == "obj-empty");
}

TEST_CASE("OBJ is recognised by its vertices, or else by its name") {
  const auto seen = [](const std::string& name, const std::string& bytes) {
    const Files files;
    return kLoader.recognise(*loaders::readFileHead(files.write(name, bytes)));
  };
  REQUIRE(seen("model.txt", "# x\r\n\r\nmtllib a.mtl\r\no house\r\nv 1.0 2.0 3.0\r\n"));
  CHECK_FALSE(seen("model.txt", "v 1.0 2.0 3.0\n")->isByNameOnly);
  CHECK(seen("model.obj", "f 1 2 3\n")->isByNameOnly);
  CHECK_FALSE(seen("model.txt", "v one two three\n"));
  CHECK_FALSE(seen("a.csv", "v;w\n1;2\n"));
}

TEST_CASE("All threads give the same as one, in the order of the file") {
  std::string text = kCubeVertices;
  std::vector<std::string> names;
  for (int i = 0; i < 3000; ++i) {
    names.push_back("house " + std::to_string(i));
    text += "g " + names.back() + "\n";
    for (int k = 0; k < 8; ++k) {
      text += kCubeFaces;
    }
  }
  const Files files;
  const auto path = files.write("model.obj", text);
  const Reading one = read(*open(kLoader, path, {}, 1));
  const Reading four = read(*open(kLoader, path, {}, 4));
  CHECK(idsOf(one) == names);
  CHECK(idsOf(four) == names);
  CHECK(one.triangleCount() == 3000UL * 8 * 12);
  CHECK(four.triangleCount() == one.triangleCount());
}

TEST_CASE("An object larger than a batch comes in pieces of one feature") {
  std::string text = kCubeVertices + "o large\n";
  for (int k = 0; k < 30'000; ++k) {
    text += kCubeFaces;
  }
  const Files files;
  const auto source = open(kLoader, files.write("model.obj", text));
  const Reading reading = read(*source);
  CHECK(reading.batches.size() > 1);
  CHECK(reading.triangleCount() == 30'000UL * 12);
  std::size_t begun = 0;
  for (const model::FeatureBatch& batch : reading.batches) {
    for (const model::Feature& feature : batch.features) {
      begun += feature.isContinued == 0 ? 1 : 0;
    }
  }
  CHECK(begun == 1);
  CHECK(source->describe({}, {})->objects.at("Model") == 1);
}

TEST_CASE("Changed bytes never do harm") {
  const Files files;
  files.write("wall.png", kPng);
  files.write("model.mtl", "newmtl wall\nKd 1 1 1\nmap_Kd -s 1 1 1 wall.png\n");
  const std::string text = kPictured + kCubeFaces + "l 1 2 3\np 1\ng b\nf 1/1/1 2//2 3\nvn 0 0 1\n";
  for (std::uint32_t i = 0; i < mutationCount(2000); ++i) {
    const std::string bytes = i % 2 == 0 ? mutated(text, i) : withOtherNumber(text, i);
    const auto opened = tryOpen(kLoader, files.write("changed.obj", bytes));
    if (opened) {
      read(*std::get<SourcePointer>(*opened));
    }
  }
}
