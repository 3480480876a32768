#include <catch2/catch.hpp>
#include <cmath>
#include <glm/geometric.hpp>

#include "engine/geo/geodesy.h"
#include "engine/geo/sun.h"

using namespace belvedere;
using namespace belvedere::geo;

namespace {

Instant at(const char* text) {
  const auto instant = parseInstant(text, "UTC");
  REQUIRE(instant);
  return *instant;
}

}  // namespace

TEST_CASE("The sun stands where the solar position algorithm's own example has it") {
  // Reda and Andreas, NREL/TP-560-34302 (2008), table A5: zenith 50.11162, azimuth 194.34024 degrees, at 820 hPa and
  // 11 degrees C; refraction there is 0.016, here 0.020 degrees.
  const SunPosition sun = sunPosition(at("2003-10-17T19:30:30Z"), {-105.1786, 39.742476, 1830.14});
  CHECK(sun.azimuthDegrees == Approx(194.34024).margin(0.01));
  CHECK(sun.elevationDegrees == Approx(90.0 - 50.11162).margin(0.01));
}

TEST_CASE("At noon on the equinox the sun stands as high as the pole stands low") {
  // Equinox of 20 March 2026, 14:46 UTC; the sun is in the south at 39.6 degrees W then.
  const SunPosition sun = sunPosition(at("2026-03-20T14:46:00Z"), {-39.6, 45.0, 0.0});
  CHECK(sun.azimuthDegrees == Approx(180.0).margin(0.5));
  CHECK(sun.elevationDegrees == Approx(45.0 + 0.0167).margin(0.01));
}

TEST_CASE("At the solstices the sun culminates over Paris at 64.6 and 17.7 degrees") {
  // 90 - 48.8566 +- 23.436 degrees, and refraction.
  double highest = -90.0;
  double lowestNoon = -90.0;
  for (int minute = 0; minute < 120; ++minute) {
    const auto offset = std::chrono::minutes(minute);
    highest =
        std::max(highest, sunPosition(at("2026-06-21T11:00:00Z") + offset, {2.3522, 48.8566, 0}).elevationDegrees);
    lowestNoon =
        std::max(lowestNoon, sunPosition(at("2026-12-21T11:00:00Z") + offset, {2.3522, 48.8566, 0}).elevationDegrees);
  }
  CHECK(highest == Approx(64.579 + 0.008).margin(0.01));
  CHECK(lowestNoon == Approx(17.708 + 0.052).margin(0.01));
}

TEST_CASE("South of the equator the sun is in the north at noon") {
  const SunPosition sun = sunPosition(at("2026-06-21T08:20:00Z"), {55.45, -20.88, 0.0});  // La Réunion
  CHECK(std::abs(std::remainder(sun.azimuthDegrees, 360.0)) < 3.0);
  CHECK(sun.elevationDegrees == Approx(90.0 - 20.88 - 23.43).margin(0.1));
}

TEST_CASE("In the morning the sun is in the east, at night below") {
  CHECK(sunPosition(at("2026-06-21T06:00:00Z"), {2.35, 48.86, 0}).azimuthDegrees == Approx(80.0).margin(5.0));
  CHECK(sunPosition(at("2026-06-21T18:00:00Z"), {2.35, 48.86, 0}).azimuthDegrees > 270.0);
  CHECK(sunPosition(at("2026-06-21T00:00:00Z"), {2.35, 48.86, 0}).elevationDegrees < -10.0);
}

TEST_CASE("Refraction lifts the rising sun by half a degree") {
  // Sunrise is when the middle of the disc, without refraction, is at -0.833 degrees; refraction there is 0.567 or
  // less.
  const SunPosition sun = sunPosition(at("2026-03-20T05:55:00Z"), {2.3522, 48.8566, 0});  // sunrise in Paris: 05:56 UTC
  CHECK(sun.elevationDegrees > -0.6);
  CHECK(sun.elevationDegrees < 0.2);
}

TEST_CASE("The direction is a unit vector from the map's axes; grid north turns it") {
  CHECK(glm::distance(sunDirection({90.0, 0.0}, 0.0), glm::dvec3(1, 0, 0)) < 1e-12);
  CHECK(glm::distance(sunDirection({0.0, 0.0}, 0.0), glm::dvec3(0, 1, 0)) < 1e-12);
  CHECK(glm::distance(sunDirection({123.0, 90.0}, 5.0), glm::dvec3(0, 0, 1)) < 1e-12);
  // Where grid north points 2 degrees east of true north, a sun 2 degrees east of north stands on the y axis.
  CHECK(glm::distance(sunDirection({2.0, 0.0}, 2.0), glm::dvec3(0, 1, 0)) < 1e-12);
}

TEST_CASE("On the map the sun stands over the place where it is at the zenith") {
  // A far place due true north, seen from Nice in Lambert-93, is the direction of azimuth 0 on the map.
  const auto earth = MapGeodesy::create(*Crs::fromText("EPSG:2154"));
  REQUIRE(earth);
  const auto here = earth->map({7.26, 43.70, 0.0});
  const auto north = earth->map({7.26, 43.71, 0.0});
  REQUIRE((here && north));
  const auto grid = earth->grid(glm::dvec2(*here));
  REQUIRE(grid);
  const glm::dvec3 towards = glm::normalize(glm::dvec3(north->x - here->x, north->y - here->y, 0.0));
  CHECK(glm::distance(sunDirection({0.0, 0.0}, grid->convergenceDegrees), towards) < 1e-4);
}
