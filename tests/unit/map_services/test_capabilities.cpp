#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "data_loaders/map_services/detail/service_address.h"
#include "data_loaders/map_services/detail/wms_service.h"
#include "data_loaders/map_services/detail/wmts_service.h"
#include "tests/unit/map_services/capabilities.h"

using namespace belvedere;
using namespace belvedere::loaders::map_services;
using namespace belvedere::test;

namespace {

WebAddress address(const char* text) {
  const auto parsed = WebAddress::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

WmsCapabilities wms(const std::string& text) {
  const auto document = XmlDocument::parse(text);
  REQUIRE(document);
  auto capabilities = readWmsCapabilities(document->root());
  REQUIRE(capabilities);
  return std::move(*capabilities);
}

WmtsCapabilities wmts(const std::string& text) {
  const auto document = XmlDocument::parse(text);
  REQUIRE(document);
  auto capabilities = readWmtsCapabilities(document->root());
  REQUIRE(capabilities);
  return std::move(*capabilities);
}

model::SourceRequest inCrs(const char* crs) {
  model::SourceRequest request;
  request.crs = crs;
  return request;
}

MapLayer wmsLayer(const std::string& text, const char* name, const char* given, const model::SourceRequest& request) {
  auto layer = makeWmsLayer(wms(text), name, address(given), request);
  INFO((layer ? "" : englishText(layer.error().message)));
  REQUIRE(layer);
  return std::move(*layer);
}

MapLayer wmtsLayer(const std::string& text, const char* name, const char* given,
                   const model::SourceRequest& request = {}) {
  auto layer = makeWmtsLayer(wmts(text), name, address(given), request);
  INFO((layer ? "" : englishText(layer.error().message)));
  REQUIRE(layer);
  return std::move(*layer);
}

/// The four numbers of a tile's BBOX.
std::vector<double> box(const std::string& tile) {
  std::vector<double> numbers;
  std::string rest = tile.substr(tile.find("&BBOX=") + 6) + ",";
  for (std::size_t end = 0; (end = rest.find(',')) != std::string::npos; rest = rest.substr(end + 1)) {
    numbers.push_back(numberIn(rest.substr(0, end)));
  }
  REQUIRE(numbers.size() == 4);
  return numbers;
}

bool isIn(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const char* const kGeoServer = "https://maps.example.fr/geoserver/ows?service=WMS&authkey=K%20Y";

}  // namespace

TEST_CASE("A WMS layer inherits from those above it") {
  const WmsCapabilities capabilities = wms(kWms130);
  CHECK(capabilities.version == "1.3.0");
  REQUIRE(capabilities.layers.size() == 3);
  CHECK(capabilities.layers[0].title == "Orthophoto 2022 éà");
  CHECK(capabilities.layers[0].attribution == "Métropole de Lyon");
  CHECK(capabilities.layers[0].crs.size() == 4);
  CHECK(capabilities.layers[1].isOpaque);
  CHECK(capabilities.layers[2].name == "deep");
  CHECK(capabilities.layers[2].crs.size() == 5);
  CHECK(capabilities.layers[2].degrees.min == glm::dvec2(4.6, 45.5));
}

TEST_CASE("A WMS picture's box is in the order of its version and CRS") {
  const auto first = [](const MapLayer& layer) {
    const TileLevel& coarsest = layer.pyramid.levels.back();
    return box(layer.address(coarsest, 0, 0));
  };
  SECTION("1.3.0, EPSG:4326: latitude first") {
    const auto numbers = first(wmsLayer(kWms130, "lyon:ortho", kGeoServer, inCrs("EPSG:4326")));
    CHECK(numbers[0] <= 46.0);
    CHECK(numbers[2] >= 45.5);
    CHECK(numbers[1] <= 5.2);
    CHECK(numbers[3] >= 4.6);
    CHECK(numbers[0] > 20.0);
    CHECK(numbers[1] < 20.0);
  }
  SECTION("1.3.0, CRS:84: longitude first") {
    const auto numbers = first(wmsLayer(kWms130, "lyon:ortho", kGeoServer, inCrs("OGC:CRS84")));
    CHECK(numbers[0] < 20.0);
    CHECK(numbers[1] > 20.0);
  }
  SECTION("1.1.1, EPSG:4326: longitude first") {
    const auto numbers =
        first(wmsLayer(kWms111, "plan", "https://old.example.fr/cgi-bin/mapserv?map=/plan.map", inCrs("EPSG:4326")));
    CHECK(numbers[0] < 20.0);
    CHECK(numbers[1] > 20.0);
  }
  SECTION("1.3.0, EPSG:2154: east first") {
    const auto numbers = first(wmsLayer(kWms130, "lyon:ortho", kGeoServer, inCrs("EPSG:2154")));
    CHECK(numbers[0] < 870000.0);
    CHECK(numbers[1] > 6000000.0);
  }
}

TEST_CASE("A WMS layer takes the box of its CRS, and that of its longitudes and latitudes where that is absurd") {
  const MapLayer told = wmsLayer(kWms130, "lyon:ortho", kGeoServer, inCrs("EPSG:2154"));
  CHECK(told.pyramid.extent.min.x == Approx(825000).margin(10));
  CHECK(told.pyramid.extent.max.y == Approx(6545000).margin(10));
  std::string swapped = kWms130;
  const std::string box = R"(minx="825000" miny="6490000" maxx="870000" maxy="6545000")";
  swapped.replace(swapped.find(box), box.size(), R"(minx="6490000" miny="825000" maxx="6545000" maxy="870000")");
  const MapLayer moved = wmsLayer(swapped, "lyon:ortho", kGeoServer, inCrs("EPSG:2154"));
  CHECK(moved.pyramid.extent.min.x == Approx(825000).margin(3000));
  CHECK(moved.pyramid.extent.min.y == Approx(6490000).margin(3000));
}

TEST_CASE("A WMS picture is asked for at the user's own origin, with the user's key") {
  const MapLayer layer = wmsLayer(kWms130, "lyon:ortho", kGeoServer, inCrs("EPSG:2154"));
  const std::string tile = layer.address(layer.pyramid.levels.front(), 3, 4);
  CHECK(tile.starts_with("https://maps.example.fr/geoserver/ows?"));
  for (const char* part :
       {"authkey=K%20Y", "SERVICE=WMS", "VERSION=1.3.0", "REQUEST=GetMap", "LAYERS=lyon:ortho",
        "STYLES=", "CRS=EPSG:2154", "WIDTH=512", "HEIGHT=512", "FORMAT=image/png", "TRANSPARENT=TRUE"}) {
    INFO(part << " in " << tile);
    CHECK(isIn(tile, part));
  }
  CHECK(layer.attribution == "Métropole de Lyon");
  const MapLayer photo = wmsLayer(kWms130, "photo", kGeoServer, {});
  CHECK(photo.crs.identifier() == "EPSG:3857");
  CHECK(isIn(photo.address(photo.pyramid.levels.front(), 0, 0), "FORMAT=image/jpeg"));
  const MapLayer old = wmsLayer(kWms111, "roads", "https://old.example.fr/cgi-bin/mapserv?map=/plan.map&VERSION=1.1.1",
                                inCrs("EPSG:2154"));
  const std::string oldTile = old.address(old.pyramid.levels.front(), 0, 0);
  CHECK(isIn(oldTile, "map=/plan.map&"));
  CHECK(isIn(oldTile, "SRS=EPSG:2154"));
  CHECK(isIn(oldTile, "VERSION=1.1.1"));
}

TEST_CASE("A WMS pyramid covers its extent, each level with twice the pixel of the one before") {
  const MapLayer layer = wmsLayer(kWms130, "lyon:ortho", kGeoServer, inCrs("EPSG:2154"));
  const auto& levels = layer.pyramid.levels;
  CHECK(levels.front().pixel == Approx(0.1));
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const geo::Bounds2 extent = levels[i].extent();
    CHECK(extent.min.x <= 825000.0);
    CHECK(extent.min.y <= 6490000.0);
    CHECK(extent.max.x >= 870000.0);
    CHECK(extent.max.y >= 6545000.0);
    CHECK((i == 0 || levels[i].pixel == Approx(2.0 * levels[i - 1].pixel)));
  }
  CHECK(levels.back().endColumn * levels.back().endRow <= 4);
  const std::vector<double> one = box(layer.address(levels[3], 10, 7)), next = box(layer.address(levels[3], 11, 8));
  CHECK(one[2] == Approx(next[0]).epsilon(1e-12));
  CHECK(one[1] == Approx(next[3]).epsilon(1e-12));
  CHECK(one[2] - one[0] == Approx(512 * 0.8));
}

TEST_CASE("A WMS draws in the CRS it is shown in where it offers that") {
  model::SourceRequest request;
  request.targetCrs = "EPSG:2154+5720";
  CHECK(wmsLayer(kWms130, "lyon:ortho", kGeoServer, request).crs.identifier() == "EPSG:2154");
  request.targetCrs = "EPSG:3942";
  const MapLayer other = wmsLayer(kWms130, "lyon:ortho", kGeoServer, request);
  CHECK(other.crs.identifier() == "EPSG:3857");
  CHECK_FALSE(other.isCrsChosen);
  const auto refused = makeWmsLayer(wms(kWms130), "lyon:ortho", address(kGeoServer), inCrs("EPSG:3942"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.key == "map-service-crs-not-offered");
  const auto unknown = makeWmsLayer(wms(kWms130), "lyon:orto", address(kGeoServer), {});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message.key == "map-service-layer-unknown");
}

TEST_CASE("Several WMS layers with commas between are one") {
  const MapLayer layer = wmsLayer(kWms130, "lyon:ortho,deep", kGeoServer, {});
  CHECK(isIn(layer.address(layer.pyramid.levels.front(), 0, 0), "LAYERS=lyon:ortho,deep"));
  CHECK_FALSE(makeWmsLayer(wms(kWms130), "lyon:ortho,none", address(kGeoServer), {}));
}

TEST_CASE("A WMTS by key and value has the levels that its limits name, at their scale and place") {
  const MapLayer layer = wmtsLayer(kWmtsKeyValue, "ORTHOIMAGERY.ORTHOPHOTOS", "https://data.example.fr/wmts?apikey=k");
  REQUIRE(layer.pyramid.levels.size() == 2);
  const TileLevel& finest = layer.pyramid.levels.front();
  CHECK(finest.name == "2");
  CHECK(finest.pixel == Approx(156543.03392804097 / 4).epsilon(1e-9));
  CHECK(finest.topLeft.x == Approx(-20037508.3427892));
  CHECK(finest.firstColumn == 2);
  CHECK(finest.endColumn == 4);
  CHECK(finest.firstRow == 1);
  CHECK(finest.endRow == 2);
  CHECK(layer.attribution == "IGN");
  CHECK(layer.title == "Photographies aériennes");
  CHECK(
      layer.address(finest, 2, 1) ==
      "https://data.example.fr/wmts?apikey=k&SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=ORTHOIMAGERY.ORTHOPHOTOS"
      "&STYLE=normal&FORMAT=image/jpeg&TILEMATRIXSET=PM_0_2&TILEMATRIX=2&TILEROW=1&TILECOL=2");
}

TEST_CASE("A WMTS by template fills in dimensions, keeps the user's scheme and encodes names") {
  const MapLayer layer = wmtsLayer(
      kWmtsRest, "ortho photo", "https://rest.example.fr/wmts/1.0.0/WMTSCapabilities.xml?token=t", inCrs("EPSG:2154"));
  REQUIRE(layer.pyramid.levels.size() == 1);
  const TileLevel& level = layer.pyramid.levels.front();
  CHECK(level.pixel == Approx(2.8));
  CHECK(level.extent().max == glm::dvec2(800000 + 256 * 2.8 * 100, 6600000));
  CHECK(layer.address(level, 7, 9) == "https://rest.example.fr/t/ortho%20photo/default/2022/L93/L93:0/9/7.png?token=t");
}

TEST_CASE("Corners of longitudes and latitudes are taken in either order") {
  const auto corner = [](const std::string& text) {
    return wmtsLayer(text, "ortho photo", "https://rest.example.fr/wmts", inCrs("EPSG:4326")).pyramid.levels.front();
  };
  CHECK(corner(kWmtsRest).topLeft == glm::dvec2(-180, 90));
  CHECK(corner(kWmtsRest).pixel == Approx(180.0 / 256).epsilon(1e-9));
  std::string other = kWmtsRest;
  other.replace(other.find("90.0 -180.0"), 11, "-180.0 90.0");
  CHECK(corner(other).topLeft == glm::dvec2(-180, 90));
}

TEST_CASE("A WMTS by template is read in a format that has one") {
  std::string text = kWmtsRest;
  const auto replace = [&text](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("<wmts:Format>image/png</wmts:Format>",
          "<wmts:Format>image/png</wmts:Format><wmts:Format>image/jpeg</wmts:Format>");
  replace("<wmts:ResourceURL format=\"image/png\"", "<wmts:ResourceURL format=\"image/jpeg\"");
  const char* const given = "https://rest.example.fr/wmts";
  const MapLayer layer = wmtsLayer(text, "ortho photo", given, inCrs("EPSG:2154"));
  CHECK(isIn(layer.address(layer.pyramid.levels.front(), 7, 9), "/L93/L93:0/9/7.png"));

  SECTION("and by another where the best format's template asks for what is unknown") {
    replace("<wmts:ResourceURL",
            "<wmts:ResourceURL format=\"image/png\" resourceType=\"tile\" "
            "template=\"http://rest.example.fr/{what}.png\"/><wmts:ResourceURL");
    const MapLayer other = wmtsLayer(text, "ortho photo", given, inCrs("EPSG:2154"));
    CHECK(isIn(other.address(other.pyramid.levels.front(), 7, 9), "/L93/L93:0/9/7.png"));
  }
  SECTION("and refused in true words where there is none") {
    replace("{Style}", "{what}");
    const auto refused = makeWmtsLayer(wmts(text), "ortho photo", address(given), {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.key == "map-service-no-address");
  }
}

TEST_CASE("Formats that are PNG or JPEG, as the tile has it, are read") {
  CHECK(choosePictureFormat({"image/gif", "image/jpgpng"}, false) == "image/jpgpng");
  CHECK(choosePictureFormat({"image/jpeg", "image/vnd.jpeg-png8"}, false) == "image/vnd.jpeg-png8");
  CHECK(choosePictureFormat({"image/jpeg", "image/vnd.jpeg-png8"}, true) == "image/jpeg");
  CHECK(choosePictureFormat({"image/gif"}, false).empty());
}

TEST_CASE("Tiles on another host are refused") {
  const auto refused = makeWmtsLayer(wmts(kWmtsRest), "ortho photo", address("https://other.example.fr/wmts"), {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.key == "map-service-other-host");
  CHECK(isIn(englishText(refused.error().message), "rest.example.fr"));
}

TEST_CASE("Names of CRSs are understood in all their forms") {
  for (const char* name :
       {"EPSG:3857", "epsg:3857", "urn:ogc:def:crs:EPSG::3857", "urn:ogc:def:crs:EPSG:6.18:3:3857",
        "urn:ogc:def:crs:EPSG:6.18.3:3857", "http://www.opengis.net/def/crs/EPSG/0/3857", "EPSG:900913"}) {
    INFO(name);
    CHECK(plainCrsName(name) == "EPSG:3857");
  }
  for (const char* name : {"CRS:84", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84",
                           "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}) {
    INFO(name);
    CHECK(plainCrsName(name) == "OGC:CRS84");
  }
}

TEST_CASE("An exception report says what it says") {
  const auto text = [](const char* report) {
    const auto document = XmlDocument::parse(report);
    REQUIRE(document);
    return exceptionText(document->root());
  };
  CHECK(text("<ServiceExceptionReport><ServiceException code=\"LayerNotDefined\"> No such layer </ServiceException>"
             "</ServiceExceptionReport>") == "No such layer");
  CHECK(text("<ows:ExceptionReport><ows:Exception exceptionCode=\"TileOutOfRange\"/></ows:ExceptionReport>") ==
        "TileOutOfRange");
  CHECK(text("<html/>").empty());
}

TEST_CASE("Hostile capabilities cost nothing but themselves") {
  SECTION("entities are not expanded, and none is read") {
    std::string bomb =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM "
        "\"file:///etc/passwd\">]>";
    bomb += "<WMS_Capabilities><Service><Title>&b;&c;</Title></Service></WMS_Capabilities>";
    const auto document = XmlDocument::parse(bomb);
    if (document) {
      const auto capabilities = readWmsCapabilities(document->root());
      CHECK((!capabilities || capabilities->title.size() < 20));
    }
  }
  SECTION("absurd nesting") {
    std::string deep = "<WMS_Capabilities><Capability>";
    for (int i = 0; i < 200000; ++i) {
      deep += "<Layer><Name>n</Name>";
    }
    CHECK_FALSE(XmlDocument::parse(deep));
    std::string closed = "<WMS_Capabilities><Capability>";
    for (int i = 0; i < 3000; ++i) {
      closed += "<Layer><Name>n</Name>";
    }
    for (int i = 0; i < 3000; ++i) {
      closed += "</Layer>";
    }
    CHECK(wms(closed + "</Capability></WMS_Capabilities>").layers.size() < 100);
  }
  SECTION("numbers that are none, or absurd, make no level") {
    for (const char* number : {"-1", "0", "nan", "1e400", "", "1e300", "abc"}) {
      std::string text = kWmtsRest;
      text.replace(text.find("10000"), 5, number);
      INFO(number);
      const auto layer =
          makeWmtsLayer(wmts(text), "ortho photo", address("https://rest.example.fr/wmts"), inCrs("EPSG:2154"));
      CHECK_FALSE(layer);
    }
  }
  SECTION("tiles of a few pixels, and pixels finer than anything, make no level") {
    for (const char* change :
         {"TileWidth>1<", "TileHeight>15<", "ScaleDenominator>1e-290<", "ScaleDenominator>1e-7<"}) {
      std::string text = kWmtsRest;
      const std::string name = std::string(change).substr(0, std::string(change).find('>') + 1);
      const auto begin = text.find(name, text.find("L93:0"));
      text.replace(begin, text.find('<', begin) + 1 - begin, change);
      INFO(change);
      CHECK_FALSE(
          makeWmtsLayer(wmts(text), "ortho photo", address("https://rest.example.fr/wmts"), inCrs("EPSG:2154")));
    }
  }
  SECTION("any damage") {
    std::minstd_rand random(7);
    const std::string* const texts[] = {&kWms130, &kWms111, &kWmtsKeyValue, &kWmtsRest};
    int layers = 0;
    for (int round = 0; round < 800; ++round) {
      std::string text = *texts[round % 4];
      for (int i = 0; i < 1 + round % 5; ++i) {
        text[random() % text.size()] = static_cast<char>(random() % 256);
      }
      text.resize(round % 7 == 0 ? random() % text.size() : text.size());
      const auto document = XmlDocument::parse(text);
      const auto one = document ? readWmsCapabilities(document->root()) : std::nullopt;
      const auto other = document ? readWmtsCapabilities(document->root()) : std::nullopt;
      if (one && !one->layers.empty()) {
        layers += makeWmsLayer(*one, one->layers.front().name, address(kGeoServer), {}).has_value();
      }
      if (other && !other->layers.empty()) {
        const std::string& name = other->layers.front().name;
        layers += makeWmtsLayer(*other, name, address("https://data.example.fr/wmts"), {}).has_value();
      }
    }
    CHECK(layers > 0);
  }
}
