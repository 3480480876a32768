#include "city_text.h"

using namespace test;
using model::SurfaceKind;

namespace {

std::string href(const std::string& id) { return "<gml:surfaceMember xlink:href=\"#" + id + "\"/>"; }
std::string solid(const std::string& members) {
  return element("gml:Solid", element("gml:exterior", element("gml:CompositeSurface", members)));
}
std::string boundary(const std::string& kind, const std::string& geometry, const std::string& lod = "2") {
  return element("bldg:boundedBy",
                 element("bldg:" + kind, element("bldg:lod" + lod + "MultiSurface", multiSurface(geometry))));
}
std::string building(const std::string& content, const std::string& id = "B") {
  return element("bldg:Building", content, "gml:id=\"" + id + "\"");
}

std::size_t countKind(const City& city, SurfaceKind kind) {
  std::size_t count = 0;
  for (const auto& batch : city.batches) {
    for (const auto& surface : batch.surfaces) {
      count += surface.kind == kind ? 1U : 0U;
    }
  }
  return count;
}

model::ReadOptions atLod(const std::string& lod) {
  model::ReadOptions options;
  options.lod = lod;
  return options;
}

}  // namespace

TEST_CASE("A solid and the boundary surfaces it refers to are one geometry") {
  const std::string text = cityModel(
      {building(element("bldg:lod2Solid", solid(href("g") + href("r"))) +
                boundary("GroundSurface", polygon(kGround, "g")) + boundary("RoofSurface", polygon(kRoof, "r")))});
  const City city = readText(text);
  CHECK(city.surfaces() == 2);
  CHECK(city.area() == Approx(2.0));
  CHECK(countKind(city, SurfaceKind::Roof) == 1);
  CHECK(countKind(city, SurfaceKind::Ground) == 1);
  CHECK(describeText(text).lods == std::map<std::string, std::size_t>{{"2", 1}});
}

TEST_CASE("Boundary surfaces that refer to the solid's polygons give them their kind") {
  const City city = readText(cityModel({building(
      element("bldg:lod2Solid", solid(element("gml:surfaceMember", polygon(kGround, "g")) +
                                      element("gml:surfaceMember", polygon(kRoof, "r")))) +
      element("bldg:boundedBy",
              element("bldg:RoofSurface", element("bldg:lod2MultiSurface", element("gml:MultiSurface", href("r"))))) +
      element("bldg:boundedBy", element("bldg:GroundSurface",
                                        element("bldg:lod2MultiSurface", element("gml:MultiSurface", href("g"))))))}));
  CHECK(city.surfaces() == 2);
  CHECK(countKind(city, SurfaceKind::Roof) == 1);
  CHECK(countKind(city, SurfaceKind::Ground) == 1);
}

TEST_CASE("A solid written out beside boundary surfaces is not drawn again") {
  const std::string written = element("bldg:lod2Solid", solid(element("gml:surfaceMember", polygon(kGround)) +
                                                              element("gml:surfaceMember", polygon(kRoof))));
  const City whole = readText(cityModel(
      {building(written + boundary("GroundSurface", polygon(kGround)) + boundary("RoofSurface", polygon(kRoof)))}));
  CHECK(whole.area() == Approx(2.0));
  CHECK(countKind(whole, SurfaceKind::Roof) == 1);
  const City partly = readText(cityModel({building(written + boundary("RoofSurface", polygon(kRoof)))}));
  CHECK(partly.area() == Approx(2.0));  // the ground that no surface gives comes from the solid
  CHECK(countKind(partly, SurfaceKind::Roof) == 1);
  CHECK(countKind(partly, SurfaceKind::Unspecified) == 1);
}

TEST_CASE("The highest level of detail is shown, others on request") {
  const std::string text =
      cityModel({building(element("bldg:lod1Solid", solid(element("gml:surfaceMember", polygon(kGround)))) +
                          boundary("RoofSurface", polygon(kRoof) + polygon(kRoof)) +
                          element("bldg:lod0FootPrint", multiSurface(polygon(kGround))))});
  CHECK(readText(text).surfaces() == 2);
  CHECK(readText(text).only().surfaces[0].lod == 20);
  CHECK(readText(text, atLod("1")).surfaces() == 1);
  CHECK(readText(text, atLod("0")).only().surfaces[0].lod == 0);
  CHECK(describeText(text).lods == std::map<std::string, std::size_t>{{"0", 1}, {"1", 1}, {"2", 1}});
  const City none = readText(text, atLod("4"));
  CHECK(none.surfaces() == 0);
  CHECK(none.diagnostics.find("lod-absent") != nullptr);
}

TEST_CASE("A footprint that refers to a polygon of another level is shown where that level is") {
  const std::string text =
      cityModel({building(element("bldg:lod0FootPrint", element("gml:MultiSurface", href("g"))) +
                          element("bldg:lod1Solid", solid(element("gml:surfaceMember", polygon(kGround, "g")) +
                                                          element("gml:surfaceMember", polygon(kRoof)))))});
  CHECK(readText(text).surfaces() == 2);
  CHECK(readText(text, atLod("0")).surfaces() == 1);
}

TEST_CASE("Parts, installations, openings and rooms are objects of their own, boundary surfaces are not") {
  const std::string wall =
      element("bldg:boundedBy",
              element("bldg:WallSurface",
                      element("bldg:lod3MultiSurface", multiSurface(polygon(kWall))) +
                          element("bldg:opening",
                                  element("bldg:Window", element("bldg:lod3MultiSurface", multiSurface(polygon(kWall))),
                                          "gml:id=\"W\""))));
  const std::string room =
      element("bldg:interiorRoom",
              element("bldg:Room", element("bldg:lod4Solid", solid(element("gml:surfaceMember", polygon(kGround)))) +
                                       element("bldg:interiorFurniture",
                                               element("bldg:BuildingFurniture",
                                                       element("bldg:lod4Geometry", multiSurface(polygon(kRoof)))))));
  const std::string part =
      element("bldg:consistsOfBuildingPart",
              element("bldg:BuildingPart", boundary("RoofSurface", polygon(kRoof)), "gml:id=\"P\""));
  const std::string text = cityModel({building(wall + room + part)});
  const auto description = describeText(text);
  CHECK(description.objects ==
        std::map<std::string, std::size_t>{
            {"Building", 1}, {"BuildingPart", 1}, {"Window", 1}, {"Room", 1}, {"BuildingFurniture", 1}});
  CHECK(description.lods == std::map<std::string, std::size_t>{{"2", 1}, {"3", 2}, {"4", 2}});
  const City city = readText(text);
  const auto& batch = city.only();
  REQUIRE(batch.features.size() == 5);
  CHECK(batch.id(batch.features[0]) == "B");
  for (std::size_t i = 1; i < batch.features.size(); ++i) {
    CHECK(batch.features[i].parent < i);
  }
  CHECK(countKind(city, SurfaceKind::Window) == 1);
  CHECK(countKind(city, SurfaceKind::Wall) == 1);
}

TEST_CASE("A wall that two parts share is drawn for both, turned for the second") {
  const std::string shared =
      element("gml:surfaceMember",
              element("gml:OrientableSurface", "<gml:baseSurface xlink:href=\"#w\"/>", "orientation=\"-\""));
  const City city = readText(cityModel(
      {building(boundary("WallSurface", polygon(kWall, "w")) +
                element("bldg:consistsOfBuildingPart",
                        element("bldg:BuildingPart", boundary("RoofSurface", polygon(kRoof, "r")) +
                                                         element("bldg:lod2Solid", solid(href("r") + shared)))))}));
  const auto& batch = city.only();
  REQUIRE(batch.surfaces.size() == 3);
  CHECK(countKind(city, SurfaceKind::Wall) == 2);
  CHECK(city.area() == Approx(3.0));
  CHECK(batch.surfaces[2].feature == 1);
}

TEST_CASE("References reach into other members") {
  const std::string a = building(boundary("WallSurface", polygon(kWall, "w")), "A");
  const std::string b =
      building(element("bldg:lod2Solid", solid(href("w") + element("gml:surfaceMember", polygon(kRoof)))), "B");
  for (const auto& members : {std::vector{a, b}, std::vector{b, a}}) {
    const City city = readText(cityModel(members));
    CHECK(city.surfaces() == 3);
    CHECK(city.diagnostics.isEmpty());
  }
}

TEST_CASE("A reference to nothing is counted and costs only itself") {
  const City city = readText(cityModel(
      {building(element("bldg:lod2Solid", solid(href("nowhere") + element("gml:surfaceMember", polygon(kRoof)))))}));
  CHECK(city.surfaces() == 1);
  REQUIRE(city.diagnostics.find("xlink-unresolved") != nullptr);
  CHECK(city.diagnostics.find("xlink-unresolved")->where.front() == "B");
}

TEST_CASE("References that go in circles end") {
  const auto object = [](const std::string& id, const std::string& target) {
    return element("gen:GenericCityObject",
                   element("gen:lod2Geometry", element("gml:CompositeSurface", href(target), "gml:id=\"" + id + "\"")));
  };
  const City city = readText(cityModel({object("a", "b"), object("b", "c"), object("c", "b")}));
  CHECK(city.surfaces() == 0);
  CHECK(city.diagnostics.find("xlink-too-deep") != nullptr);
}

TEST_CASE("Classes of an extension are features in a member or with an id, and else data") {
  const std::string unit =
      element("x:unit", element("x:BuildingUnit",
                                element("x:lod2Solid", solid(element("gml:surfaceMember", polygon(kRoof)))) +
                                    "<x:rent uom=\"EUR\">900</x:rent>",
                                "gml:id=\"U\""));
  const std::string detail = element("x:detail", element("x:Detail", "<x:surveyYear>2017</x:surveyYear>"));
  const std::string roof = element(
      "bldg:boundedBy", element("x:SolarRoofSurface", element("bldg:lod2MultiSurface", multiSurface(polygon(kRoof)))));
  const std::string text = cityModel(
      {building(unit + detail + roof), element("x:Crane", element("x:lod1Geometry", multiSurface(polygon(kRoof))))});
  const auto description = describeText(text);
  CHECK(description.objects == std::map<std::string, std::size_t>{{"Building", 1}, {"BuildingUnit", 1}, {"Crane", 1}});
  const City city = readText(text);
  CHECK(value(city.only(), 0, "detail.surveyYear") == "2017");
  CHECK(value(city.only(), 1, "rent") == "900");
  CHECK(countKind(city, SurfaceKind::Other) == 1);
}

TEST_CASE("CityGML 3.0 traffic areas bound their space, and those of 2.0 are objects") {
  const std::string area =
      element("tran:TrafficArea",
              element("tran:lod2MultiSurface", multiSurface(polygon(kGround))) + "<tran:function>2</tran:function>");
  const std::string three = element(
      "tran:Road",
      element("tran:section",
              element("tran:Section",
                      element("tran:trafficSpace", element("tran:TrafficSpace", element("core:boundary", area))))));
  const std::string two = element("tran:Road", element("tran:trafficArea", area));
  CHECK(describeText(cityModel({three})).objects ==
        std::map<std::string, std::size_t>{{"Road", 1}, {"Section", 1}, {"TrafficSpace", 1}});
  CHECK(describeText(cityModel({two})).objects == std::map<std::string, std::size_t>{{"Road", 1}, {"TrafficArea", 1}});
  const City city = readText(cityModel({three}));
  CHECK(value(city.only(), 2, "function") == "2");
  CHECK(countKind(city, SurfaceKind::Traffic) == 1);
}

TEST_CASE("Members may stand in one collection") {
  const std::string text =
      R"(<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" xmlns:bldg="http://www.opengis.net/citygml/building/1.0">)"
      "<gml:featureMembers>" +
      building(boundary("RoofSurface", polygon(kRoof)), "A") + building(boundary("RoofSurface", polygon(kRoof)), "B") +
      "</gml:featureMembers></gml:FeatureCollection>";
  const auto description = describeText(text);
  CHECK(description.format == "CityGML 1.0");
  CHECK(description.objects.at("Building") == 2);
}

TEST_CASE("Solids and boundary surfaces have an outside, loose surfaces are seen from both sides") {
  const City city =
      readText(cityModel({building(boundary("RoofSurface", polygon(kRoof))),
                          element("luse:LandUse", element("luse:lod1MultiSurface", multiSurface(polygon(kGround))))}));
  CHECK(city.only().surfaces[0].isTwoSided == 0);
  CHECK(city.only().surfaces[1].isTwoSided == 1);
}

TEST_CASE("Batches come in source order whatever the number of threads, and objects are never torn apart") {
  std::vector<std::string> members;
  members.reserve(3000);
  for (int i = 0; i < 3000; ++i) {
    members.push_back(building(boundary("RoofSurface", polygon(kRoof)) + boundary("GroundSurface", polygon(kGround)),
                               "B" + std::to_string(i)));
  }
  model::ReadOptions options;
  options.batchTriangles = 64;
  const City city = readText(cityModel(members), options);
  CHECK(city.batches.size() > 10);
  int next = 0;
  for (const auto& batch : city.batches) {
    CHECK(batch.triangles.size() / 3 <= 68);
    for (const auto& feature : batch.features) {
      CHECK(batch.id(feature) == "B" + std::to_string(next++));
    }
  }
  CHECK(next == 3000);
  CHECK(city.area() == Approx(6000.0));
}

TEST_CASE("Batches end at the same places whatever the number of threads") {
  std::vector<std::string> members;
  members.reserve(3000);
  for (int i = 0; i < 3000; ++i) {
    members.push_back(building(boundary("RoofSurface", polygon(kRoof)), "B" + std::to_string(i)));
  }
  const Folder folder;
  const auto path = folder.write("city.gml", cityModel(members));
  const auto sizes = [&](unsigned threads) {
    std::vector<std::size_t> found;
    for (const auto& batch : read(*open(path, {}, threads)).batches) {
      found.push_back(batch.features.size());
    }
    return found;
  };
  CHECK(sizes(1).size() > 1);
  CHECK(sizes(1) == sizes(8));
}

TEST_CASE("An object too large for one batch goes on in the next") {
  std::string surfaces;
  for (int i = 0; i < 200; ++i) {
    surfaces += element("gml:surfaceMember", polygon(kRoof));
  }
  model::ReadOptions options;
  options.batchTriangles = 4;
  const City city =
      readText(cityModel({building("<gml:name>n</gml:name>" +
                                   element("bldg:lod2MultiSurface", element("gml:MultiSurface", surfaces)))}),
               options);
  REQUIRE(city.batches.size() > 2);
  CHECK(city.features() == 1);
  CHECK(city.area() == Approx(200.0));
  CHECK(city.batches[0].features[0].isContinued == 0);
  CHECK(city.batches[1].features[0].isContinued == 1);
  CHECK(city.batches[1].id(city.batches[1].features[0]) == "B");
  CHECK(values(city.batches[1], 0, "name").empty());
}

TEST_CASE("Stopping is heeded, by the consumer and by request") {
  const Folder folder;
  std::vector<std::string> members(5000, building(boundary("RoofSurface", polygon(kRoof))));
  const SourcePointer source = open(folder.write("city.gml", cityModel(members)));
  int taken = 0;
  Diagnostics diagnostics;
  model::ReadOptions options;
  options.batchTriangles = 100;
  const Status done =
      source->read(options, [&taken](model::FeatureBatch&&) { return ++taken < 3; }, diagnostics, {}, {});
  CHECK(taken == 3);
  CHECK(done.has_value());
  std::stop_source stop;
  stop.request_stop();
  const Status cancelled =
      source->read({}, [](model::FeatureBatch&&) { return true; }, diagnostics, stop.get_token(), {});
  REQUIRE_FALSE(cancelled.has_value());
  CHECK(cancelled.error().code == ErrorCode::Cancelled);
}
