#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "engine/geo/crs_candidates.h"
#include "engine/geo/geoid.h"
#include "engine/geo/transform.h"

using namespace belvedere;
using namespace belvedere::geo;

namespace {

Crs crs(const char* text) { return Crs::fromText(text).value(); }

glm::dvec2 mapOf(const char* text, double longitude, double latitude) {
  return glm::dvec2(CoordinateTransform::create(crs("OGC:CRS84"), crs(text).horizontal())
                        ->apply(glm::dvec3(longitude, latitude, 0.0)));
}

}  // namespace

TEST_CASE("EGM96 stands in where the grid of the heights is not installed, and says how good it is") {
  struct Place {
    const char* crs;
    double longitude, latitude, undulation;
  };
  // Undulations of EGM96: NGA's calculator, to 0.1 m.
  for (const Place& place : {Place{"EPSG:2154+5720", 4.8357, 45.7640, 49.8}, Place{"EPSG:28992+5709", 4.3, 52.07, 43.3},
                             Place{"EPSG:6677+6695", 139.7, 35.68, 36.6}, Place{"EPSG:2154", 2.35, 48.85, 44.6}}) {
    INFO(place.crs);
    const glm::dvec2 map = mapOf(place.crs, place.longitude, place.latitude);
    const Geoid geoid = Geoid::of(crs(place.crs), map);
    if (geoid.source() == GeoidSource::None) {
      WARN("SKIP: PROJ's EGM96 grid is not installed");
      return;
    }
    REQUIRE(geoid.undulationMetres(map));
    CHECK(*geoid.undulationMetres(map) == Approx(place.undulation).margin(1.5));
    CHECK(geoid.accuracyMetres() > 0.0);
    CHECK(geoid.accuracyMetres() <= 1.5);
    CHECK(!geoid.grid().empty());
  }
}

TEST_CASE("The grid of a territory's own heights is used where it is there, and named where it is not") {
  const Geoid own = Geoid::of(crs("EPSG:32631+5773"), mapOf("EPSG:32631", 4.8357, 45.7640));
  if (own.source() == GeoidSource::Own) {
    CHECK(own.missingGrid().empty());
    CHECK(*own.undulationMetres(mapOf("EPSG:32631", 4.8357, 45.7640)) == Approx(49.82).margin(0.05));
  } else {
    CHECK(own.missingGrid().find("egm96") != std::string::npos);
  }
  const Geoid france = Geoid::of(crs("EPSG:2154+5720"), mapOf("EPSG:2154", 4.8357, 45.7640));
  if (france.source() != GeoidSource::Own) {
    CHECK(france.missingGrid().find("fr_ign_RA") != std::string::npos);
  }
}

TEST_CASE("Heights above the ellipsoid are spelled with the plane they go with") {
  const Crs spatial = crs("EPSG:2154+ellipsoidal");
  CHECK(spatial.hasVertical());
  CHECK_FALSE(spatial.verticalIdentifier());
  CHECK(spatial.horizontal() == crs("EPSG:2154"));
  CHECK_FALSE(Crs::fromText("EPSG:999999+ellipsoidal"));
  const auto transform = CoordinateTransform::create(crs("EPSG:32631+ellipsoidal"), crs("EPSG:32631+5773"));
  REQUIRE(transform);
  if (transform->description().isVerticalGridMissing) {
    WARN("SKIP: PROJ's EGM96 grid is not installed");
    return;
  }
  const glm::dvec2 lyon = mapOf("EPSG:32631", 4.8357, 45.7640);
  CHECK(transform->apply(glm::dvec3(lyon, 220.0)).z == Approx(220.0 - 49.82).margin(0.05));
}

TEST_CASE("The systems in use at a place are listed, without deprecated and continental ones") {
  const std::vector<std::string> lyon = projectedCrsAt({4.8357, 45.7640});
  const auto has = [&](const char* text) { return std::find(lyon.begin(), lyon.end(), text) != lyon.end(); };
  for (const char* text : {"EPSG:2154", "EPSG:3945", "EPSG:3946", "EPSG:27572", "EPSG:25831", "EPSG:32631"}) {
    INFO(text);
    CHECK(has(text));
  }
  CHECK_FALSE(has("EPSG:3857"));
  CHECK_FALSE(has("EPSG:3950"));
  CHECK(projectedCrsAt({NAN, NAN}).empty());
}
