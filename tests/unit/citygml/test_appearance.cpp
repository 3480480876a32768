#include "city_text.h"

using namespace test;

namespace {

std::string building(const std::string& content) { return element("bldg:Building", content, "gml:id=\"B\""); }
std::string roof(const std::string& id) {
  return element(
      "bldg:boundedBy",
      element("bldg:RoofSurface", element("bldg:lod2MultiSurface",
                                          element("gml:MultiSurface", element("gml:surfaceMember", polygon(kRoof, id)),
                                                  "gml:id=\"m_" + id + "\""))));
}
std::string appearance(const std::string& theme, const std::string& data) {
  return element("app:Appearance",
                 (theme.empty() ? "" : element("app:theme", theme)) + element("app:surfaceDataMember", data));
}
std::string global(const std::string& theme, const std::string& data) {
  return element("app:appearanceMember", appearance(theme, data));
}
std::string material(const std::string& colour, const std::string& target, const std::string& more = {}) {
  return element("app:X3DMaterial", more + element("app:diffuseColor", colour) + element("app:target", "#" + target));
}
std::string texture(const std::string& uri, const std::string& polygonId, const std::string& coordinates) {
  return element("app:ParameterizedTexture",
                 element("app:imageURI", uri) + element("app:wrapMode", "clamp") +
                     element("app:target",
                             element("app:TexCoordList",
                                     element("app:textureCoordinates", coordinates, "ring=\"#" + polygonId + "_r\"")),
                             "uri=\"#" + polygonId + "\""));
}

const std::string kCorners = "0 0 1 0 1 1 0 1 0 0";

const model::Surface& firstSurface(const City& city) {
  REQUIRE(city.surfaces() > 0);
  return city.only().surfaces.front();
}

}  // namespace

TEST_CASE("A texture's coordinates stand with the ring's points") {
  const City city = readText(cityModel({building(roof("p"))}, global("rgb", texture("a.jpg", "p", kCorners))));
  const auto& surface = firstSurface(city);
  REQUIRE(surface.texture == 0);
  CHECK(city.only().textures[0].name == "a.jpg");
  CHECK_FALSE(city.only().textures[0].isRepeated);
  REQUIRE(city.only().texcoords.size() == 4);
  CHECK(city.only().positions[1].x == 1.0);
  CHECK(city.only().texcoords[1] == glm::vec2(1.0F, 0.0F));
  CHECK(city.only().texcoords[3] == glm::vec2(0.0F, 1.0F));
  CHECK(city.diagnostics.find("texture-missing") != nullptr);
}

TEST_CASE("Appearances may stand after the members, or in them") {
  const std::string data = texture("a.jpg", "p", kCorners);
  std::string after = cityModel({building(roof("p"))});
  after.insert(after.rfind("</core:CityModel>"), global("rgb", data));
  CHECK(firstSurface(readText(after)).texture == 0);
  const City inside = readText(cityModel({building(element("app:appearance", appearance("rgb", data)) + roof("p"))}));
  CHECK(firstSurface(inside).texture == 0);
  const City generic = readText(
      cityModel({building(roof("p")), appearance("rgb", data)}, element("gml:featureMember", appearance("rgb", data))));
  CHECK(firstSurface(generic).texture == 0);
}

TEST_CASE("A texture whose coordinates do not fit the ring is not worn") {
  const City city = readText(cityModel({building(roof("p"))}, global("rgb", texture("a.jpg", "p", "0 0 1 0 1 1"))));
  CHECK(firstSurface(city).texture == model::kNone);
}

TEST_CASE("Materials are worn by polygons and by whole surfaces, front sides only") {
  const City onPolygon = readText(cityModel(
      {building(roof("p"))}, global("", material("1 0.5 0", "p", "<app:transparency>0.25</app:transparency>"))));
  REQUIRE(firstSurface(onPolygon).material == 0);
  CHECK(onPolygon.only().materials[0].colour == glm::vec4(1.0F, 0.5F, 0.0F, 0.75F));
  const City onSurface = readText(
      cityModel({building(roof("p"))}, global("", material("0 1 0", "m_p")) + global("", material("1 0 0", "p"))));
  CHECK(onSurface.only().materials[firstSurface(onSurface).material].colour == glm::vec4(1.0F, 0.0F, 0.0F, 1.0F));
  const City back = readText(
      cityModel({building(roof("p"))}, global("", material("1 0 0", "p", "<app:isFront>false</app:isFront>"))));
  CHECK(firstSurface(back).material == model::kNone);
}

TEST_CASE("The first theme is worn, another on request") {
  const std::string themes = global("summer", material("0 1 0", "p")) + global("winter", material("1 1 1", "p"));
  const std::string text = cityModel({building(roof("p"))}, themes);
  CHECK(describeText(text).appearanceThemes == std::vector<std::string>{"summer", "winter"});
  const City summer = readText(text);
  CHECK(summer.only().materials[0].colour == glm::vec4(0.0F, 1.0F, 0.0F, 1.0F));
  model::ReadOptions options;
  options.theme = "winter";
  CHECK(readText(text, options).only().materials[0].colour == glm::vec4(1.0F));
  options.theme = "autumn";
  CHECK(readText(text, options).diagnostics.find("theme-absent") != nullptr);
}

TEST_CASE("CityGML 3.0 names the ring after the coordinates") {
  const std::string data =
      element("app:ParameterizedTexture",
              element("app:imageURI", "a.jpg") +
                  element("app:textureParameterization",
                          element("app:TextureAssociation",
                                  "<app:target>#p</app:target>" +
                                      element("app:textureParameterization",
                                              element("app:TexCoordList", element("app:textureCoordinates", kCorners) +
                                                                              element("app:ring", "#p_r"))))));
  const City city = readText(
      cityModel({building(roof("p"))},
                element("app:appearanceMember",
                        element("app:Appearance", element("app:theme", "rgb") + element("app:surfaceData", data)))));
  CHECK(firstSurface(city).texture == 0);
  CHECK(city.only().texcoords[2] == glm::vec2(1.0F, 1.0F));
}

TEST_CASE("A generated texture follows its matrix") {
  const std::string data = element(
      "app:ParameterizedTexture",
      element("app:imageURI", "a.jpg") +
          element("app:target",
                  element("app:TexCoordGen", "<app:worldToTexture>0.5 0 0 0.25 0 1 0 0 0 0 0 1</app:worldToTexture>"),
                  "uri=\"#p\""));
  const City city = readText(cityModel({building(roof("p"))}, global("rgb", data)));
  REQUIRE(firstSurface(city).texture == 0);
  CHECK(city.only().texcoords[2] == glm::vec2(0.75F, 1.0F));
}

TEST_CASE("A georeferenced texture lies where its world file says") {
  const Folder folder;
  // The header of a PNG of 100 x 50 pixels is all that placing needs; each pixel is 0.1 by 0.1, the first centre at
  // (0.05, 4.95): the picture covers 0 to 10 and 0 to 5.
  using namespace std::string_literals;
  folder.write("photo.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x64\0\0\0\x32\x08\x02\0\0\0"s);
  folder.write("photo.pgw", "0.1\n0\n0\n-0.1\n0.05\n4.95\n");
  const std::string data =
      element("app:GeoreferencedTexture", element("app:imageURI", "photo.png") + element("app:target", "#p"));
  const SourcePointer source = open(folder.write("city.gml", cityModel({building(roof("p"))}, global("rgb", data))));
  const City city = read(*source);
  REQUIRE(firstSurface(city).texture == 0);
  CHECK(city.only().texcoords[0].x == Approx(0.0).margin(1e-6));
  CHECK(city.only().texcoords[2].x == Approx(0.1));
  CHECK(city.only().texcoords[2].y == Approx(0.2));
}

TEST_CASE("A picture is sent with the first batch that shows it only") {
  const std::filesystem::path file = realFile("lyon/citygml/LYON_1ER_BATI_2015_small_house.gml");
  if (file.empty()) {
    return;
  }
  const SourcePointer source = open(file);
  const City first = read(*source);
  REQUIRE(first.only().textures.size() == 1);
  CHECK(first.only().textures[0].image.width > 0);
  CHECK(read(*source).only().textures[0].image.width > 0);  // each reading is complete in itself
}
