#include <thread>

#include "tests/unit/cityjson/opened_city.h"

using namespace belvedere;
using namespace test;
using model::SurfaceKind;

TEST_CASE("A cube is six oriented surfaces of four square metres at its place") {
  const Reading reading = readText(city(object("b", "Building", cube("\"2\""))));
  REQUIRE(reading.batches.size() == 1);
  const model::FeatureBatch& batch = reading.batches.front();
  REQUIRE(batch.features.size() == 1);
  CHECK(batch.id(batch.features[0]) == "b");
  CHECK(batch.types == std::vector<std::string>{"Building"});
  REQUIRE(batch.surfaces.size() == 6);
  for (const model::Surface& surface : batch.surfaces) {
    CHECK(area(batch, surface) == Approx(4.0));
    CHECK(surface.lod == 20);
    CHECK(surface.isTwoSided == 0);
  }
  CHECK(facing(batch, batch.surfaces[0]).z < 0.0);
  CHECK(facing(batch, batch.surfaces[1]).z > 0.0);
  CHECK(facing(batch, batch.surfaces[2]).y < 0.0);
  CHECK(batch.positions[0].x == Approx(1000.0));
  CHECK(batch.positions[0].y == Approx(2000.0));
  CHECK(batch.positions[0].z == Approx(50.0));
  CHECK(reading.diagnostics.isEmpty());
}

TEST_CASE("The description counts objects by type and by level of detail and measures the extent") {
  const auto description = describeText(city(object("b", "Building", cube("\"1.2\"") + "," + cube("\"2.2\"")) + "," +
                                             object("p", "+Potato", cube("\"2.2\"")) + R"(,"n":{"type":"Building"})"));
  CHECK(description.format == "CityJSON 2.0");
  CHECK(description.kind == model::SourceKind::Buildings);
  CHECK(description.objects == std::map<std::string, std::size_t>{{"+Potato", 1}, {"Building", 2}});
  CHECK(description.lods == std::map<std::string, std::size_t>{{"1.2", 1}, {"2.2", 2}});
  CHECK(description.extent.min == glm::dvec2(1000.0, 2000.0));
  CHECK(description.extent.max == glm::dvec2(1002.0, 2002.0));
  CHECK(description.minHeight == 50.0);
  CHECK(description.maxHeight == 52.0);
  CHECK(description.crs.empty());
}

TEST_CASE("The highest level of detail of each object is read unless another is asked for") {
  const std::string text = city(object("b", "Building", cube("1") + "," + cube("2.2")) + "," +
                                object("c", "Building", cube("1.3")) + "," + object("d", "Building", cube("null")));
  const Reading highest = readText(text);
  CHECK(highest.surfaceCount() == 18);
  CHECK(highest.batches[0].surfaces[0].lod == 22);
  CHECK(highest.batches[0].surfaces[6].lod == 13);
  CHECK(highest.batches[0].surfaces[12].lod == 255);
  model::ReadOptions options;
  options.lod = "1";
  const Reading first = readText(text, options);
  CHECK(first.surfaceCount() == 12);  // LoD 1 of b, and 1.3 as the finest LoD 1 of c
  options.lod = "2.2";
  CHECK(readText(text, options).surfaceCount() == 6);
  options.lod = "3";
  CHECK(readText(text, options).surfaceCount() == 0);
}

TEST_CASE("Children follow their parents, wherever they stand in the file") {
  const Reading reading =
      readText(city(object("part", "BuildingPart", cube("2"), R"(,"parents":["whole"])") + "," +
                    object("other", "Bridge", cube("2")) + "," +
                    R"("whole":{"type":"Building","children":["part","attic"]},"attic":{"type":"BuildingRoom"})"));
  const model::FeatureBatch& batch = reading.batches.at(0);
  REQUIRE(batch.features.size() == 4);
  CHECK(batch.id(batch.features[0]) == "other");
  CHECK(batch.id(batch.features[1]) == "whole");
  CHECK(batch.id(batch.features[2]) == "part");
  CHECK(batch.features[2].parent == 1);
  CHECK(batch.id(batch.features[3]) == "attic");
  CHECK(batch.features[3].parent == 1);
}

TEST_CASE("A group does not own its members, and broken or circular relations are cut") {
  const Reading reading =
      readText(city(R"("g":{"type":"CityObjectGroup","children":["b"]},)" +
                    object("b", "Building", cube("2"), R"(,"parents":["g"])") +
                    R"(,"x":{"type":"BuildingPart","parents":["y"]},"y":{"type":"BuildingPart","parents":["x"]},)" +
                    R"("z":{"type":"BuildingPart","parents":["nobody"]})"));
  CHECK(reading.batches.at(0).features.size() == 5);
  CHECK(reading.batches[0].features[1].parent == model::kNone);
  REQUIRE(reading.has("cityjson-relation-broken"));
  CHECK(reading.diagnostics.find("cityjson-relation-broken")->count == 2);
}

TEST_CASE("A building whose parts are more detailed is shown by its parts") {
  const std::string flat = R"({"type":"MultiSurface","lod":"0","boundaries":[[[0,3,2,1]]]})";
  const std::string text = city(object("b", "Building", flat, R"(,"children":["p"])") + "," +
                                object("p", "BuildingPart", cube("\"2.2\""), R"(,"parents":["b"])"));
  CHECK(readText(text).surfaceCount() == 6);
  model::ReadOptions options;
  options.lod = "0";
  CHECK(readText(text, options).surfaceCount() == 1);
}

TEST_CASE("Semantics name the surfaces of every kind of geometry") {
  const std::string semantics =
      R"(,"semantics":{"surfaces":[{"type":"GroundSurface"},{"type":"RoofSurface"},{"type":"+Patio"}],"values":)";
  const Reading solid = readText(city(object("b", "Building", cube("2", semantics + "[[0,1,2,null,2,2]]}"))));
  const auto& surfaces = solid.batches.at(0).surfaces;
  CHECK(surfaces[0].kind == SurfaceKind::Ground);
  CHECK(surfaces[1].kind == SurfaceKind::Roof);
  CHECK(surfaces[2].kind == SurfaceKind::Other);
  CHECK(surfaces[3].kind == SurfaceKind::Unspecified);

  const Reading multi = readText(city(
      object("b", "Building",
             R"({"type":"MultiSurface","lod":"2","boundaries":)" + kCubeShell + semantics + "[0,1,1,1,null,9]}}")));
  CHECK(multi.batches.at(0).surfaces[0].kind == SurfaceKind::Ground);
  CHECK(multi.batches[0].surfaces[0].isTwoSided == 0);
  CHECK(multi.batches[0].surfaces[4].isTwoSided == 1);
  CHECK(multi.has("cityjson-semantics-mismatch"));

  const Reading solids =
      readText(city(object("b", "Building",
                           R"({"type":"CompositeSolid","lod":"2","boundaries":[[)" + kCubeShell + "],[" + kCubeShell +
                               "]]" + semantics + "[[[0,0,0,0,0,1]],[null]]}}")));
  CHECK(solids.surfaceCount() == 12);
  CHECK(solids.batches.at(0).surfaces[5].kind == SurfaceKind::Roof);
  CHECK(solids.batches[0].surfaces[6].kind == SurfaceKind::Unspecified);
  CHECK_FALSE(solids.has("cityjson-semantics-mismatch"));
}

TEST_CASE("Attributes of semantic surfaces are left out, counted and named by their object") {
  const std::string semantics =
      R"(,"semantics":{"surfaces":[{"type":"GroundSurface","id":"g"},{"type":"RoofSurface","children":[2],"Slope":45},)"
      R"({"Direction":90,"type":"Window","parent":1}],"values":[[0,1,2,null,2,2]]})";
  const Reading solid = readText(city(object("b", "Building", cube("2", semantics))));
  const Diagnostic* found = solid.diagnostics.find("surface-attributes-left-out");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::Info);
  CHECK(found->count == 2);
  CHECK(found->where.front() == "b");
  CHECK(solid.batches.front().surfaces[2].kind == SurfaceKind::Window);  // whatever the order of its members
}

TEST_CASE("Broken semantics after sound ones do not borrow their kinds") {
  // Found by fuzzing: the second list of surfaces is cut short, the first had fewer surfaces.
  const std::string sound = R"(,"semantics":{"surfaces":[{"type":"RoofSurface"}],"values":[0]})";
  const std::string broken = R"(,"semantics":{"surfaces":[{"type":"RoofSurface"} 0],"values":[[0,0,0,0,0,0]]})";
  const Reading reading = readText(
      city(object("a", "Building", R"({"type":"MultiSurface","lod":"2","boundaries":[[[0,3,2,1]]])" + sound + "}") +
           "," + object("b", "Building", cube("2", broken))));
  CHECK(reading.surfaceCount() == 7);
  CHECK(reading.has("cityjson-semantics-mismatch"));
}

TEST_CASE("Points and lines are read as such") {
  const Reading reading =
      readText(city(object("f", "CityFurniture", R"({"type":"MultiPoint","lod":"1","boundaries":[0,1,99]})") + "," +
                    object("r", "Road", R"({"type":"MultiLineString","lod":"0","boundaries":[[0,1,2],[4,5]]})")));
  const model::FeatureBatch& batch = reading.batches.at(0);
  CHECK(batch.points.size() == 2);
  REQUIRE(batch.lines.size() == 2);
  CHECK(batch.lines[0].feature == 1);
  CHECK(batch.lines[0].positionCount == 3);
  CHECK(reading.diagnostics.find("cityjson-vertex-out-of-range")->count == 1);
}

TEST_CASE("Templates are placed by their matrix and reference point, mirrored ones kept the right side out") {
  const std::string templates =
      R"("geometry-templates":{"templates":[{"type":"MultiSurface","lod":"2","boundaries":[[[0,1,2]]],)"
      R"("semantics":{"surfaces":[{"type":"RoofSurface"}],"values":[0]}}],)"
      R"("vertices-templates":[[0,0,0],[1,0,0],[0,1,0]]},)";
  const auto instance = [](const std::string& scale, const std::string& index) {
    return R"({"type":"GeometryInstance","template":)" + index + R"(,"boundaries":[6],"transformationMatrix":[)" +
           scale + ",0,0,0.5, 0,2,0,0, 0,0,2,0, 0,0,0,1]}";
  };
  const Reading reading = readText(city(object("t", "SolitaryVegetationObject", instance("2", "0")) + "," +
                                            object("m", "SolitaryVegetationObject", instance("-2", "0")) + "," +
                                            object("x", "SolitaryVegetationObject", instance("2", "7")),
                                        templates));
  const model::FeatureBatch& batch = reading.batches.at(0);
  REQUIRE(batch.surfaces.size() == 2);
  CHECK(area(batch, batch.surfaces[0]) == Approx(2.0));
  CHECK(batch.surfaces[0].lod == 20);
  CHECK(batch.positions[0].x == Approx(1002.5));
  CHECK(batch.positions[0].y == Approx(2002.0));
  CHECK(batch.positions[0].z == Approx(52.0));
  CHECK(facing(batch, batch.surfaces[0]).z > 0.0);
  CHECK(facing(batch, batch.surfaces[1]).z > 0.0);
  CHECK(reading.has("cityjson-template-missing"));
  CHECK(describeText(city(object("t", "SolitaryVegetationObject", instance("2", "0")), templates)).lods ==
        std::map<std::string, std::size_t>{{"2", 1}});
}

TEST_CASE("Materials follow the theme asked for, else the default one, else the first") {
  const std::string appearance =
      R"("appearance":{"materials":[{"name":"a","diffuseColor":[1,0,0],"transparency":0.25},{"name":"b"},)"
      R"({"name":"c","diffuseColor":[0,0,1]}],"default-theme-material":"winter"},)";
  const std::string looks = R"(,"material":{"summer":{"value":0},"winter":{"values":[[2,2,1,null,9,2]]}})";
  const std::string text = city(object("b", "Building", cube("2", looks)), appearance);
  const Reading winter = readText(text);
  const model::FeatureBatch& batch = winter.batches.at(0);
  CHECK(batch.materials.at(batch.surfaces[0].material).colour == glm::vec4(0, 0, 1, 1));
  CHECK(batch.surfaces[2].material == model::kNone);  // named only
  CHECK(batch.surfaces[3].material == model::kNone);
  CHECK(batch.surfaces[4].material == model::kNone);
  CHECK(winter.has("cityjson-material-mismatch"));
  model::ReadOptions options;
  options.theme = "summer";
  const Reading summer = readText(text, options);
  CHECK(summer.batches.at(0).materials.at(0).colour == glm::vec4(1, 0, 0, 0.75F));
  CHECK(describeText(text).appearanceThemes == std::vector<std::string>{"summer", "winter"});
}

TEST_CASE("A missing picture and wrong texture indices leave surfaces plain and are named") {
  const std::string appearance =
      R"("appearance":{"textures":[{"type":"PNG","image":"no/such.png"}],"vertices-texture":[[0,0],[1,0],[1,1],[0,1]]},)";
  const std::string looks =
      R"(,"texture":{"t":{"values":[[[[0,0,1,2,3]],[[0,0,1,2]],[[0,0,1,2,4]],[[1,0,1,2,3]],[[null]],[[0,3,2,1,0]]]]}})";
  const Reading reading = readText(city(object("b", "Building", cube("2", looks)), appearance));
  const model::FeatureBatch& batch = reading.batches.at(0);
  REQUIRE(batch.surfaces.size() == 6);
  for (const model::Surface& surface : batch.surfaces) {
    CHECK(surface.texture == model::kNone);
  }
  CHECK(batch.texcoords.size() == batch.positions.size());
  CHECK(batch.texcoords.at(2) == glm::vec2(1, 1));
  CHECK(reading.diagnostics.find("cityjson-texture-mismatch")->count == 3);
  CHECK(reading.has("texture-missing"));
}

TEST_CASE("Attributes and addresses belong to their object") {
  const Reading reading = readText(city(
      R"("a":{"type":"Building","attributes":{"h":3.5}},"b":{"type":"Building","attributes":{"h":4},)"
      R"("address":[{"city":"Lyon","location":{"type":"MultiPoint","lod":"1","boundaries":[0]}},{"city":"Metz"}]})"));
  const model::AttributeStore& store = reading.batches.at(0).attributes;
  REQUIRE(store.featureCount() == 2);
  CHECK(store.columns()[store.begin(1)->column].type == model::AttributeType::Real);
  CHECK(store.number(1, *store.findColumn("h")) == 4.0);
  CHECK(store.display(1, *store.findColumn("address.city")) == "Lyon");
  model::ReadOptions options;
  options.wantsAttributes = false;
  CHECK(readText(city(R"("a":{"type":"Building","attributes":{"h":3.5}})"), options)
            .batches.at(0)
            .attributes.columns()
            .empty());
}

TEST_CASE("One bad object costs one object, one bad geometry one geometry, one bad surface one surface") {
  const Reading reading =
      readText(city(R"("bad":{"type":"Building" "geometry":[]},"alsoBad":7,"untyped":{"attributes":{}},)" +
                    object("shape", "Building", R"({"type":"Solid","lod":"2","boundaries":[[[0,1,2]]]},)" + cube("2")) +
                    "," + object("form", "Building", R"({"type":"Sphere","lod":"2","boundaries":[0]})") + "," +
                    object("range", "Building",
                           R"({"type":"MultiSurface","lod":"2","boundaries":[[[0,1,99]],[[0,1,2]],[[0,1,1]]]})")));
  CHECK(reading.diagnostics.find("cityjson-object-malformed")->count == 3);
  CHECK(reading.diagnostics.find("cityjson-geometry-malformed")->where == std::vector<std::string>{"shape"});
  CHECK(reading.diagnostics.find("cityjson-geometry-unknown")->where == std::vector<std::string>{"form"});
  CHECK(reading.diagnostics.find("cityjson-vertex-out-of-range")->where == std::vector<std::string>{"range"});
  CHECK(reading.diagnostics.find("polygon-101")->where == std::vector<std::string>{"range"});
  CHECK(reading.surfaceCount() == 7);
}

TEST_CASE("Vertices may come first or last and need no transform in version 1.0") {
  const Reading reading = readText(
      R"({"vertices":[[1.5,2.5,3.5],[2.5,2.5,3.5],[2.5,3.5,3.5]],"CityObjects":{"t":{"type":"TINRelief","geometry":[)"
      R"({"boundaries":[[[0,1,2]]],"lod":1,"type":"CompositeSurface"}]}},"version":"1.0","type":"CityJSON"})");
  const model::FeatureBatch& batch = reading.batches.at(0);
  REQUIRE(batch.surfaces.size() == 1);
  CHECK(batch.positions[0] == glm::dvec3(1.5, 2.5, 3.5));
  CHECK(batch.surfaces[0].kind == SurfaceKind::Terrain);
  CHECK(reading.diagnostics.isEmpty());
}

TEST_CASE("Older and newer versions and other JSON are refused with a message of their own") {
  CHECK(refusal(
            R"({"type":"CityModel","version":"http://www.cityjson.org/version/0.2","CityObjects":{},"vertices":[]})") ==
        "cityjson-too-old");
  CHECK(refusal(R"({"type":"CityJSON","version":"0.9","CityObjects":{},"vertices":[]})") == "cityjson-too-old");
  CHECK(refusal(R"({"type":"CityJSON","version":"3.0","CityObjects":{},"vertices":[]})") == "cityjson-too-new");
  CHECK(refusal(R"({"type":"CityJSON","version":"1.2","CityObjects":{},"vertices":[]})") == "cityjson-too-new");
  CHECK(refusal(R"({"type":"CityJSON","version":"2.0.1","CityObjects":{},"vertices":[]})").empty());
  CHECK(refusal(R"({"type":"FeatureCollection","features":[]})") == "cityjson-not-cityjson");
  CHECK(refusal(R"({"type":"CityJSONFeature","CityObjects":{},"vertices":[]})") == "cityjson-feature-alone");
  CHECK(refusal(R"({"type":"CityJSON","version":"2.0","CityObjects":{}})") == "cityjson-member-missing");
}

TEST_CASE("A cut or damaged file is refused with the place, wherever it is cut") {
  const std::string text = city(object("b", "Building", cube("2"), R"(,"attributes":{"n":"x"})"));
  REQUIRE(refusal(text).empty());
  for (std::size_t length = 0; length < text.size(); ++length) {
    CHECK(refusal(text.substr(0, length)) == "cityjson-truncated");
  }
  CHECK(refusal("[1,2]") == "cityjson-syntax");
  CHECK(refusal("{\"type\":\"CityJSON\",\n\"CityObjects\":{}\n\"vertices\":[]}") == "cityjson-syntax");
  CHECK(refusal("{\"a\":" + std::string(100000, '[')) == "cityjson-too-deep");
  const CityText file("{\"type\":\"CityJSON\",\n\"CityObjects\":{}\n\"vertices\":[]}");
  const auto opened = tryOpen(file.path());
  CHECK(englishText(opened.error().message).find("Line 3") != std::string::npos);
}

TEST_CASE("A sequence is read feature by feature, each with its own vertices") {
  const std::string head =
      R"({"type":"CityJSON","version":"2.0","CityObjects":{},"vertices":[],"transform":{"scale":[1,1,1],"translate":[10,0,0]}})";
  const auto feature = [](const std::string& id, int x) {
    const std::string east = std::to_string(x);
    return R"({"type":"CityJSONFeature","id":")" + id + R"(","CityObjects":{")" + id +
           R"(":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"2","boundaries":[[[0,1,2]]]}]}},"vertices":[[)" +
           east + ",0,0],[" + std::to_string(x + 1) + ",0,0],[" + east + ",1,0]]}";
  };
  SECTION("lines") {
    const CityText file(head + "\n" + feature("a", 0) + "\n\n" + feature("b", 5) + "\n", "test.city.jsonl");
    const auto source = open(file.path(), 2);
    const auto description = source->describe({}, {});
    REQUIRE(description.has_value());
    CHECK(description->format == "CityJSONSeq 2.0");
    CHECK(description->objects == std::map<std::string, std::size_t>{{"Building", 2}});
    CHECK(description->extent.min.x == 10.0);
    CHECK(description->extent.max.x == 16.0);
    CHECK(read(*source).surfaceCount() == 2);
  }
  SECTION("a damaged line costs its feature, the same id twice is kept") {
    const Reading reading =
        readText(head + "\n" + feature("a", 0) + "\n{\"type\":\"CityJSONFeature\",\"CityObjects\":{\n" +
                 feature("b", 1) + "\nnonsense\n" + feature("b", 2));
    CHECK(reading.surfaceCount() == 3);
    CHECK(reading.diagnostics.find("cityjson-feature-malformed")->count == 2);
    CHECK(describeText(head + feature("b", 1) + feature("b", 2)).diagnostics.find("cityjson-duplicate-id") != nullptr);
  }
  SECTION("a cut file keeps what came before") {
    const Reading reading = readText(head + "\n" + feature("a", 0) + "\n" + feature("b", 5).substr(0, 60));
    CHECK(reading.surfaceCount() == 1);
    CHECK(reading.diagnostics.find("cityjson-sequence-cut")->severity == Severity::Error);
  }
  SECTION("record separators and features over several lines") {
    std::string spread = feature("b", 5);
    spread.insert(spread.find("\"CityObjects\""), "\n   ");
    CHECK(readText("\x1E" + head + "\n\x1E" + feature("a", 0) + "\n\x1E" + spread + "\n").surfaceCount() == 2);
  }
}

TEST_CASE("Text behind the end of a city model does not cost the model") {
  const Reading reading = readText(city(object("b", "Building", cube("2"))) + "}\n{}");
  CHECK(reading.surfaceCount() == 6);
  CHECK(reading.has("cityjson-text-behind-end"));
}

TEST_CASE("The CRS is found in every spelling, and its absence is no CRS") {
  const auto crs = [](const std::string& metadata) { return describeText(city("", metadata)).crs; };
  CHECK(crs("") == "");
  for (const char* text :
       {R"("https://www.opengis.net/def/crs/EPSG/0/7415")", R"("http://www.opengis.net/def/crs/EPSG/0/7415")",
        R"("urn:ogc:def:crs:EPSG::7415")", R"("EPSG:7415")", R"("7415")", "7415"}) {
    CHECK(crs(std::string(R"("metadata":{"referenceSystem":)") + text + "},") ==
          crs(R"("metadata":{"referenceSystem":"EPSG:7415"},)"));
  }
  CHECK(crs(R"("metadata":{"referenceSystem":"EPSG:28992"},)") == "EPSG:28992");
  CHECK(crs(R"("metadata":{"crs":{"epsg":28992}},)") == "EPSG:28992");
  CHECK(crs(R"("metadata":{"referenceSystem":"EPSG:25832+7837"},)") == "EPSG:25832+7837");
  const auto odd = describeText(city("", R"("metadata":{"referenceSystem":"somewhere"},)"));
  CHECK(odd.crs.empty());
  CHECK(odd.diagnostics.find("crs-not-understood") != nullptr);
}

TEST_CASE("Geographic coordinates come in the authority's order unless they cannot") {
  const auto geographic = [](const std::string& vertices) {
    return describeText(
        R"({"type":"CityJSON","version":"1.0","metadata":{"referenceSystem":"EPSG:4979"},"CityObjects":{"b":{"type":"LandUse",)"
        R"("geometry":[{"type":"MultiSurface","lod":1,"boundaries":[[[0,1,2]]]}]}},"vertices":)" +
        vertices + "}");
  };
  const auto latitudeFirst = geographic("[[35.5,139.5,0],[35.5,139.6,0],[35.6,139.5,0]]");
  CHECK(latitudeFirst.extent.min == glm::dvec2(139.5, 35.5));
  CHECK(latitudeFirst.diagnostics.isEmpty());
  const auto longitudeFirst = geographic("[[139.5,35.5,0],[139.6,35.5,0],[139.5,35.6,0]]");
  CHECK(longitudeFirst.extent.min == glm::dvec2(139.5, 35.5));
  CHECK(longitudeFirst.diagnostics.find("cityjson-longitude-first") != nullptr);
}

TEST_CASE("Several threads and small batches give the same objects in the same order") {
  std::string objects;
  for (int i = 0; i < 3000; ++i) {
    objects += (i > 0 ? "," : "") + object("b" + std::to_string(i), "Building", cube("2"),
                                           R"(,"attributes":{"n":)" + std::to_string(i) + "}");
  }
  const CityText file(city(objects));
  model::ReadOptions options;
  options.batchTriangles = 500;
  for (const unsigned threads : {1U, 4U}) {
    const Reading reading = read(*open(file.path(), threads), options);
    CHECK(reading.batches.size() > 50);
    std::size_t next = 0;
    for (const model::FeatureBatch& batch : reading.batches) {
      CHECK(batch.triangles.size() / 3 < 500 + 12);
      for (std::size_t i = 0; i < batch.features.size(); ++i, ++next) {
        CHECK(batch.id(batch.features[i]) == "b" + std::to_string(next));
        CHECK(batch.attributes.number(i, 0) == static_cast<double>(next));
      }
    }
    CHECK(next == 3000);
  }
}

TEST_CASE("Reading stops when the sink says so or when it is cancelled") {
  const CityText file(city(object("a", "Building", cube("2")) + "," + object("b", "Building", cube("2"))));
  const auto source = open(file.path());
  model::ReadOptions options;
  options.batchTriangles = 1;
  Diagnostics diagnostics;
  int batches = 0;
  const auto once = [&](model::FeatureBatch&&) { return ++batches < 1; };
  CHECK(source->read(options, once, diagnostics, {}, {}).has_value());
  CHECK(batches == 1);
  std::stop_source stop;
  stop.request_stop();
  const auto status = source->read(options, once, diagnostics, stop.get_token(), {});
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == ErrorCode::Cancelled);
}

TEST_CASE("A file without objects or without geometry says so") {
  CHECK(describeText(city("")).diagnostics.find("cityjson-no-objects") != nullptr);
  CHECK(describeText(city(R"("a":{"type":"Building"})")).diagnostics.find("cityjson-no-geometry") != nullptr);
}

TEST_CASE("CityJSON is recognised by its content, and by its name where the content does not say it") {
  const auto recognise = loaders::cityjson::makeLoader().recognise;
  const auto head = [](const std::string& name, const std::string& bytes) {
    loaders::FileHead file;
    file.path = name;
    file.bytes = bytes;
    return file;
  };
  CHECK(recognise(head("a.json", R"( {"type":"CityJSON","version":"2.0")")));
  CHECK(recognise(head("a.json", "\xEF\xBB\xBF{\"type\":\"CityModel\"")));
  CHECK(recognise(head("a.json", R"({"type": "CityJSONFeature")")));
  CHECK_FALSE(recognise(head("a.json", R"({"type":"FeatureCollection","name":"CityJSON files"})")));
  CHECK_FALSE(recognise(head("a.gml", R"(<x>"CityJSON"</x>)")));
  const auto byName = recognise(head("A.City.JSON", R"({"vertices":[)"));
  REQUIRE(byName);
  CHECK(byName->isByNameOnly);
  CHECK(recognise(head("a.json", R"({"vertices":[)"))->isByNameOnly);
  CHECK_FALSE(recognise(head("a.json", R"({"points":[)")));
}
