// Tilesets made here: which contents are read, where they stand, what is survived.
#include "data_loaders/tiles3d/tiles3d_loader.h"
#include "engine/geo/crs.h"
#include "engine/geo/transform.h"
#include "tests/unit/tiles3d/tile_builder.h"

using namespace belvedere;
using namespace test;

namespace {

const loaders::Loader kLoader = loaders::tiles3d::makeLoader();

Reading readTileset(const Files& files, const std::string& json, unsigned threads = 1) {
  return read(*open(kLoader, files.write("tileset.json", json), {}, threads));
}

std::string bits(const std::string& which) {
  std::string bytes((which.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < which.size(); ++i) {
    if (which[i] == '1') {
      bytes[i / 8] = static_cast<char>(static_cast<unsigned char>(bytes[i / 8]) | (1U << (i % 8)));
    }
  }
  return padded(bytes, '\0');
}

/// A binary subtree of bit streams, each 8 bytes long.
std::string subtree(const std::string& tiles, const std::string& contents, const std::string& children) {
  const std::string binary = bits(tiles) + bits(contents) + bits(children);
  std::string json =
      R"({"buffers":[{"byteLength":24}],"bufferViews":[{"buffer":0,"byteOffset":0,"byteLength":8},)"
      R"({"buffer":0,"byteOffset":8,"byteLength":8},{"buffer":0,"byteOffset":16,"byteLength":8}],)"
      R"("tileAvailability":{"bitstream":0},"contentAvailability":[{"bitstream":1}],"childSubtreeAvailability":{"bitstream":2}})";
  json = padded(json, ' ');
  std::string bytes = "subt";
  put(bytes, std::uint32_t{1});
  put(bytes, std::uint64_t{json.size()});
  put(bytes, std::uint64_t{binary.size()});
  return bytes + json + binary;
}

}  // namespace

TEST_CASE("With REPLACE the leaves are read, with ADD all") {
  const Files files;
  files.write("root.b3dm", cubes(1, "root-"));
  files.write("left.b3dm", cubes(1, "left-"));
  files.write("right.b3dm", cubes(1, "right-"));
  const auto withRefine = [&](const std::string& refine) {
    return readTileset(files, tileset(R"("refine":")" + refine + R"(",)" + content("root.b3dm") + R"(,"children":[{)" +
                                      content("left.b3dm") + "},{" + content("right.b3dm") + "}]"));
  };
  CHECK(ids(withRefine("REPLACE")) == "left-a right-a");
  CHECK(ids(withRefine("ADD")) == "root-a left-a right-a");
  CHECK(ids(readTileset(files, tileset(R"("refine":"ADD",)" + content("root.b3dm") +
                                       R"(,"children":[{"refine":"REPLACE",)" + content("left.b3dm") +
                                       R"(,"children":[{)" + content("right.b3dm") + "}]}]"))) == "root-a right-a");
  CHECK(ids(readTileset(files, tileset(R"("refine":"replace","content":{"url":"root.b3dm"})"))) == "root-a");
}

TEST_CASE("Transforms of tiles add up, to less than a millimetre far from the origin") {
  const Files files;
  files.write("0.b3dm", cubes(1));
  const Reading reading =
      readTileset(files, tileset(R"("refine":"ADD",)" + moved(1842000.123, 5176000.456, 100.789) + R"(,"children":[{)" +
                                 moved(0.001, 0.002, 0.003) + "," + content("0.b3dm") + "}]"));
  CHECK(isBox(reading.bounds(), {1842000.124, 5175999.458, 100.792}, {1842001.124, 5176000.458, 101.792}, 1e-8));
}

TEST_CASE("Where a leaf's file is missing, the tile above stands in") {
  const Files files;
  files.write("root.b3dm", cubes(1, "root-"));
  files.write("left.b3dm", cubes(1, "left-"));
  const Reading reading =
      readTileset(files, tileset(R"("refine":"REPLACE",)" + content("root.b3dm") + R"(,"children":[{)" +
                                 content("left.b3dm") + "},{" + content("right.b3dm") + "}]"));
  CHECK(ids(reading) == "root-a");
  CHECK(reading.has("tiles3d-content-missing"));
  const Reading added = readTileset(
      files, tileset(R"("refine":"ADD",)" + content("root.b3dm") + R"(,"children":[{)" + content("right.b3dm") + "}]"));
  CHECK(ids(added) == "root-a");
  CHECK(added.diagnostics.find("tiles3d-content-missing")->where.front() == "right.b3dm");
}

TEST_CASE("Tilesets within tilesets stand where they are named, with URIs of their own") {
  const Files files;
  files.write("sub/0.b3dm", cubes(1));
  files.write("shared.b3dm", cubes(1, "shared-"));
  files.write("sub/tileset.json", tileset(moved(0, 0, 7) + R"(,"refine":"ADD",)" + content("0.b3dm") +
                                          R"(,"children":[{)" + content("../shared.b3dm") + "}]"));
  const Reading reading =
      readTileset(files, tileset(R"("refine":"ADD",)" + moved(100, 200, 0) + "," + content("sub/tileset.json?v=2")));
  CHECK(ids(reading) == "a shared-a");
  CHECK(isBox(reading.bounds(), {100, 199, 7}, {101, 200, 8}));
}

TEST_CASE("Tilesets that lead back to themselves are read once") {
  const Files files;
  files.write("0.b3dm", cubes(1));
  files.write("other.json", tileset(R"("refine":"ADD",)" + content("tileset.json")));
  const Reading reading = readTileset(
      files, tileset(R"("refine":"ADD",)" + content("0.b3dm") + R"(,"children":[{)" + content("other.json") + "}]"));
  CHECK(ids(reading) == "a");
  CHECK(reading.has("tiles3d-loop"));
}

TEST_CASE("Contents over the web or outside the folder are refused with a finding") {
  const Files files;
  for (const char* uri : {"https://example.org/0.b3dm", "/etc/passwd", "../0.b3dm"}) {
    const Reading reading = readTileset(files, tileset(R"("refine":"ADD",)" + content(uri)));
    CHECK(reading.batches.empty());
    CHECK(reading.has("resource-refused"));
  }
}

TEST_CASE("What is no tileset is refused by name") {
  const Files files;
  const auto refusal = [&](const std::string& text) {
    const auto opened = tryOpen(kLoader, files.write("tileset.json", text));
    return opened ? std::string() : opened.error().message.key;
  };
  CHECK(refusal(R"({"asset":{"version":"1.0"},"geometricError":5})") == "tiles3d-not-a-tileset");
  CHECK(refusal(R"({"asset":{"version":"2.0"},"geometricError":5,"root":{}})") == "tiles3d-version");
  CHECK(refusal(R"({"asset":)") == "json-broken");
  CHECK(readTileset(files, tileset(R"("refine":"ADD")", R"(,"extensionsRequired":["ACME_tiles"])"))
            .has("tiles3d-extension"));
}

TEST_CASE("The up axis of old tilesets counts") {
  const Files files;
  files.write("0.glb", cubeGlb(R"(,"scale":[1,2,3])"));
  const auto withAxis = [&](const std::string& axis) {
    return readTileset(files,
                       tileset(R"("refine":"ADD",)" + content("0.glb"), {}, "1.0", R"(,"gltfUpAxis":")" + axis + '"'))
        .bounds();
  };
  CHECK(isBox(withAxis("Y"), {0, -3, 0}, {1, 0, 2}));
  CHECK(isBox(withAxis("Z"), {0, 0, 0}, {1, 2, 3}));
  CHECK(isBox(withAxis("X"), {-3, 0, 0}, {0, 2, 1}));
}

TEST_CASE("Coordinates from the earth's centre are told from those of a projection") {
  const Files files;
  files.write("0.b3dm", cubes(1));
  const auto crsAt = [&](const glm::dvec3& place, const std::string& more = {}) {
    const auto path = files.write("tileset.json", tileset(R"("refine":"ADD",)" + more +
                                                          moved(place.x, place.y, place.z) + "," + content("0.b3dm")));
    return open(kLoader, path)->describe({}, {})->crs;
  };
  CHECK(crsAt(geocentric(4.83, 45.76, 170.0)) == "EPSG:4979");
  CHECK(crsAt(geocentric(-61.0, 14.6, 300.0)) == "EPSG:4979");
  CHECK(crsAt({1842000, 5176000, 170}).empty());  // CC46
  CHECK(crsAt({842000, 6519000, 170}).empty());   // Lambert-93
  CHECK(crsAt({650000, 6330000, 170}).empty());   // Lambert-93, as far from 0, 0 as the pole from the earth's centre
  CHECK(crsAt({500000, 6350000, 20}).empty());    // UTM
  CHECK(crsAt({0, 0, 0}).empty());
}

TEST_CASE("Vertices counted from the earth's centre reach the territory's map to less than a millimetre") {
  // A transform as tilers write it: east, north and up of a place near Brest, with an uneven scale.
  const glm::dvec3 origin = geocentric(-4.486, 48.39, 95.5);
  const double degree = std::acos(-1.0) / 180.0;
  const double sinE = std::sin(-4.486 * degree), cosE = std::cos(-4.486 * degree), sinN = std::sin(48.39 * degree),
               cosN = std::cos(48.39 * degree);
  const glm::dvec3 east{-sinE, cosE, 0.0}, north{-sinN * cosE, -sinN * sinE, cosN}, up{cosN * cosE, cosN * sinE, sinN};
  char text[600];
  std::snprintf(text, sizeof text,
                R"("transform":[%.17g,%.17g,%.17g,0,%.17g,%.17g,%.17g,0,%.17g,%.17g,%.17g,0,%.17g,%.17g,%.17g,1])",
                1.5 * east.x, 1.5 * east.y, 1.5 * east.z, north.x, north.y, north.z, up.x, up.y, up.z, origin.x,
                origin.y, origin.z);
  const std::vector<glm::vec3> corners{{0.0F, 0.0F, 0.0F}, {812.375F, -3.25F, 12.125F}, {-640.5F, 77.625F, -955.0625F}};
  std::vector<float> floats;
  std::vector<glm::dvec3> expected;
  for (const glm::vec3& c : corners) {
    floats.insert(floats.end(), {c.x, c.y, c.z});
    expected.push_back(origin + 1.5 * double{c.x} * east - double{c.z} * north + double{c.y} * up);  // y up, -z north
  }
  GlbBuilder builder;
  const auto positions = builder.floats(floats, "VEC3");
  const Files files;
  files.write(
      "0.glb",
      builder.build(
          R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" +
          std::to_string(positions) + "}}]}]"));
  const Reading reading =
      readTileset(files, tileset(R"("refine":"ADD",)" + std::string(text) + "," + content("0.glb")));
  std::vector<glm::dvec3> read = reading.only().positions;
  const auto crs = [](const char* name) { return geo::Crs::fromText(name).value(); };
  const auto fromBatch =
      geo::CoordinateTransform::create(geo::Crs::fromText(reading.only().crs).value(), crs("EPSG:2154"));
  const auto direct = geo::CoordinateTransform::create(crs("EPSG:4978"), crs("EPSG:2154"));
  REQUIRE(fromBatch);
  REQUIRE(direct);
  REQUIRE(fromBatch->apply(read) == 0);
  REQUIRE(direct->apply(expected) == 0);
  for (const glm::dvec3& place : expected) {
    double nearest = 1e9;
    for (const glm::dvec3& p : read) {
      nearest = std::min(nearest, std::hypot(p.x - place.x, p.y - place.y, p.z - place.z));
    }
    CHECK(nearest < 2e-4);  // 0.12 mm: the ellipsoids of WGS 84 and RGF93 are not the same
  }
}

TEST_CASE("Several contents may be written as an extension, in both its forms") {
  const Files files;
  files.write("0.b3dm", cubes(1, "x-"));
  files.write("1.b3dm", cubes(1, "y-"));
  for (const char* member : {"content", "contents"}) {
    const Reading reading =
        readTileset(files, tileset(R"("refine":"ADD","extensions":{"3DTILES_multiple_contents":{")" +
                                   std::string(member) + R"(":[{"uri":"0.b3dm"},{"uri":"1.b3dm"}]}})"));
    CHECK(ids(reading) == "x-a y-a");
  }
}

TEST_CASE("A tileset's schema may be a file of its own") {
  const Files files;
  files.write("0.glb", cubeGlb());
  files.write("schema.json", R"({"id":"s","classes":{"c":{"properties":{"author":{"type":"STRING"}}}}})");
  const std::string root =
      R"("refine":"ADD","content":{"uri":"0.glb","metadata":{"class":"c","properties":{"author":"IGN"}}})";
  CHECK(attribute(readTileset(files, tileset(root, R"(,"schemaUri":"schema.json")", "1.1")).only(), 0, "author") ==
        "IGN");
  CHECK(readTileset(files, tileset(root, R"(,"schemaUri":"gone.json")", "1.1")).has("resource-missing"));
}

TEST_CASE("Several contents of a tile, with what is said of the tile, the content and its group") {
  const Files files;
  files.write("0.glb", cubeGlb());
  files.write("1.glb", cubeGlb());
  const std::string schema =
      R"(,"schema":{"id":"s","classes":{"tile":{"properties":{"district":{"type":"STRING"},"box":{"type":"SCALAR","componentType":"FLOAT64","array":true,"count":12,"semantic":"TILE_BOUNDING_BOX"}}},)"
      R"("group":{"properties":{"priority":{"type":"SCALAR","componentType":"UINT32"}}},"content":{"properties":{"author":{"type":"STRING"}}}}},)"
      R"("groups":[{"class":"group","properties":{"priority":1}},{"class":"group","properties":{"priority":2}}])";
  const Reading reading = readTileset(
      files,
      tileset(
          R"("refine":"ADD","metadata":{"class":"tile","properties":{"district":"Lyon 1er","box":[0,0,0,0,0,0,0,0,0,0,0,0]}},"contents":[)"
          R"({"uri":"0.glb","group":1,"metadata":{"class":"content","properties":{"author":"IGN"}}},{"uri":"1.glb","group":0}])",
          schema, "1.1"));
  CHECK(ids(reading) == "0.glb 1.glb");
  const model::FeatureBatch& batch = reading.only();
  CHECK(attribute(batch, 0, "district") == "Lyon 1er");
  CHECK(attribute(batch, 0, "priority") == "2");
  CHECK(attribute(batch, 0, "author") == "IGN");
  CHECK(attribute(batch, 1, "priority") == "1");
  CHECK(attribute(batch, 1, "author").empty());
  CHECK_FALSE(batch.attributes.findColumn("box"));
}

TEST_CASE("An implicit quadtree is walked through its subtrees to the finest contents") {
  const Files files;
  // Two levels per subtree. Root subtree: the root, and tiles 0 (x 0, y 0) and 3 (x 1, y 1) below it. Tile 3 has a
  // child subtree at its child 1 (x 3, y 2).
  files.write("subtrees/0.0.0.subtree", subtree("11001", "11001", "0000000000000100"));
  files.write("subtrees/2.3.2.subtree", subtree("11000", "01000", "0000000000000000"));
  for (const char* name : {"0.0.0", "1.0.0", "1.1.1", "3.6.4"}) {
    files.write("content/" + std::string(name) + ".glb", cubeGlb());
  }
  const auto withRefine = [&](const std::string& refine) {
    return readTileset(
        files,
        tileset(
            R"("refine":")" + refine +
                R"(","content":{"uri":"content/{level}.{x}.{y}.glb"},"implicitTiling":)"
                R"({"subdivisionScheme":"QUADTREE","subtreeLevels":2,"availableLevels":4,"subtrees":{"uri":"subtrees/{level}.{x}.{y}.subtree"}})",
            {}, "1.1"));
  };
  CHECK(ids(withRefine("ADD")) == "content/0.0.0.glb content/1.0.0.glb content/1.1.1.glb content/3.6.4.glb");
  const Reading leaves = withRefine("REPLACE");
  CHECK(ids(leaves) == "content/1.0.0.glb content/3.6.4.glb");
  CHECK(leaves.diagnostics.isEmpty());
}

TEST_CASE("An implicit octree may be of JSON subtrees and drafts' names") {
  const Files files;
  files.write(
      "s/0/0/0/0.json",
      R"({"tileAvailability":{"constant":1},"contentAvailability":{"constant":1},"childSubtreeAvailability":{"constant":0}})");
  for (int z = 0; z < 2; ++z) {
    files.write("c/1/1/0/" + std::to_string(z) + ".glb", cubeGlb());
  }
  const Reading reading = readTileset(
      files,
      tileset(
          R"("refine":"REPLACE","content":{"uri":"c/{level}/{x}/{y}/{z}.glb"},"extensions":{"3DTILES_implicit_tiling":)"
          R"({"subdivisionScheme":"OCTREE","subtreeLevels":2,"maximumLevel":1,"subtrees":{"uri":"s/{level}/{x}/{y}/{z}.json"}}})"));
  CHECK(ids(reading) == "c/1/1/0/0.glb c/1/1/0/1.glb");
  CHECK(reading.diagnostics.find("tiles3d-content-missing")->count == 6);
}

TEST_CASE("Subtrees that are missing, short or absurd are findings") {
  const Files files;
  const auto readWith = [&](const std::string& bytes, const std::string& levels) {
    files.write("0.0.0.subtree", bytes);
    return readTileset(
        files,
        tileset(
            R"("refine":"ADD","content":{"uri":"{level}.{x}.{y}.glb"},"implicitTiling":{"subdivisionScheme":"QUADTREE",)" +
            levels + R"(,"subtrees":{"uri":"{level}.{x}.{y}.subtree"}})"));
  };
  const std::string good = subtree("11001", "11001", "0000000000000000");
  CHECK(readWith(good.substr(0, 20), R"("subtreeLevels":2,"availableLevels":2)").has("tiles3d-subtree-damaged"));
  CHECK(readWith(good, R"("subtreeLevels":9,"availableLevels":9)").has("tiles3d-subtree-damaged"));
  CHECK(readWith(good, R"("subtreeLevels":60,"availableLevels":60)").has("tiles3d-implicit-damaged"));
  CHECK(readWith(good, R"("subtreeLevels":0,"availableLevels":2)").has("tiles3d-implicit-damaged"));
  CHECK(readWith("", R"("subtreeLevels":2,"availableLevels":2)").featureCount() == 0);
}

TEST_CASE("Many small tiles come in few batches, in the same order whatever the threads") {
  const Files files;
  std::string children;
  for (int i = 0; i < 60; ++i) {
    const std::string name = std::to_string(i) + ".b3dm";
    files.write(name, cubes(2, std::to_string(i) + "-"));
    children += (i == 0 ? "{" : ",{") + moved(i, 0, 0) + "," + content(name) + "}";
  }
  const std::string json = tileset(R"("refine":"ADD","children":[)" + children + "]");
  const Reading one = readTileset(files, json);
  const Reading four = readTileset(files, json, 4);
  CHECK(one.batches.size() == 1);
  CHECK(one.featureCount() == 120);
  CHECK(ids(one) == ids(four));
  CHECK(one.only().positions == four.only().positions);
  CHECK(attribute(one.only(), 0, "id") == attribute(four.only(), 0, "id"));
  model::ReadOptions small;
  small.batchTriangles = 30;
  const auto path = files.folder() / "tileset.json";
  const Reading pieces = read(*open(kLoader, path), small);
  CHECK(pieces.batches.size() >= 60);
  CHECK(ids(pieces) == ids(one));
}

TEST_CASE("A content that gives very much is handed on in pieces") {
  const Files files;
  std::string places;
  const std::uint32_t count = 30000;  // times 12 triangles
  for (std::uint32_t i = 0; i < count; ++i) {
    put(places, static_cast<float>(i));
    put(places, 0.0F);
    put(places, 0.0F);
  }
  files.write("0.i3dm",
              tile("i3dm", R"({"INSTANCES_LENGTH":)" + std::to_string(count) + R"(,"POSITION":{"byteOffset":0}})",
                   places, {}, {}, cubeGlb()));
  files.write("1.b3dm", cubes(1));
  const SourcePointer source =
      open(kLoader, files.write("tileset.json", tileset(R"("refine":"ADD",)" + content("0.i3dm") + R"(,"children":[{)" +
                                                        content("1.b3dm") + "}]")));
  std::size_t features = 0, largest = 0;
  std::string last;
  Diagnostics diagnostics;
  const auto sink = [&](model::FeatureBatch&& batch) {
    features += batch.features.size();
    largest = std::max(largest, batch.triangles.size() / 3);
    last = batch.id(batch.features.back());
    return true;
  };
  REQUIRE(source->read({}, sink, diagnostics, {}, {}).has_value());
  CHECK(features == count + 1);
  CHECK(largest < 70000);
  CHECK(last == "a");
}

TEST_CASE("Tilesets, subtrees and contents with thousands of changed bytes are read or refused, never worse") {
  const Files files;
  const std::string points = tile(
      "pnts",
      R"({"POINTS_LENGTH":2,"BATCH_LENGTH":1,"POSITION":{"byteOffset":0},"BATCH_ID":{"byteOffset":24,"componentType":"UNSIGNED_BYTE"}})",
      packed<float>({0, 0, 0, 1, 1, 1}) + packed<std::uint8_t>({0, 0}), R"({"id":["p"]})", {}, {});
  const std::string instances =
      tile("i3dm", R"({"INSTANCES_LENGTH":2,"POSITION":{"byteOffset":0},"BATCH_ID":{"byteOffset":24}})",
           packed<float>({0, 0, 0, 9, 0, 0}) + packed<std::uint16_t>({1, 0}), R"({"h":[1,2]})", {}, cubeGlb());
  const std::string hierarchy = b3dm(
      R"({"BATCH_LENGTH":2})",
      R"({"HIERARCHY":{"classes":[{"name":"W","length":2,"instances":{"c":["w","r"]}}],"instancesLength":2,"classIds":[0,0],"parentCounts":[1,1],"parentIds":[1,0]}})",
      batchedGlb(2));
  const std::map<std::string, std::string> sound{
      {"tileset.json",
       tileset(
           R"("refine":"ADD","children":[{)" + content("all.cmpt") +
           R"(},{"content":{"uri":"{level}{x}{y}.glb"},"implicitTiling":)"
           R"({"subdivisionScheme":"QUADTREE","subtreeLevels":2,"availableLevels":4,"subtrees":{"uri":"{level}{x}{y}.subtree"}}},{)" +
           content("sub.json") + "}]")},
      {"sub.json", tileset(R"("refine":"REPLACE",)" + moved(1, 2, 3) + "," + content("b.b3dm"))},
      {"b.b3dm", hierarchy},
      {"000.subtree", subtree("11001", "11001", "0000000000000100")},
      {"000.glb", cubeGlb()},
      {"all.cmpt", composite({cubes(2), points, instances})}};
  for (const auto& [name, bytes] : sound) {
    files.write(name, bytes);
  }
  REQUIRE(read(*open(kLoader, files.folder() / "tileset.json")).featureCount() == 8);
  std::uint32_t number = 0;
  for (const auto& [name, bytes] : sound) {
    for (std::uint32_t i = 0; i < mutationCount(500); ++i) {
      const bool isJson = name.ends_with(".json") && i % 2 == 0;
      ++number;
      files.write(name, isJson ? withOtherNumber(bytes, number) : mutated(bytes, number));
      auto opened = tryOpen(kLoader, files.folder() / "tileset.json");
      if (opened) {
        Diagnostics diagnostics;
        const auto sink = [](model::FeatureBatch&& batch) {
          return model::checkBatch(batch).has_value() ? true : throw std::runtime_error("unsound batch");
        };
        CHECK_NOTHROW(std::get<SourcePointer>(*opened)->read({}, sink, diagnostics, {}, {}));
      }
    }
    files.write(name, bytes);
  }
}
