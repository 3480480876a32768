#include "city_text.h"

using namespace test;

namespace {

using Counts = std::map<std::string, std::size_t>;

struct Expected {
  std::string file;
  std::string crs;
  Counts objects;
  Counts lods;
};

// Counted with Python's xml.etree: elements by local name, and features with coordinates or resolvable references in
// their own lodN properties. The systems are read off the srsNames.
const std::vector<Expected> kExpected = {
    {"citygml/denhaag_01/DenHaag_01.gml.xml",
     "EPSG:28992",
     {{"Building", 844}, {"BuildingPart", 1653}, {"ReliefFeature", 1}, {"TINRelief", 1}},
     {{"2", 1991}}},
    {"citygml/nrw_lod2/LoD2_32_280_5657_1_NW.gml",
     "EPSG:25832+7837",
     {{"Building", 83}, {"BuildingPart", 50}},
     {{"2", 113}}},
    {"citygml/potsdam_lod1/Potsdam_LoD1.gml", "EPSG:25833+5783", {{"Building", 97}}, {{"1", 97}}},
    {"citygml/ingolstadt_lod3/4018257/4018257.xml",
     "EPSG:32632",
     {{"Building", 1}, {"BuildingInstallation", 1}, {"Door", 1}, {"Window", 99}},
     {{"3", 102}}},
    {"citygml/plateau/yokohama_bldg/53392642_bldg_6697_op2.gml",
     "EPSG:6697",
     {{"Building", 8}},
     {{"0", 8}, {"1", 8}, {"2", 8}}},
    {"citygml/plateau/numazu-shi/udx/urf/523857_urf_6668_op.gml",
     "EPSG:6697",
     {{"AreaClassification", 3}, {"ScenicDistrict", 4}, {"SpecialUseDistrict", 2}, {"UseDistrict", 38}},
     {{"1", 47}}},
    {"citygml/citygml3_ogc/melbourne_roads_3wayintersection.gml",
     "EPSG:32755",
     {{"AuxiliaryTrafficSpace", 87}, {"Intersection", 1}, {"Road", 2}, {"Section", 3}, {"TrafficSpace", 58}},
     {{"2", 145}}},
    {"citygml/citygml3_ogc/CityGMLv3/Building_LOD1-LocalEngineeringCRS.gml",
     "",
     {{"Building", 1}, {"ReliefFeature", 1}, {"TINRelief", 1}},
     {{"1", 2}}},
    {"citygml/citygml4j_samples/lod2_test_ade_v2.gml",
     "EPSG:25832+5783",
     {{"Building", 1}, {"BuildingUnit", 1}, {"OtherConstruction", 1}},
     {{"2", 3}}},
    {"lyon/citygml/LYON_1ER_BATI_2015_small_house.gml", "", {{"Building", 1}, {"BuildingPart", 1}}, {{"2", 1}}},
};

}  // namespace

TEST_CASE("Real files hold what an independent count found") {
  for (const Expected& expected : kExpected) {
    const std::filesystem::path file = realFile(expected.file);
    if (file.empty()) {
      continue;
    }
    INFO(expected.file);
    const auto description = describe(*open(file));
    CHECK(description.objects == expected.objects);
    CHECK(description.lods == expected.lods);
    CHECK(description.crs == expected.crs);
  }
}

TEST_CASE("Den Haag is drawn once, with its roofs told from its walls") {
  const std::filesystem::path file = realFile("citygml/denhaag_01/DenHaag_01.gml.xml");
  if (file.empty()) {
    return;
  }
  const City city = read(*open(file));
  std::map<model::SurfaceKind, std::size_t> kinds;
  for (const auto& batch : city.batches) {
    for (const auto& surface : batch.surfaces) {
      ++kinds[surface.kind];
    }
  }
  CHECK(kinds[model::SurfaceKind::Wall] == 11215);
  CHECK(kinds[model::SurfaceKind::Roof] == 3004);
  CHECK(kinds[model::SurfaceKind::Ground] == 1990);
  CHECK(kinds[model::SurfaceKind::Terrain] == 5595);
  CHECK(city.features() == 2499);
}

TEST_CASE("Japanese code lists are read from the folder above") {
  const std::filesystem::path file = realFile("citygml/plateau/numazu-shi/udx/luse/523836_luse_6668_op.gml");
  if (file.empty()) {
    return;
  }
  const City city = read(*open(file));
  CHECK(value(city.batches.front(), 0, "landUseDetailAttribute.city.code") == "22203");
  CHECK(value(city.batches.front(), 0, "landUseDetailAttribute.city") ==
        "\xE9\x9D\x99\xE5\xB2\xA1\xE7\x9C\x8C\xE6\xB2\xBC\xE6\xB4\xA5\xE5\xB8\x82");  // Numazu, Shizuoka
}

TEST_CASE("Textures of Yokohama are worn and decoded, TIFF included") {
  const std::filesystem::path file = realFile("citygml/plateau/yokohama_bldg/53392642_bldg_6697_op2.gml");
  if (file.empty()) {
    return;
  }
  const City city = read(*open(file));
  std::size_t pictures = 0;
  std::size_t textured = 0;
  for (const auto& batch : city.batches) {
    for (const auto& texture : batch.textures) {
      pictures += texture.image.isEmpty() ? 0U : 1U;
    }
    for (const auto& surface : batch.surfaces) {
      textured += surface.texture != model::kNone ? 1U : 0U;
    }
  }
  CHECK(pictures == 8);
  CHECK(textured == 527);
}
