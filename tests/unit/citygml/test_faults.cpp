#include "data_loaders/citygml/citygml_loader.h"

#include "city_text.h"

using namespace test;

namespace {

std::string roofOf(const std::string& geometry, const std::string& id = "B") {
  return element("bldg:Building", element("bldg:lod2MultiSurface", multiSurface(geometry)), "gml:id=\"" + id + "\"");
}
std::string good(const std::string& id = "good") { return roofOf(polygon(kRoof), id); }

std::optional<loaders::Recognition> recognise(const std::string& bytes) {
  return loaders::citygml::makeLoader().recognise({"city.gml", bytes, bytes.size(), false});
}

}  // namespace

TEST_CASE("City models are recognised by their content, of whatever version") {
  CHECK(recognise(cityModel({good()})).value().format == "CityGML 2.0");
  CHECK(recognise(
            "\xEF\xBB\xBF<?xml version=\"1.0\"?><!-- c --><CityModel xmlns=\"http://www.opengis.net/citygml/3.0\"/>")
            .value()
            .format == "CityGML 3.0");
  CHECK(recognise("<!DOCTYPE a><CityModel>").has_value());  // so that it is refused in the right words
  CHECK_FALSE(recognise("<features/>").has_value());
  CHECK_FALSE(recognise("{\"type\":\"CityJSON\"}").has_value());
  CHECK_FALSE(recognise("").has_value());
}

TEST_CASE("A version that is not known is named, and what bears known names is read") {
  const auto ofVersion = [](const std::string& version) {
    std::string text = cityModel({good()});
    for (std::size_t at = text.find("/2.0\""); at != std::string::npos; at = text.find("/2.0\"", at)) {
      text.replace(at, 5, "/" + version + "\"");
    }
    return text;
  };
  for (const std::string version : {"0.4", "9.0"}) {
    CHECK(recognise(ofVersion(version)).value().format == "CityGML " + version);
    const auto description = describeText(ofVersion(version));
    CHECK(description.format == "CityGML " + version);
    CHECK(description.objects.at("Building") == 1);
    const Diagnostic* finding = description.diagnostics.find("citygml-version-unknown");
    REQUIRE(finding != nullptr);
    CHECK(englishText(finding->message) ==
          "city.gml is of CityGML version " + version + "; versions 1.0, 2.0 and 3.0 are read.");
    CHECK(readText(ofVersion(version)).diagnostics.find("citygml-version-unknown") != nullptr);
  }
  CHECK(describeText(ofVersion("1.0")).diagnostics.find("citygml-version-unknown") == nullptr);
}

TEST_CASE("The version is that of the root's own namespace") {
  std::string text = cityModel({good()});
  text.replace(text.find("citygml/2.0\""), 12, "citygml/9.0\"");  // the modules stay 2.0
  CHECK(describeText(text).format == "CityGML 9.0");
  std::string modules = cityModel({good()});
  modules.replace(modules.find("building/2.0\""), 13, "building/9.0\"");
  CHECK(describeText(modules).format == "CityGML 2.0");
}

TEST_CASE("A gml:id that several elements bear is a finding for each bearer but the first") {
  const auto description = describeText(cityModel(
      {good("A"), good("A"), good("B"), "<!-- " + good("B") + " -->", good("A"),
       roofOf(polygon(kRoof, "P") + "</gml:surfaceMember><gml:surfaceMember>" + polygon(kGround, "P"), "C")}));
  const Diagnostic* finding = description.diagnostics.find("citygml-duplicate-id");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 4);
  CHECK(finding->where == std::vector<std::string>{"A", "A", "P", "P_r"});
  CHECK(description.objects.at("Building") == 5);
  CHECK(describeText(cityModel({good("A"), good("B")})).diagnostics.find("citygml-duplicate-id") == nullptr);
}

TEST_CASE("The levels of detail count no object of which nothing is left") {
  const std::string flat = "0 0 0 1 0 0 2 0 0 0 0 0";
  const auto description = describeText(
      cityModel({good("A"), roofOf(polygon(flat), "B"), roofOf(polygon("0 0 0 NaN 0 0 1 1 0 0 0 0"), "C"),
                 roofOf(polygon(flat) + "</gml:surfaceMember><gml:surfaceMember>" + polygon(kRoof), "D")}));
  CHECK(description.objects.at("Building") == 4);
  CHECK(description.lods == std::map<std::string, std::size_t>{{"2", 2}});
}

TEST_CASE("A document type declaration is refused") {
  CHECK(refusal("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + cityModel({good()})) ==
        "xml-doctype-refused");
  CHECK(refusal(cityModel({good()}, "<!DOCTYPE a>")) == "xml-doctype-refused");
}

TEST_CASE("A document that holds nothing says so") {
  CHECK(refusal("<") == "xml-truncated-header");
  CHECK(refusal("<?xml version=\"1.0\"?>") == "xml-truncated-header");
  CHECK(refusal("<core:CityModel xmlns:core=\"http://www.opengis.net/citygml/2.0\"><gml:name>") ==
        "xml-truncated-header");
  CHECK(refusal("<features/>") == "citygml-not-a-city-model");
  CHECK(describeText(cityModel({})).diagnostics.find("citygml-empty") != nullptr);
}

TEST_CASE("Elements nested without end are refused") {
  std::string deep;
  for (int i = 0; i < 200000; ++i) {
    deep += "<x>";
  }
  CHECK(refusal(cityModel({deep})) == "xml-too-deep");
}

TEST_CASE("A cut file keeps its whole members") {
  const std::string text = cityModel({good("A"), good("B"), good("C")});
  const auto description = describeText(text.substr(0, text.rfind("<gml:exterior>")));
  CHECK(description.objects.at("Building") == 2);
  CHECK(description.diagnostics.find("xml-truncated") != nullptr);
}

TEST_CASE("A file cut at any byte is survived") {
  const std::string text = cityModel({good("A"), good("B")}, {}, "EPSG:25832");
  const Folder folder;
  for (std::size_t length = 1; length < text.size(); ++length) {
    model::SourceRequest request;
    request.paths = {folder.write("city.gml", text.substr(0, length))};
    auto source = loaders::citygml::openCityGml(request, 1);
    const auto description = source ? (*source)->describe({}, {}) : tl::unexpected(source.error());
    CHECK((description ? !description->diagnostics.isEmpty() : !description.error().message.text.empty()));
  }
}

TEST_CASE("Members whose tags do not match cost themselves only") {
  const std::string broken = roofOf("<gml:Polygon><gml:exterior>");  // two end tags are missing
  const auto lost = describeText(cityModel({good("A"), broken, good("C")}));
  CHECK(lost.objects.at("Building") == 2);
  CHECK(lost.diagnostics.find("xml-unbalanced") != nullptr);
  const auto added = describeText(cityModel({good("A"), good("B") + "</x></y>", good("C")}));
  CHECK(added.objects.at("Building") == 3);
  CHECK(added.diagnostics.find("xml-unbalanced") != nullptr);
}

TEST_CASE("A prefix that nothing declares does no harm") {
  const City city = readText(cityModel({element("bldg:Building", "<energy:isHeated>true</energy:isHeated>")}));
  CHECK(value(city.only(), 0, "isHeated") == "true");
}

TEST_CASE("Text in older encodings is read right") {
  const std::string latin =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><CityModel xmlns=\"http://www.opengis.net/citygml/2.0\">"
      "<cityObjectMember><Building><name>Mus\xE9"
      "e</name></Building></cityObjectMember></CityModel>";
  CHECK(value(readText(latin).only(), 0, "name") ==
        "Mus\xC3\xA9"
        "e");
  std::string wide = "\xFF\xFE";
  for (const char c : latin) {
    wide += c;
    wide += '\0';
  }
  CHECK(value(readText(wide).only(), 0, "name") ==
        "Mus\xC3\xA9"
        "e");
  std::string wrong = latin;
  wrong.replace(wrong.find("ISO-8859-1"), 10, "UTF-8");
  const City city = readText(wrong);
  CHECK(value(city.only(), 0, "name") ==
        "Mus\xEF\xBF\xBD"
        "e");
  CHECK(city.diagnostics.find("text-damaged") != nullptr);
  wrong.replace(wrong.find("UTF-8"), 5, "EUC-JP");
  CHECK(refusal(wrong) == "xml-encoding-unsupported");
}

TEST_CASE("Faults of polygons are counted by val3dity's codes and cost the polygon") {
  struct Fault {
    std::string posList;
    std::string key;
    std::size_t surfaces;
  };
  const std::vector<Fault> faults = {
      {"0 0 0 1 0 0 0 0 0", "polygon-101", 1},
      {"0 0 0 1 0 0 1 0 0 1 1 0 0 1 0 0 0 0", "polygon-102", 2},
      {"0 0 0 1 0 0 1 1 0 0 1 0", "polygon-103", 2},
      {"0 0 0 2 2 0 2 0 0 0 1 0 0 0 0", "polygon-104", 2},
      {"0 0 0 5 0 0 5 5 1 0 5 0 0 0 0", "polygon-203", 2},
      {"0 0 0 1 0 0 2 0 0 0 0 0", "polygon-zero-area", 1},
      {"0 0 0 1 0 NaN 1 1 0 0 0 0", "polygon-not-finite", 1},
      {"0 0 0 1e308 0 0 1 1 0 0 0 0", "polygon-not-finite", 1},
      {"0 0 0 INF 0 0 1 1 0 0 0 0", "polygon-not-finite", 1},
      {"0 0 0 x y z 1 1 0 0 0 0", "polygon-not-finite", 1},
      {"652000 6862000 3 652010 6862000 3 652010 6862010 3 652000 6862010 3 652000 6862000", "polygon-not-finite", 1},
      {"", "polygon-101", 1},
  };
  for (const Fault& fault : faults) {
    INFO(fault.posList);
    const City city = readText(cityModel({roofOf(polygon(fault.posList), "bad"), good()}));
    CHECK(city.surfaces() == fault.surfaces);
    const Diagnostic* found = city.diagnostics.find(fault.key);
    REQUIRE(found != nullptr);
    CHECK(found->where.front() == "bad");
  }
}

TEST_CASE("A hole outside its polygon is left out and named") {
  const std::string bad =
      "<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>" + kRoof +
      "</gml:posList></gml:LinearRing></gml:exterior><gml:interior><gml:LinearRing><gml:posList>5 5 3 5 6 3 6 6 3 5 5 3"
      "</gml:posList></gml:LinearRing></gml:interior></gml:Polygon>";
  const City city = readText(cityModel({roofOf(bad)}));
  CHECK(city.area() == Approx(1.0));
  CHECK(city.diagnostics.find("polygon-206") != nullptr);
}

TEST_CASE("Absurd coordinates do not spoil the extent") {
  const auto description = describeText(cityModel({roofOf(polygon("0 0 0 1e300 0 0 1 1 0 0 0 0")), good()}));
  CHECK(description.extent.max.x == 1.0);
  CHECK(description.objects.at("Building") == 2);
}

TEST_CASE("Byte after byte of damage is survived") {
  const std::string text = cityModel(
      {element("bldg:Building",
               "<gml:name>A &amp; B</gml:name>" +
                   element("bldg:lod2Solid",
                           "<gml:Solid><gml:exterior><gml:CompositeSurface>"
                           "<gml:surfaceMember xlink:href=\"#p\"/></gml:CompositeSurface>"
                           "</gml:exterior></gml:Solid>") +
                   element("bldg:boundedBy", element("bldg:RoofSurface", element("bldg:lod2MultiSurface",
                                                                                 multiSurface(polygon(kRoof, "p"))))),
               "gml:id=\"A\""),
       good()});
  const Folder folder;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'<', '>', '"', '\0', '9'}) {
      std::string damaged = text;
      damaged[i] = c;
      model::SourceRequest request;
      request.paths = {folder.write("city.gml", damaged)};
      auto source = loaders::citygml::openCityGml(request, 1);
      if (source) {
        Diagnostics diagnostics;
        (void)(*source)->read({},
                              [](model::FeatureBatch&& batch) {
                                CHECK(model::checkBatch(batch).has_value());
                                return true;
                              },
                              diagnostics, {}, {});
      }
    }
  }
}

TEST_CASE("An object of more points than memory should hold is refused, a terrain is not") {
  const std::string triangle =
      "<gml:Triangle><gml:exterior><gml:LinearRing><gml:posList>0 0 0 1 0 0 0 1 0 0 0 0</gml:posList></gml:LinearRing>"
      "</gml:exterior></gml:Triangle>";
  std::string many;
  constexpr std::size_t kTriangles = 400'000;
  many.reserve(kTriangles * triangle.size());
  for (std::size_t i = 0; i < kTriangles; ++i) {
    many += triangle;
  }
  const std::string tin = element("gml:TriangulatedSurface", element("gml:trianglePatches", many));
  const std::string relief =
      element("dem:ReliefFeature",
              element("dem:reliefComponent",
                      element("dem:TINRelief", "<dem:lod>2</dem:lod>" + element("dem:tin", tin), "gml:id=\"T\"")));
  const Folder folder;
  const SourcePointer source = open(folder.write("city.gml", cityModel({relief})));
  std::size_t triangles = 0;
  std::size_t features = 0;
  std::size_t largest = 0;
  Diagnostics diagnostics;
  const auto count = [&](model::FeatureBatch&& batch) {
    triangles += batch.triangles.size() / 3;
    largest = std::max(largest, batch.triangles.size() / 3);
    for (const auto& feature : batch.features) {
      features += feature.isContinued == 0 ? 1U : 0U;
    }
    return true;
  };
  REQUIRE(source->read({}, count, diagnostics, {}, {}).has_value());
  CHECK(triangles == kTriangles);
  CHECK(features == 2);
  CHECK(largest < kTriangles / 2);
  CHECK(describe(*source).lods.at("2") == 1);
}
