#include <catch2/catch.hpp>

#include "apps/demo_town/building_shapes.h"
#include "tests/unit/demo_town/solid_check.h"

using namespace belvedere::demo;

namespace {

// A plot askew, with parallel front and back, far from the origin as in the map.
const Quad kQuad{Vec2{925000.0, 6900000.0}, Vec2{925009.0, 6900003.0}, Vec2{925005.0, 6900011.0},
                 Vec2{924997.4, 6900008.4666667}};

}  // namespace

TEST_CASE("Every roof form makes a closed, planar body turned outwards") {
  const Points square = rectangle({10, 10}, {1, 0}, 12, 8);
  CHECK(faultOf(prism(square, 0, 3)) == "");
  CHECK(faultOf(gableBody(kQuad, 200, 206, 210)) == "");
  CHECK(faultOf(hipBody(kQuad, 200, 206, 209, 0.4)) == "");
  CHECK(faultOf(mansardBody(kQuad, 200, 206, 210)) == "");
  CHECK(faultOf(sawtoothBody(kQuad, 200, 206, 208, 4)) == "");
  CHECK(faultOf(sectionBody(kQuad, 200, {{0, 204}, {1, 206}})) == "");
  CHECK(faultOf(pavilionBody(regularPolygon({5, 5}, 6, 9), 0, 8, 12)) == "");
  CHECK(faultOf(lShapedBody({3, 4}, {0.6, 0.8}, 14, 12, 6, 0, 3, 5.5)) == "");
  CHECK(faultOf(tShapedBody({3, 4}, {0.6, 0.8}, 14, 8, 6, 5, 2.2, 0, 3, 6)) == "");
  CHECK(faultOf(archBridge({0, 0}, {30, 40}, 10, 205, 199, 4)) == "");
}

TEST_CASE("The check of bodies sees what is open or inside out") {
  Body open = prism(rectangle({0, 0}, {1, 0}, 4, 4), 0, 3);
  open.pop_back();
  CHECK(faultOf(open) == "an edge that two surfaces do not share");
  Body inverted = prism(rectangle({0, 0}, {1, 0}, 4, 4), 0, 3);
  for (Surface& surface : inverted) {
    std::reverse(surface.ring.begin(), surface.ring.end());
  }
  CHECK(faultOf(inverted) == "turned inside out");
}
