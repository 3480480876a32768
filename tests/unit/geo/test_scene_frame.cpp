#include <catch2/catch.hpp>
#include <limits>

#include "engine/geo/scene_frame.h"

using namespace belvedere::geo;

TEST_CASE("Scene coordinates are map coordinates less the origin, and back") {
  const auto frame = SceneFrame::create(*Crs::fromText("EPSG:2154"), {650'000.0, 6'860'000.0, 100.0});
  REQUIRE(frame);
  const glm::dvec3 map(650'012.5, 6'859'990.25, 133.0);
  CHECK(frame->toScene(map) == glm::dvec3(12.5, -9.75, 33.0));
  CHECK(frame->toMap(frame->toScene(map)) == map);
}

TEST_CASE("A frame needs a territory's CRS and an origin on the map") {
  CHECK(SceneFrame::create(*Crs::fromText("EPSG:4326"), {2, 48, 0}).error().message.key == "crs-not-projected");
  const double bad = std::numeric_limits<double>::quiet_NaN();
  CHECK(SceneFrame::create(*Crs::fromText("EPSG:2154"), {bad, 0, 0}).error().message.key == "frame-origin-not-finite");
  CHECK_FALSE(SceneFrame::create(*Crs::fromText("EPSG:2154"), {0, 1e300, 0}));
}
