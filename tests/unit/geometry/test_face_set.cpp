#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "engine/geometry/face_set.h"

using namespace belvedere::geometry;

namespace {

FaceSet square(double side, double height) {
  FaceSet set;
  set.add(std::array<glm::dvec3, 4>{{{0, 0, height}, {side, 0, height}, {side, side, height}, {0, side, height}}});
  return set;
}

std::optional<double> bound(const FaceSet& from, const FaceSet& to, double limit) {
  return directedHausdorffBound(from, to, limit, 0.0);
}

}  // namespace

TEST_CASE("Parallel faces are as far apart as their planes") {
  CHECK(bound(square(10, 0), square(10, 3), 4.0) == Approx(3.0));
  CHECK_FALSE(bound(square(10, 0), square(10, 3), 2.9));
}

TEST_CASE("A small face lies in a large one, but not the other way round") {
  CHECK(bound(square(2, 0), square(10, 0), 0.1) == Approx(0.0));
  CHECK(bound(square(10, 0), square(2, 0), 12.0) == Approx(std::sqrt(2.0) * 8.0));
  CHECK_FALSE(bound(square(10, 0), square(2, 0), 11.0));
}

TEST_CASE("A face between two others is answered for by both together") {
  FaceSet sides;
  sides.add(std::array<glm::dvec3, 4>{{{0, 0, 0}, {0, 10, 0}, {0, 10, 5}, {0, 0, 5}}});
  sides.add(std::array<glm::dvec3, 4>{{{10, 0, 0}, {10, 10, 0}, {10, 10, 5}, {10, 0, 5}}});
  const auto found = bound(square(10, 2), sides, 6.0);  // its middle is 5 m from each
  REQUIRE(found);
  CHECK(*found >= 5.0);
  CHECK(*found <= 6.0);
  CHECK_FALSE(bound(square(10, 2), sides, 4.9));
}

TEST_CASE("A face without area stands for its edges") {
  FaceSet line;
  line.add(std::array<glm::dvec3, 3>{{{0, 0, 0}, {10, 0, 0}, {5, 0, 0}}});
  FaceSet point;
  point.add(std::array<glm::dvec3, 1>{{{5, 2, 0}}});
  CHECK(bound(point, line, 3.0) == Approx(2.0));
  CHECK_FALSE(bound(line, point, 3.0));
  CHECK_FALSE(bound(line, FaceSet(), 3.0));
}

TEST_CASE("The bound is never below the distance of any sample") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> metres(0.0, 10.0);
  std::uniform_real_distribution<double> share(0.0, 1.0);
  const auto triangle = [&] {
    std::array<glm::dvec3, 3> corners;
    for (glm::dvec3& corner : corners) {
      corner = {metres(random), metres(random), metres(random)};
    }
    return corners;
  };
  for (int i = 0; i < 200; ++i) {
    FaceSet from;
    FaceSet to;
    const auto corners = triangle();
    from.add(corners);
    for (int k = 0; k < 4; ++k) {
      to.add(triangle());
    }
    const auto found = bound(from, to, 20.0);
    REQUIRE(found);
    for (int k = 0; k < 50; ++k) {
      double u = share(random);
      double v = share(random);
      if (u + v > 1.0) {
        u = 1.0 - u;
        v = 1.0 - v;
      }
      FaceSet sample;
      sample.add(std::array{corners[0] + (corners[1] - corners[0]) * u + (corners[2] - corners[0]) * v});
      REQUIRE(areNear(sample.corners(), to, *found + 1e-9));
    }
  }
}
