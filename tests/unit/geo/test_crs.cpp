#include <catch2/catch.hpp>
#include <string>

#include "engine/geo/crs.h"

using namespace belvedere;
using namespace belvedere::geo;

namespace {

Crs crs(std::string_view text) {
  auto result = Crs::fromText(text);
  INFO(text);
  REQUIRE(result);
  return *result;
}

std::string id(std::string_view text) { return crs(text).identifier(); }

}  // namespace

TEST_CASE("Every spelling of real files gives the same systems as the EPSG list") {
  CHECK(id("EPSG:2154") == "EPSG:2154");
  CHECK(id("  epsg:2154\n") == "EPSG:2154");
  CHECK(id("EPSG::3946") == "EPSG:3946");
  CHECK(id("2154") == "EPSG:2154");
  CHECK(id("EPSG:2154+5720") == "EPSG:2154+5720");
  CHECK(id("EPSG:2154+EPSG:5720") == "EPSG:2154+5720");
  CHECK(id("urn:ogc:def:crs:EPSG::28992") == "EPSG:28992");
  CHECK(id("urn:x-ogc:def:crs:EPSG:6.9:4326") == "EPSG:4326");
  CHECK(id("urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783") == "EPSG:25832+5783");
  CHECK(id("urn:ogc:def:crs,crs:EPSG:6.12:25833,crs:EPSG:6.12:5783") == "EPSG:25833+5783");
  CHECK(id("urn:ogc:def:crs,crs:EPSG:6.12:3068,crs:EPSG:6.12:5783") == "EPSG:3068+5783");
  CHECK(id("http://www.opengis.net/def/crs/EPSG/0/6697") == "EPSG:6697");
  CHECK(id("https://www.opengis.net/def/crs/EPSG/0/7415") == "EPSG:7415");
  CHECK(id("http://www.opengis.net/def/crs/EPSG/6.12/3068") == "EPSG:3068");
  CHECK(id("http://www.opengis.net/gml/srs/epsg.xml#2154") == "EPSG:2154");
  CHECK(id("https://www.opengis.net/def/crs-compound?1=https://www.opengis.net/def/crs/EPSG/0/2154"
           "&2=https://www.opengis.net/def/crs/EPSG/0/5720") == "EPSG:2154+5720");
  CHECK(id("http://www.opengis.net/def/crs-compound?1=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F2154"
           "&2=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F5720") == "EPSG:2154+5720");
  CHECK(id("urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH") == "EPSG:25832+7837");
  CHECK(id("urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016") == "EPSG:25832+7837");
  CHECK(id("urn:adv:crs:DE_DHDN_3GK4*DE_DHHN92_NH") == "EPSG:31468+5783");
  CHECK(id("urn:adv:crs:ETRS89_UTM33") == "EPSG:25833");
  for (const char* text : {"OGC:CRS84", "CRS84", "CRS:84", "urn:ogc:def:crs:OGC:1.3:CRS84",
                           "urn:ogc:def:crs:OGC::CRS84", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}) {
    CHECK(id(text) == "OGC:CRS84");
  }
  CHECK(id("EPSG:900913") == "EPSG:3857");
  CHECK(id("IGNF:LAMB93") == "IGNF:LAMB93");
}

TEST_CASE("Shapefile definitions of Lambert-93 are recognised as EPSG:2154") {
  CHECK(id(R"wkt(PROJCS["RGF93_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",
SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],
PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",700000.0],PARAMETER["False_Northing",6600000.0],
PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",44.0],PARAMETER["Standard_Parallel_2",49.0],
PARAMETER["Latitude_Of_Origin",46.5],UNIT["Meter",1.0]])wkt") == "EPSG:2154");
  CHECK(id(R"wkt(PROJCS["RGF_1993_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",
SPHEROID["GRS_1980",6378137.000,298.25722210]],PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]],
PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",700000.000],
PARAMETER["False_Northing",6600000.000],PARAMETER["Central_Meridian",3.00000000000000],
PARAMETER["Latitude_Of_Origin",46.50000000000000],PARAMETER["Standard_Parallel_1",44.00000000000000],
PARAMETER["Standard_Parallel_2",49.00000000000000],UNIT["Meter",1.00000000000000]])wkt") == "EPSG:2154");
  const Crs withShift = crs(
      R"wkt(PROJCS["RGF93 / Lambert-93",GEOGCS["RGF93",DATUM["Reseau_Geodesique_Francais_1993",
SPHEROID["GRS 1980",6378137,298.257222101,AUTHORITY["EPSG","7019"]],TOWGS84[0,0,0,0,0,0,0],
AUTHORITY["EPSG","6171"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,
AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4171"]],PROJECTION["Lambert_Conformal_Conic_2SP"],
PARAMETER["standard_parallel_1",49],PARAMETER["standard_parallel_2",44],PARAMETER["latitude_of_origin",46.5],
PARAMETER["central_meridian",3],PARAMETER["false_easting",700000],PARAMETER["false_northing",6600000],
UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["X",EAST],AXIS["Y",NORTH],AUTHORITY["EPSG","2154"]])wkt");
  CHECK(withShift.identifier() == "EPSG:2154");
  CHECK(withShift.kind() == CrsKind::Projected);
  CHECK(
      id(R"wkt(GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],PRIMEM["Greenwich",0],
UNIT["Degree",0.017453292519943295]])wkt") == "EPSG:4326");
}

TEST_CASE("A definition without a name is found in the EPSG list where all of it is the same") {
  const std::string wgs84 = R"wkt(DATUM["World Geodetic System 1984",
ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,
ANGLEUNIT["degree",0.0174532925199433]])wkt";
  CHECK(id("GEOGCRS[\"unnamed\"," + wgs84 + R"wkt(,CS[ellipsoidal,2],AXIS["latitude",north,ORDER[1],
ANGLEUNIT["degree",0.0174532925199433]],AXIS["longitude",east,ORDER[2],
ANGLEUNIT["degree",0.0174532925199433]]])wkt") == "EPSG:4326");
  const auto utm = [&](const char* easting) {
    return "PROJCRS[\"unnamed\",BASEGEOGCRS[\"unnamed\"," + wgs84 + R"wkt(],CONVERSION["UTM zone 31N",
METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0,
ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Longitude of natural origin",3,
ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Scale factor at natural origin",0.9996,SCALEUNIT["unity",1]],
PARAMETER["False easting",)wkt" +
           easting + R"wkt(,LENGTHUNIT["metre",1]],PARAMETER["False northing",0,
LENGTHUNIT["metre",1]]],CS[Cartesian,2],AXIS["easting",east,ORDER[1],LENGTHUNIT["metre",1]],
AXIS["northing",north,ORDER[2],LENGTHUNIT["metre",1]]])wkt";
  };
  CHECK(id(utm("500000")) == "EPSG:32631");
  CHECK(id(utm("500001")) == "unnamed");
}

TEST_CASE("A definition that no list holds is taken as it is") {
  const Crs own = crs(
      R"wkt(PROJCS["Lambert_Conformal_Conic",GEOGCS["GCS_GRS 1980(IUGG, 1980)",DATUM["D_unknown",
SPHEROID["GRS80",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]],
PROJECTION["Lambert_Conformal_Conic"],PARAMETER["standard_parallel_1",44],
PARAMETER["standard_parallel_2",49.00000000001],PARAMETER["latitude_of_origin",46.5],
PARAMETER["central_meridian",3],PARAMETER["false_easting",700000],PARAMETER["false_northing",6600000],
UNIT["Meter",1]])wkt");
  CHECK(own.kind() == CrsKind::Projected);
  CHECK(own.identifier() == "Lambert_Conformal_Conic");
}

TEST_CASE("A system read from its own WKT is the same system") {
  for (const char* text : {"EPSG:2154", "EPSG:2154+5720", "EPSG:7415", "EPSG:6697", "EPSG:4979", "EPSG:4978",
                           "EPSG:2992", "OGC:CRS84", "IGNF:LAMB93"}) {
    CHECK(crs(crs(text).wkt()) == crs(text));
    CHECK(crs(crs(text).identifier()) == crs(text));
  }
  CHECK_FALSE(crs("EPSG:2154") == crs("EPSG:2154+5720"));
}

TEST_CASE("Kinds, units and axis order are told") {
  CHECK(crs("EPSG:2154").kind() == CrsKind::Projected);
  CHECK(crs("EPSG:2154").metresPerUnit() == 1.0);
  CHECK_FALSE(crs("EPSG:2154").hasVertical());
  CHECK_FALSE(crs("EPSG:2154").isNorthingFirst());
  CHECK(crs("EPSG:4326").kind() == CrsKind::Geographic);
  CHECK(crs("EPSG:4326").metresPerUnit() == 0.0);
  CHECK(crs("EPSG:4326").metresPerHeightUnit() == 1.0);
  CHECK(crs("EPSG:4326").isNorthingFirst());
  CHECK_FALSE(crs("OGC:CRS84").isNorthingFirst());
  CHECK(crs("EPSG:6697").isNorthingFirst());
  CHECK(crs("EPSG:6697").hasVertical());
  CHECK(crs("EPSG:31468").isNorthingFirst());
  CHECK(crs("EPSG:4978").kind() == CrsKind::Geocentric);
  CHECK(crs("EPSG:4979").hasVertical());
  CHECK_FALSE(crs("EPSG:4979").verticalIdentifier());
  CHECK(crs("EPSG:2992").metresPerUnit() == Approx(0.3048));
  CHECK(crs("EPSG:2991+6360").metresPerHeightUnit() == Approx(0.304800609601219));
  CHECK(crs("EPSG:3857").isWebMercator());
  CHECK_FALSE(crs("EPSG:3395").isWebMercator());
}

TEST_CASE("A compound system falls into its parts") {
  const Crs whole = crs("EPSG:7415");
  CHECK(whole.horizontal().identifier() == "EPSG:28992");
  CHECK(whole.verticalIdentifier() == "EPSG:5709");
  CHECK(crs("EPSG:2154+5720").horizontal() == crs("EPSG:2154"));
  CHECK(crs("EPSG:2154").horizontal() == crs("EPSG:2154"));
  CHECK(crs("EPSG:4979").horizontal().identifier() == "EPSG:4326");
}

TEST_CASE("An engineering system is local") {
  const Crs local = crs(R"wkt(LOCAL_CS["Site grid",UNIT["metre",1],AXIS["X",EAST],AXIS["Y",NORTH]])wkt");
  CHECK(local.kind() == CrsKind::Local);
  CHECK(local.name() == "Site grid");
}

TEST_CASE("What is no coordinate system is refused with the way to write one") {
  const std::string deep = std::string(100'000, '[');
  std::string nested;
  for (int i = 0; i < 60'000; ++i) {
    nested += "{\"a\":";
  }
  for (const std::string& text : {std::string(),
                                  std::string("#local-CRS-1"),
                                  std::string("EPSG:999999"),
                                  std::string("EPSG:"),
                                  std::string("EPSG:2154+2154"),
                                  std::string("EPSG:5720"),
                                  std::string("EPSG:2154+5720+5720"),
                                  std::string("urn:ogc:def:crs:EPSG"),
                                  std::string("urn:adv:crs:XY*ZZ"),
                                  std::string("PROJCS[\"x\""),
                                  std::string("{\"type\":\"ProjectedCRS\"}"),
                                  std::string("+init=epsg:2154"),
                                  std::string("+init=/etc/passwd:x"),
                                  std::string("file:///etc/passwd"),
                                  std::string("http://example.org/crs"),
                                  std::string("Lambert 93"),
                                  "GEOGCS" + deep,
                                  nested,
                                  std::string(2'000'000, 'A'),
                                  std::string("EPSG:2154\0", 10)}) {
    const auto result = Crs::fromText(text);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::InvalidData);
    CHECK(result.error().message.key == "crs-not-understood");
    CHECK(englishText(result.error().message).size() < 200);
  }
}

TEST_CASE("A territory lives in a plane system in metres, and is told which") {
  CHECK(checkTerritoryCrs(crs("EPSG:2154")));
  CHECK(checkTerritoryCrs(crs("EPSG:3946+5720")));
  CHECK(checkTerritoryCrs(crs("EPSG:2975")));
  const auto refused = [](const char* text, std::optional<glm::dvec2> place = {}) {
    const Status status = checkTerritoryCrs(crs(text), place);
    REQUIRE_FALSE(status);
    return status.error().message.key + " " + substitute(status.error().message.hint, status.error().message.arguments);
  };
  CHECK(refused("EPSG:4326") == "crs-not-projected Choose EPSG:2154+5720 for instance.");
  CHECK(refused("EPSG:4326", glm::dvec2(55.45, -20.88)) == "crs-not-projected Choose EPSG:2975+5758 for instance.");
  CHECK(refused("EPSG:4171") == "crs-not-projected Choose EPSG:2154+5720 for instance.");
  CHECK(refused("EPSG:4978") == "crs-not-projected Choose EPSG:2154+5720 for instance.");
  CHECK(refused("EPSG:3857", glm::dvec2(4.83, 45.76)) == "crs-web-mercator Choose EPSG:2154+5720 for instance.");
  CHECK(refused("EPSG:2992") == "crs-not-metric Choose EPSG:32610 for instance.");
  CHECK(refused("EPSG:2991+6360") == "crs-not-metric Choose EPSG:32610 for instance.");
}

TEST_CASE("Each place gets the system that the law or its UTM zone gives it") {
  struct Place {
    const char* name;
    double longitude, latitude;
    const char* crs;
  };
  for (const Place& place : {
           Place{"Angers", -0.55, 47.47, "EPSG:2154+5720"},
           Place{"Paris", 2.35, 48.86, "EPSG:2154+5720"},
           Place{"Lille", 3.06, 50.63, "EPSG:2154+5720"},
           Place{"Brest", -4.49, 48.39, "EPSG:2154+5720"},
           Place{"Strasbourg", 7.75, 48.58, "EPSG:2154+5720"},
           Place{"Nice", 7.26, 43.70, "EPSG:2154+5720"},
           Place{"Perpignan", 2.90, 42.70, "EPSG:2154+5720"},
           Place{"Bayonne", -1.47, 43.49, "EPSG:2154+5720"},
           Place{"Cherbourg", -1.62, 49.63, "EPSG:2154+5720"},
           Place{"Montpellier", 3.88, 43.61, "EPSG:2154+5720"},
           Place{"Ajaccio", 8.74, 41.92, "EPSG:2154+5721"},
           Place{"Pointe-à-Pitre", -61.53, 16.24, "EPSG:5490+5757"},
           Place{"Fort-de-France", -61.07, 14.61, "EPSG:5490+5756"},
           Place{"Cayenne", -52.33, 4.94, "EPSG:2972+5755"},
           Place{"Saint-Denis", 55.45, -20.88, "EPSG:2975+5758"},
           Place{"Mamoudzou", 45.23, -12.78, "EPSG:4471+5793"},
           Place{"Nouméa", 166.45, -22.27, "EPSG:3163"},
           Place{"Papeete", -149.57, -17.54, "EPSG:3297"},
           Place{"Bruxelles", 4.35, 50.85, "EPSG:25831"},
           Place{"Genève", 6.15, 46.20, "EPSG:25832"},
           Place{"Barcelona", 2.17, 41.39, "EPSG:25831"},
           Place{"Den Haag", 4.30, 52.08, "EPSG:25831"},
           Place{"Yokohama", 139.64, 35.44, "EPSG:32654"},
           Place{"Melbourne", 144.96, -37.81, "EPSG:32755"},
       }) {
    INFO(place.name);
    const std::string proposed = proposeTerritoryCrs(place.longitude, place.latitude);
    CHECK(proposed == place.crs);
    CHECK(checkTerritoryCrs(crs(proposed)));
  }
}

TEST_CASE("PROJ strings are understood where they name no file") {
  const auto lambert = geo::Crs::fromText(
      "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs");
  REQUIRE(lambert);
  CHECK(lambert->kind() == geo::CrsKind::Projected);
  CHECK(lambert->metresPerUnit() == 1.0);
  const auto zone = geo::Crs::fromText("+proj=utm +zone=31 +datum=WGS84 +type=crs");
  REQUIRE(zone);
  CHECK(zone->kind() == geo::CrsKind::Projected);
  for (const char* refused : {"+proj=utm +zone=31 +nadgrids=/etc/passwd", "+proj=longlat +nadgrids=@null",
                              "+init=epsg:2154", "+proj=nosuch", "+proj=axisswap +order=2,1"}) {
    CHECK_FALSE(geo::Crs::fromText(refused));
  }
}
