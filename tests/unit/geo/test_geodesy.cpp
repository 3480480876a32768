#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "engine/geo/geodesy.h"
#include "engine/geo/transform.h"

using namespace belvedere::geo;

namespace {

MapGeodesy geodesy(const char* crs) {
  auto result = MapGeodesy::create(*Crs::fromText(crs));
  REQUIRE(result);
  return std::move(*result);
}

}  // namespace

TEST_CASE("A minute of arc along the equator is 1855.325 m, and one degree of meridian 110.574 km") {
  CHECK(geodesicLine({0.0, 0.0, 0.0}, {1.0 / 60.0, 0.0, 0.0}).distanceMetres == Approx(1855.325).margin(0.001));
  CHECK(geodesicLine({0.0, 0.0, 0.0}, {0.0, 1.0, 0.0}).distanceMetres == Approx(110'574.389).margin(0.001));
  CHECK(geodesicLine({3.0, 46.0, 0.0}, {2.0, 46.0, 0.0}).azimuthDegrees == Approx(270.36).margin(0.01));
}

TEST_CASE("Map coordinates become longitude and latitude with their height, and back") {
  const MapGeodesy lambert = geodesy("EPSG:2154+5720");
  const auto place = lambert.position({700'000.0, 6'600'000.0, 42.0});
  REQUIRE(place);
  CHECK(place->longitudeDegrees == Approx(3.0).margin(1e-9));
  CHECK(place->latitudeDegrees == Approx(46.5).margin(1e-9));
  CHECK(place->heightMetres == 42.0);
  const auto map = lambert.map(*place);
  REQUIRE(map);
  CHECK(map->x == Approx(700'000.0).margin(1e-6));
  CHECK(map->y == Approx(6'600'000.0).margin(1e-6));
  CHECK(map->z == 42.0);
  CHECK_FALSE(lambert.position({std::nan(""), 0.0, 0.0}));
  CHECK_FALSE(lambert.map({0.0, std::nan(""), 0.0}));
}

TEST_CASE("Scale and convergence at the middle of a projection are those of its definition") {
  // UTM: 0.9996 on the central meridian, where grid north is true north.
  const auto utm = geodesy("EPSG:32631").grid({500'000.0, 5'000'000.0});
  REQUIRE(utm);
  CHECK(utm->scaleFactor == Approx(0.9996).margin(1e-8));
  CHECK(utm->convergenceDegrees == Approx(0.0).margin(1e-8));
  // Lambert-93: IGN gives a linear alteration of 0 on the parallels 44 and 49, and a convergence of
  // (longitude - 3) sin(latitude of the cone) = 0.7256077650 (longitude - 3).
  const MapGeodesy lambert = geodesy("EPSG:2154");
  const auto south = lambert.map({7.0, 44.0, 0.0});
  REQUIRE(south);
  const auto grid = lambert.grid(glm::dvec2(*south));
  REQUIRE(grid);
  CHECK(grid->scaleFactor == Approx(1.0).margin(1e-8));
  CHECK(grid->convergenceDegrees == Approx(4.0 * 0.7256077650).margin(1e-4));
}

TEST_CASE("Convergence is positive east of a central meridian in the north, and negative in the south") {
  // First term of the transverse Mercator series: (longitude - central meridian) sin(latitude).
  const auto north = geodesy("EPSG:25832").map({10.0, 50.0, 0.0});
  REQUIRE(north);
  CHECK(geodesy("EPSG:25832").grid(glm::dvec2(*north))->convergenceDegrees == Approx(0.76609).margin(1e-3));
  const auto south = geodesy("EPSG:2975").map({55.5, -21.0, 0.0});
  REQUIRE(south);
  CHECK(geodesy("EPSG:2975").grid(glm::dvec2(*south))->convergenceDegrees == Approx(1.5 * 0.35837).margin(1e-3));
}

TEST_CASE("Distances on the map are along the ellipsoid") {
  // Across Lambert-93 at 46.5 degrees N, where its scale is 0.99905.
  const auto distance = geodesy("EPSG:2154").distanceMetres({700'000.0, 6'600'000.0}, {701'000.0, 6'600'000.0});
  REQUIRE(distance);
  CHECK(*distance == Approx(1000.0 / 0.999051).margin(0.01));
}

TEST_CASE("Only a territory's CRS has a map") {
  CHECK(MapGeodesy::create(*Crs::fromText("EPSG:4326")).error().message.key == "crs-not-projected");
}
