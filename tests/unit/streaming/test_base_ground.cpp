#include <catch2/catch.hpp>
#include <cmath>

#include "engine/streaming/base_ground.h"
#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::streaming;

namespace {

const geo::Bounds2 kExtent{{-1000.0, -500.0}, {1000.0, 500.0}};

float heightOf(BaseGround& ground, double x, double y) {
  const glm::dvec2 map = glm::dvec2(fakes::lambertFrame()->origin()) + glm::dvec2(x, y);
  return ground.readHeights({{}, {map - 0.5, map + 0.5}, 1, 1})->metres.front();
}

}  // namespace

TEST_CASE("A ground guessed from points follows a slope between them") {
  std::vector<glm::dvec3> points;
  for (double x = -950.0; x <= 950.0; x += 100.0) {
    for (double y = -450.0; y <= 450.0; y += 100.0) {
      points.emplace_back(x, y, 300.0 + 0.05 * x);
    }
  }
  const auto ground = BaseGround::make(points, kExtent, *fakes::lambertFrame());
  REQUIRE(ground);
  for (double x = -900.0; x <= 900.0; x += 33.0) {
    CHECK(heightOf(*ground, x, 120.0) == Approx(300.0 + 0.05 * x).margin(4.0));
  }
  CHECK(std::isnan(heightOf(*ground, 5000.0, 0.0)));
  CHECK(ground->extentIn("")->size().x >= 2000.0);
}

TEST_CASE("Far from all points the guessed ground stays between their heights") {
  const std::vector<glm::dvec3> points{
      {-900.0, 0.0, 100.0}, {-890.0, 0.0, 100.0}, {900.0, 0.0, 200.0}, {890.0, 0.0, 200.0}};
  const auto ground = BaseGround::make(points, kExtent, *fakes::lambertFrame());
  REQUIRE(ground);
  for (double x = -1000.0; x < 1000.0; x += 50.0) {
    CHECK(heightOf(*ground, x, 400.0) >= 100.0F);
    CHECK(heightOf(*ground, x, 400.0) <= 200.0F);
  }
  CHECK(heightOf(*ground, -900.0, 0.0) < 120.0F);
  CHECK(heightOf(*ground, 900.0, 0.0) > 180.0F);
}

TEST_CASE("Points at one height, but for a few, ask for a level ground") {
  std::vector<glm::dvec3> points(500, glm::dvec3(0.0, 0.0, 12.0));
  points.emplace_back(5.0, 5.0, -1000.0);
  points.emplace_back(5.0, 5.0, 4000.0);
  CHECK(BaseGround::make(points, kExtent, *fakes::lambertFrame()) == nullptr);
  CHECK(BaseGround::make({}, kExtent, *fakes::lambertFrame()) == nullptr);
  CHECK(heightQuantile(points, 0.5) == 12.0);
}
