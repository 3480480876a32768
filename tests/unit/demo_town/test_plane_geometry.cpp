#include <catch2/catch.hpp>
#include <cmath>

#include "apps/demo_town/block_division.h"
#include "apps/demo_town/polyline.h"
#include "apps/demo_town/text_file.h"

using namespace belvedere::demo;

namespace {

Ring square(double side) { return {{{0, 0}, {side, 0}, {side, side}, {0, side}}, {0, 1, 2, 3}}; }

}  // namespace

TEST_CASE("A line cuts a ring in two parts that keep their edges' tags") {
  const Points line{{-5, 4}, {15, 4}};
  const auto split = splitRing(square(10), line, 9);
  REQUIRE(split);
  CHECK(signedArea(split->first.points) + signedArea(split->second.points) == Approx(100.0));
  CHECK(std::min(signedArea(split->first.points), signedArea(split->second.points)) == Approx(40.0));
  for (const Ring* part : {&split->first, &split->second}) {
    CHECK(std::count(part->tags.begin(), part->tags.end(), 9) == 1);
  }
}

TEST_CASE("A line beside a ring does not cut it") {
  CHECK_FALSE(splitRing(square(10), Points{{-5, 14}, {15, 14}}, 9));
  CHECK_FALSE(splitRing(square(10), Points{{2, 2}, {8, 8}}, 9));
}

TEST_CASE("Blocks cover the land they are cut from") {
  const Points face{{0, 0}, {400, -30}, {520, 260}, {210, 390}, {-60, 210}};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    int cuts = 0;
    const auto blocks = divideIntoBlocks(face, {60, 120, 0.2, 0.3, 400}, random, [&](const Points&, int) { ++cuts; });
    double sum = 0.0;
    for (const Points& block : blocks) {
      CHECK(signedArea(block) > 399.0);
      sum += signedArea(block);
    }
    CHECK(sum == Approx(signedArea(face)).epsilon(1e-9));
    CHECK(blocks.size() == static_cast<std::size_t>(cuts) + 1);
    CHECK(blocks.size() > 8);
  }
}

TEST_CASE("Half-planes clip a square to the side asked for") {
  const Ring half = clipByHalfPlane(square(10), {0, 3}, {0, 1});
  CHECK(signedArea(half.points) == Approx(30.0));
}

TEST_CASE("A smooth curve passes through its control points") {
  const Points controls{{0, 0}, {50, 10}, {90, 80}, {95, 200}};
  const Points curve = smoothCurve(controls, 5.0);
  for (const Vec2 p : controls) {
    CHECK(project(curve, p).distance < 1e-9);
  }
}

TEST_CASE("Numbers are written with a point and all their decimals") {
  CHECK(fixedText(6900000.0005, 3) == "6900000.001");
  CHECK(fixedText(-0.0004, 3) == "0.000");
  CHECK(fixedText(-12.5, 1) == "-12.5");
  CHECK(fixedText(0.05, 2) == "0.05");
  CHECK(fixedText(7.6, 0) == "8");
}
