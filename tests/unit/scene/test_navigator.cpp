#include <catch2/catch.hpp>
#include <cmath>
#include <glm/geometric.hpp>
#include <limits>

#include "engine/scene/camera_math.h"
#include "engine/scene/navigator.h"

using namespace belvedere::scene;

namespace {

const glm::dvec2 kSize(1280.0, 720.0);

Camera overTown() {
  Camera camera;
  camera.position = {843000.0, 6519000.0, 900.0};
  camera.headingDegrees = 20.0;
  camera.pitchDegrees = -40.0;
  return camera;
}

std::optional<double> flatGround(const glm::dvec2&) { return 200.0; }

}  // namespace

TEST_CASE("A ray through the pixel of a position passes through that position") {
  const Camera camera = overTown();
  const glm::dvec3 place(843100.0, 6520100.0, 250.0);
  const auto pixel = project(camera, place, kSize);
  REQUIRE(pixel);
  const auto met = meetLevel(rayThrough(camera, *pixel, kSize), place.z);
  REQUIRE(met);
  CHECK(glm::length(*met - place) < 1e-6);
}

TEST_CASE("Heading is clockwise from north") {
  Camera camera = overTown();
  camera.headingDegrees = 90.0;
  camera.pitchDegrees = 0.0;
  CHECK(cameraAxes(camera).forward.x == Approx(1.0));
}

TEST_CASE("While panning, the grabbed point stays under the cursor") {
  Navigator navigator(overTown(), flatGround);
  const auto grabbed = meetLevel(rayThrough(navigator.camera(), {640.0, 500.0}, kSize), 200.0);
  navigator.pan(*grabbed, {700.0, 540.0}, kSize);
  const auto pixel = project(navigator.camera(), *grabbed, kSize);
  CHECK(pixel->x == Approx(700.0).margin(0.01));
  CHECK(pixel->y == Approx(540.0).margin(0.01));
}

TEST_CASE("While zooming, the point under the cursor stays there") {
  Navigator navigator(overTown(), flatGround);
  const auto target = meetLevel(rayThrough(navigator.camera(), {300.0, 600.0}, kSize), 200.0);
  navigator.zoom(*target, 0.8);
  const auto pixel = project(navigator.camera(), *target, kSize);
  CHECK(pixel->x == Approx(300.0).margin(0.01));
  CHECK(pixel->y == Approx(600.0).margin(0.01));
}

TEST_CASE("While orbiting, the pivot stays where it is on the screen") {
  Navigator navigator(overTown(), flatGround);
  const auto pivot = meetLevel(rayThrough(navigator.camera(), {500.0, 400.0}, kSize), 200.0);
  navigator.orbit(*pivot, {37.0, -21.0});
  const auto pixel = project(navigator.camera(), *pivot, kSize);
  CHECK(pixel->x == Approx(500.0).margin(0.01));
  CHECK(pixel->y == Approx(400.0).margin(0.01));
}

TEST_CASE("The camera never goes under the ground") {
  Navigator navigator(overTown(), flatGround);
  navigator.move({0.0, 0.0, -5000.0});
  CHECK(navigator.camera().position.z == Approx(201.7));
  for (int i = 0; i < 100; ++i) {
    navigator.zoom({843000.0, 6519500.0, 200.0}, 0.5);
  }
  CHECK(navigator.camera().position.z >= 201.69);
}

TEST_CASE("Nonsense input leaves the camera where it was") {
  Navigator navigator(overTown(), flatGround);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  navigator.zoom({nan, 0.0, 0.0}, 0.5);
  navigator.zoom({0.0, 0.0, 0.0}, nan);
  navigator.orbit({nan, nan, nan}, {1.0, 1.0});
  navigator.move({nan, 0.0, 0.0});
  CHECK(navigator.camera() == overTown());
}

TEST_CASE("A flight ends exactly at its goal and turns the short way") {
  Navigator navigator(overTown(), flatGround);
  Camera goal = overTown();
  goal.headingDegrees = 350.0;
  goal.position.x += 400.0;
  navigator.flyTo(goal);
  navigator.update(0.45);
  const double heading = navigator.camera().headingDegrees;
  CHECK((heading < 21.0 || heading > 349.0));
  while (navigator.update(0.1)) {
  }
  CHECK(navigator.camera() == goal);
}

TEST_CASE("A fitted camera has all corners of the box in the picture") {
  belvedere::geo::Bounds3 box;
  box.add(glm::dvec3(1000.0, 2000.0, 150.0));
  box.add(glm::dvec3(4000.0, 3000.0, 320.0));
  const Camera camera = cameraThatFits(box, 20.0, -35.0, 16.0 / 9.0);
  for (const double x : {1000.0, 4000.0}) {
    for (const double y : {2000.0, 3000.0}) {
      const auto pixel = project(camera, {x, y, 150.0}, kSize);
      REQUIRE(pixel);
      CHECK(pixel->x >= 0.0);
      CHECK(pixel->x <= kSize.x);
      CHECK(pixel->y >= 0.0);
      CHECK(pixel->y <= kSize.y);
    }
  }
}

TEST_CASE("A view that fits a box touches two opposite margins of the picture") {
  const belvedere::geo::Bounds3 box{{1000.0, 2000.0, 100.0}, {4000.0, 3000.0, 150.0}};
  const glm::dvec2 size(1600.0, 900.0);
  const Camera camera = cameraThatFits(box, 20.0, -35.0, size.x / size.y);
  glm::dvec2 low = size;
  glm::dvec2 high(0.0);
  for (int i = 0; i < 8; ++i) {
    const glm::dvec3 corner((i & 1) != 0 ? box.max.x : box.min.x, (i & 2) != 0 ? box.max.y : box.min.y,
                            (i & 4) != 0 ? box.max.z : box.min.z);
    const glm::dvec2 pixel = *project(camera, corner, size);
    low = glm::min(low, pixel);
    high = glm::max(high, pixel);
  }
  const bool isWide = low.x < 60.0 && high.x > size.x - 60.0;
  const bool isTall = low.y < 40.0 && high.y > size.y - 40.0;
  CHECK((isWide || isTall));
  CHECK(low.x == Approx(size.x - high.x).margin(1.0));
  CHECK(low.y == Approx(size.y - high.y).margin(1.0));
}

TEST_CASE("A ray meets a slope where it goes under it") {
  Ray ray;
  ray.origin = {0.0, 0.0, 100.0};
  ray.direction = {1.0, 0.0, 0.0};
  const auto slope = [](const glm::dvec2& map) { return std::optional(map.x * 0.1); };
  const auto met = meetGround(ray, slope, 5000.0);
  REQUIRE(met);
  CHECK(met->x == Approx(1000.0).margin(0.01));
  CHECK_FALSE(meetGround(ray, slope, 900.0));
}

TEST_CASE("A ray meets nothing where there is no ground") {
  const auto hole = [](const glm::dvec2&) { return std::optional<double>(); };
  CHECK_FALSE(meetGround({{0.0, 0.0, 10.0}, {0.0, 0.0, -1.0}}, hole, 1000.0));
}
