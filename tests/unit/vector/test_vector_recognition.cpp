#include <catch2/catch.hpp>

#include "data_loaders/vector/detail/coordinate_columns.h"
#include "data_loaders/vector/detail/vector_recognition.h"

using namespace belvedere;
using namespace belvedere::loaders;
using namespace belvedere::loaders::vector;

namespace {

std::string driverOf(const char* name, const char* content) {
  FileHead head;
  head.path = name;
  head.bytes = content;
  head.sizeBytes = head.bytes.size();
  const auto recognition = recognise(head);
  return recognition ? recognition->format : "";
}

}  // namespace

TEST_CASE("GeoJSON is known by its own type, not by that of an inner object") {
  CHECK(driverOf("a.json", R"({"name":"x","features":[],"type":"FeatureCollection"})") == "GeoJSON");
  CHECK(driverOf("a.json", R"({"type":"CityJSON","x":{"type":"Feature"}})").empty());
  CHECK(driverOf("a.json", R"({"id":"d1","location":{"type":"Point"}})").empty());
}

TEST_CASE("A quoted brace or an escaped quote does not mislead the search for a member") {
  CHECK(topLevelText(R"({"a":"}{\"type\":\"x\"","type":"Feature"})", "type") == "Feature");
}

TEST_CASE("A CSV with coordinates is a layer, a table of readings or of values is not") {
  CHECK(driverOf("a.csv", "id;Station_latitude;Station_longitude\n") == "CSV");
  CHECK(driverOf("a.csv", "id,collectivite,remplissage\n").empty());
  CHECK(driverOf("a.csv", "timestamp_utc,latitude,longitude,bikes\n").empty());
}

TEST_CASE("A table with a column of geometries is a layer, one that only calls a column so is not") {
  const std::string inWkt = std::string(kTableWithGeometry) + "WKT";
  CHECK(driverOf("a.csv", "name,WKT\na,\"POINT (2 48)\"\n") == inWkt);
  CHECK(driverOf("a.tsv", "WKT\tname\n\tnowhere\nMULTIPOLYGON(((0 0,1 0,1 1,0 0)))\tb\n") == inWkt);
  CHECK(driverOf("a.csv", "nom;geom\na;\"LineString Z (0 0 1, 1 1 1)\"\n") == std::string(kTableWithGeometry) + "geom");
  CHECK(driverOf("a.csv", "Geo Shape;nom\n\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[2,48]}\";a\n") ==
        std::string(kTableWithGeometry) + "Geo Shape");
  CHECK(driverOf("a.csv", "lon,lat,geom,date\n2,48,round,x\n") == "CSV");
  CHECK(driverOf("a.csv", "name,geom\na,round\n").empty());
  CHECK(driverOf("a.csv", "name,geom\na,POINT\n").empty());
  CHECK(driverOf("a.csv", "name,geom\na,\"SRID=2154;POINT (1 2)\"\n").empty());  // GDAL does not read EWKT
  CHECK(driverOf("a.csv", "name,wkt\n").empty());
}

TEST_CASE("KML, GPX and DXF are known") {
  CHECK(driverOf("a.kml", "<?xml version=\"1.0\"?><kml xmlns=\"x\">") == "LIBKML");
  CHECK(driverOf("a.gpx", "<?xml version=\"1.0\"?><gpx version=\"1.1\">") == "GPX");
  CHECK(driverOf("a.dxf", "  0\nSECTION\n") == "DXF");
}

TEST_CASE("A column name loses the type that dBase exports add") {
  const auto names = csvHeader("\"ID,N,6,0\",\"COORD_X,C,50\",\"COORD_Y,C,50\"\r\n1,2,3");
  REQUIRE(names.size() == 3);
  CHECK(plainColumnName(names[1]) == "COORD_X");
  const auto columns = findCoordinateColumns(names);
  REQUIRE(columns);
  CHECK(columns->east == 1);
  CHECK(columns->north == 2);
}

TEST_CASE("A column that only ends in the letters of a coordinate is none") {
  CHECK_FALSE(findCoordinateColumns({"salon", "plat"}));
}

TEST_CASE("A coordinate may have a decimal comma") {
  CHECK(parseCoordinate("3,886814") == 3.886814);
  CHECK(parseCoordinate("43.591486") == 43.591486);
  CHECK_FALSE(parseCoordinate("3,8,1"));
  CHECK_FALSE(parseCoordinate(""));
}
