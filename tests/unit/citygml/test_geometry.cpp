#include "city_text.h"

using namespace test;

namespace {

// A generic object with one geometry at LoD 2.
std::string object(const std::string& geometry, const std::string& id = "O") {
  return element("gen:GenericCityObject", element("gen:lod2Geometry", geometry), "gml:id=\"" + id + "\"");
}

std::string ring(const std::string& content) { return element("gml:LinearRing", content); }
std::string polygonOf(const std::string& rings) { return element("gml:Polygon", rings); }

}  // namespace

TEST_CASE("A polygon keeps its hole") {
  const std::string outer = element("gml:exterior", ring("<gml:posList>0 0 0 4 0 0 4 4 0 0 4 0 0 0 0</gml:posList>"));
  const std::string hole = element("gml:interior", ring("<gml:posList>1 1 0 1 2 0 2 2 0 2 1 0 1 1 0</gml:posList>"));
  const City city = readText(cityModel({object(polygonOf(outer + hole)), object(polygonOf(hole + outer))}));
  CHECK(city.surfaces() == 2);
  CHECK(city.area() == Approx(2 * 15.0));
  CHECK(city.only().surfaces[0].positionCount == 8);
}

TEST_CASE("Rings may be written as posList, pos, coordinates or points") {
  const std::string pos =
      "<gml:pos>0 0 0</gml:pos><gml:pos>1 0 0</gml:pos><gml:pos>1 1 0</gml:pos><gml:pos>0 0 0</gml:pos>";
  const std::string coordinates = "<gml:coordinates>0,0,0 1,0,0 1,1,0 0,0,0</gml:coordinates>";
  std::string points;
  for (const char* p : {"0 0 0", "1 0 0", "1 1 0", "0 0 0"}) {
    points += element("gml:pointProperty", element("gml:Point", element("gml:pos", p)));
  }
  for (const std::string& content : {pos, coordinates, points}) {
    const City city = readText(cityModel({object(polygonOf(element("gml:exterior", ring(content))))}));
    CHECK(city.area() == Approx(0.5));
    CHECK(city.diagnostics.isEmpty());
  }
}

TEST_CASE("A ring may be joined from curves") {
  const std::string pieces =
      element("gml:curveMember", element("gml:LineString", "<gml:posList>0 0 0 1 0 0 1 1 0</gml:posList>")) +
      element("gml:curveMember", element("gml:LineString", "<gml:posList>1 1 0 0 1 0 0 0 0</gml:posList>"));
  const City city = readText(cityModel({object(polygonOf(element("gml:exterior", element("gml:Ring", pieces))))}));
  CHECK(city.area() == Approx(1.0));
  CHECK(city.diagnostics.isEmpty());
}

TEST_CASE("Surfaces of every kind are found") {
  const std::string patch = element("gml:PolygonPatch", element("gml:exterior", ring(element("gml:posList", kRoof))));
  const std::string triangle =
      element("gml:Triangle", element("gml:exterior", ring("<gml:posList>0 0 0 1 0 0 0 1 0 0 0 0</gml:posList>")));
  const std::string surface = element("gml:Surface", element("gml:patches", patch));
  const std::string tin = element("gml:TriangulatedSurface", element("gml:trianglePatches", triangle + triangle));
  const std::string polyhedral = element("gml:PolyhedralSurface", element("gml:polygonPatches", patch));
  const std::string composite = element(
      "gml:CompositeSurface", element("gml:surfaceMember", surface) + element("gml:surfaceMember", polygon(kGround)));
  const std::string solid = element("gml:Solid", element("gml:exterior", composite));
  const std::string solids = element("gml:CompositeSolid", element("gml:solidMember", solid));
  for (const auto& [geometry, area] : std::vector<std::pair<std::string, double>>{
           {surface, 1.0},
           {tin, 1.0},
           {polyhedral, 1.0},
           {composite, 2.0},
           {solid, 2.0},
           {solids, 2.0},
           {element("gml:MultiSolid", element("gml:solidMembers", solid + solid)), 4.0}}) {
    CHECK(readText(cityModel({object(geometry)})).area() == Approx(area));
  }
}

TEST_CASE("The void within a solid is not drawn") {
  const std::string shell = element("gml:CompositeSurface", element("gml:surfaceMember", polygon(kGround)));
  const City city = readText(
      cityModel({object(element("gml:Solid", element("gml:exterior", shell) + element("gml:interior", shell)))}));
  CHECK(city.area() == Approx(1.0));
}

TEST_CASE("An oriented surface with a minus turns round") {
  const std::string turned =
      element("gml:OrientableSurface", element("gml:baseSurface", polygon(kRoof)), "orientation=\"-\"");
  const City city = readText(cityModel({object(polygon(kRoof)), object(turned)}));
  const auto& batch = city.only();
  const auto normalZ = [&batch](std::size_t surface) {
    const auto* t = batch.triangles.data() + batch.surfaces[surface].firstIndex;
    return glm::cross(batch.positions[t[1]] - batch.positions[t[0]], batch.positions[t[2]] - batch.positions[t[0]]).z;
  };
  CHECK(normalZ(0) > 0.0);
  CHECK(normalZ(1) < 0.0);
}

TEST_CASE("A plane geometry has no heights and is a polygon to be draped") {
  const std::string flat = "<gml:posList srsDimension=\"2\">0 0 4 0 4 4 0 4 0 0</gml:posList>";
  const std::string implied = "<gml:posList>0 0 4 0 4 4 0 4 0 0</gml:posList>";  // ten numbers cannot be triples
  for (const std::string& list : {flat, implied}) {
    const City city = readText(cityModel({object(polygonOf(element("gml:exterior", ring(list))))}));
    const auto& batch = city.only();
    REQUIRE(batch.polygons.size() == 1);
    CHECK(batch.surfaces.empty());
    REQUIRE(batch.rings.size() == 1);
    CHECK(batch.rings[0].positionCount == 4);
    CHECK(batch.positions[2].x == 4.0);
    CHECK(std::isnan(batch.positions[2].z));
  }
}

TEST_CASE("Lines and points are kept as such") {
  const std::string line = element("gml:LineString", "<gml:posList>0 0 1 1 0 1 2 0 1</gml:posList>");
  const std::string members =
      element("gml:MultiGeometry", element("gml:geometryMember", line) + element("gml:geometryMember", polygon(kRoof)));
  const std::string tree = element("veg:SolitaryVegetationObject",
                                   element("veg:lod1Geometry", element("gml:Point", "<gml:pos>5 6 7</gml:pos>")));
  const City city = readText(cityModel({object(members), tree}));
  const auto& batch = city.only();
  REQUIRE(batch.lines.size() == 1);
  CHECK(batch.lines[0].positionCount == 3);
  CHECK(batch.surfaces.size() == 1);
  REQUIRE(batch.points.size() == 1);
  CHECK(batch.positions[batch.points[0].position].y == 6.0);
}

TEST_CASE("Latitude before longitude is put right, and only where the authority says so") {
  const std::string square = "<gml:posList>35.1 139.1 1 35.1 139.2 1 35.2 139.2 1 35.1 139.1 1</gml:posList>";
  const std::string member = object(polygonOf(element("gml:exterior", ring(square))));
  const auto swapped = describeText(cityModel({member}, {}, "http://www.opengis.net/def/crs/EPSG/0/6697"));
  CHECK(swapped.crs == "EPSG:6697");
  CHECK(swapped.extent.min.x == 139.1);
  CHECK(swapped.extent.max.y == 35.2);
  const auto plain = describeText(cityModel({member}, {}, "EPSG:25832"));
  CHECK(plain.extent.min.x == 35.1);
}

TEST_CASE("Projected systems with north first are read in the order that makes sense") {
  const auto building = [](const std::string& roof) {
    return element("bldg:Building",
                   element("bldg:boundedBy",
                           element("bldg:RoofSurface", element("bldg:lod2MultiSurface", multiSurface(polygon(roof))))));
  };
  const std::string name = "urn:ogc:def:crs:EPSG::31468";  // Gauss-Krueger zone 4: eastings begin with the zone
  const auto eastFirst = describeText(
      cityModel({building("4490655 5322005 8 4490665 5322005 8 4490665 5322015 8 4490655 5322005 8")}, {}, name));
  CHECK(eastFirst.extent.min.x == 4490655.0);
  const auto northFirst = describeText(
      cityModel({building("5322005 4490655 8 5322015 4490665 8 5322005 4490665 8 5322005 4490655 8")}, {}, name));
  CHECK(northFirst.extent.min.x == 4490655.0);
  // In Poland both orders lie in the country: the roof, seen from above, tells.
  const std::string poland = "urn:ogc:def:crs:EPSG::2180";
  const auto up = describeText(
      cityModel({building("486000 637000 8 486010 637000 8 486010 637005 8 486000 637000 8")}, {}, poland));
  CHECK(up.extent.min.x == 486000.0);
  const auto down = describeText(
      cityModel({building("486000 637000 8 486010 637005 8 486010 637000 8 486000 637000 8")}, {}, poland));
  CHECK(down.extent.min.x == 637000.0);
}

TEST_CASE("A geometry in another system is moved into that of the document") {
  const std::string inner = element(
      "gml:MultiSurface",
      element("gml:surfaceMember", polygon("565000 5934000 0 565010 5934000 0 565010 5934010 0 565000 5934000 0")),
      "srsName=\"EPSG:25832\"");
  const auto description = describeText(cityModel({object(inner)}, {}, "EPSG:25833"));
  CHECK(description.crs == "EPSG:25833");
  CHECK(description.extent.min.x == Approx(168000.0).margin(5000.0));  // six degrees further west of its meridian
}

TEST_CASE("Without srsName there is no system, and a given one is used as it is") {
  const std::string text = cityModel({object(polygon(kRoof))});
  CHECK(describeText(text).crs.empty());
  CHECK(describeText(text).crsWkt.empty());
  const auto given = describeText(text, "EPSG:2154");
  CHECK(given.crs.empty());
  CHECK(given.isCrsOverridden);
  CHECK_FALSE(given.crsWkt.empty());
}

namespace {

const std::string kDoubled = "2 0 0 10 0 2 0 0 0 0 2 0 0 0 0 1";
const std::string kLampShape =
    element("core:relativeGMLGeometry",
            element("gml:MultiSurface", element("gml:surfaceMember", polygon(kRoof)), "gml:id=\"lamp\""));

std::string lamp(const std::string& id, const std::string& shape, const std::string& matrix = kDoubled) {
  return element("frn:CityFurniture",
                 element("frn:lod1ImplicitRepresentation",
                         element("core:ImplicitGeometry",
                                 element("core:transformationMatrix", matrix) + shape +
                                     "<core:referencePoint><gml:Point><gml:pos>100 200 5</gml:pos></gml:Point>"
                                     "</core:referencePoint>")),
                 "gml:id=\"" + id + "\"");
}

}  // namespace

TEST_CASE("An implicit geometry is placed by its matrix and its reference point") {
  const std::string own = lamp("A", kLampShape);
  const std::string other = lamp("B", "<core:relativeGMLGeometry xlink:href=\"#lamp\"/>");
  const Folder folder;
  const SourcePointer source = open(folder.write("city.gml", cityModel({other, own})));
  const auto description = describe(*source);
  CHECK(description.lods.at("1") == 2);
  CHECK(description.extent.min.x == 110.0);
  CHECK(description.extent.max.x == 112.0);
  CHECK(description.extent.max.y == 202.0);
  CHECK(description.maxHeight == 11.0);
  CHECK(read(*source).area() == Approx(2 * 4.0));
}

TEST_CASE("A matrix that is not 16 finite numbers costs its implicit geometry only") {
  const std::string same = "<core:relativeGMLGeometry xlink:href=\"#lamp\"/>";
  const auto description = describeText(cityModel(
      {lamp("sound", kLampShape), lamp("short", same, "2 0 0 10 0 2 0 0 0 0 2 0"), lamp("long", same, kDoubled + " 1"),
       lamp("word", same, "2 0 0 ten 0 2 0 0 0 0 2 0 0 0 0 1"), lamp("nan", same, "NaN" + kDoubled.substr(1)),
       lamp("infinite", same, "INF" + kDoubled.substr(1)), lamp("empty", same, "")}));
  const Diagnostic* finding = description.diagnostics.find("implicit-matrix");
  REQUIRE(finding != nullptr);
  CHECK(finding->where == std::vector<std::string>{"short", "long", "word", "nan", "infinite", "empty"});
  CHECK(description.diagnostics.items().size() == 1);
  CHECK(description.objects.at("CityFurniture") == 7);
  CHECK(description.lods.at("1") == 1);
  CHECK(description.extent.max.x == 112.0);
}

TEST_CASE("An implicit geometry whose template is nowhere counts at no level of detail") {
  const auto description = describeText(cityModel({lamp("A", "<core:relativeGMLGeometry xlink:href=\"#none\"/>")}));
  CHECK(description.lods.empty());
  CHECK(description.diagnostics.find("xlink-unresolved") != nullptr);
}

TEST_CASE("Metres under the name of a system in degrees are found, and a given system is used in its place") {
  const std::string metres = "565000 5934000 0 565010 5934000 0 565010 5934010 0 565000 5934000 0";
  const std::string text = cityModel({object(polygon(metres))}, {}, "urn:ogc:def:crs:EPSG::4326");
  const auto description = describeText(text);
  const Diagnostic* finding = description.diagnostics.find("coordinates-outside-crs");
  REQUIRE(finding != nullptr);
  CHECK(englishText(finding->message) ==
        "The coordinates do not fit EPSG:4326: they reach 565000, 5934000. They look like metres of a map projection.");
  CHECK(description.crs.empty());
  const auto given = describeText(text, "EPSG:25832");
  CHECK(given.isCrsOverridden);
  CHECK(given.extent.min.x == 565000.0);
  CHECK(readText(text, {}, "EPSG:25832").only().crs == given.crsWkt);
  const std::string degrees = "48.1 11.5 500 48.1 11.6 500 48.2 11.6 500 48.1 11.5 500";
  CHECK(describeText(cityModel({object(polygon(degrees))}, {}, "urn:ogc:def:crs:EPSG::4326")).crs == "EPSG:4326");
}

TEST_CASE("Reliefs are read as triangles, points and lines at their own level") {
  const std::string triangle =
      element("gml:Triangle", element("gml:exterior", ring("<gml:posList>0 0 0 0 1 0 1 0 0 0 0 0</gml:posList>")));
  const auto component = [](const std::string& type, const std::string& geometry) {
    return element("dem:reliefComponent", element("dem:" + type, "<dem:lod>1</dem:lod>" + geometry));
  };
  const std::string relief = element(
      "dem:ReliefFeature",
      "<dem:lod>1</dem:lod>" +
          component("TINRelief",
                    element("dem:tin", element("gml:TriangulatedSurface", element("gml:trianglePatches", triangle)))) +
          component("MassPointRelief",
                    element("dem:reliefPoints",
                            element("gml:MultiPoint",
                                    element("gml:pointMember", element("gml:Point", "<gml:pos>1 2 3</gml:pos>"))))) +
          component("BreaklineRelief",
                    element("dem:breaklines",
                            element("gml:MultiCurve",
                                    element("gml:curveMember",
                                            element("gml:LineString", "<gml:posList>0 0 0 1 1 1</gml:posList>"))))) +
          component("RasterRelief", "<dem:grid xlink:href=\"dem.tif\"/>"));
  const auto description = describeText(cityModel({relief}));
  CHECK(description.objects.at("TINRelief") == 1);
  CHECK(description.objects.at("ReliefFeature") == 1);
  CHECK(description.lods.at("1") == 3);
  CHECK(description.diagnostics.find("relief-raster") != nullptr);
  const City city = readText(cityModel({relief}));
  CHECK(city.only().points.size() == 1);
  CHECK(city.only().lines.size() == 1);
  REQUIRE(city.only().surfaces.size() == 1);
  CHECK(city.only().surfaces[0].kind == model::SurfaceKind::Terrain);
  const auto* t = city.only().triangles.data();  // written clockwise, seen from above all the same
  const auto& p = city.only().positions;
  CHECK(glm::cross(p[t[1]] - p[t[0]], p[t[2]] - p[t[0]]).z > 0.0);
}
