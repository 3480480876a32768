#include <catch2/catch.hpp>
#include <cmath>

#include "engine/render/detail/look.h"

namespace belvedere::render {
namespace {

double brightness(const glm::dvec3& c) { return c.x + c.y + c.z; }

LookParameters realisticAt(double elevationDegrees) {
  scene::Snapshot snapshot;
  snapshot.look = scene::Look::Realistic;
  const double elevation = elevationDegrees * 3.14159265 / 180.0;
  snapshot.sunDirection = {std::cos(elevation), 0.0, std::sin(elevation)};
  return lookParameters(snapshot);
}

}  // namespace

TEST_CASE("sRGB values become linear as IEC 61966-2-1 says") {
  CHECK(linearFromSrgb(0.0) == 0.0);
  CHECK(linearFromSrgb(1.0) == Approx(1.0));
  CHECK(linearFromSrgb(0.5) == Approx(0.21404).epsilon(1e-4));
  CHECK(linearFromSrgb(0.04) == Approx(0.04 / 12.92));
}

TEST_CASE("Daylight is brighter than dusk, and dusk than night, which is not black") {
  const auto light = [](const LookParameters& look) { return brightness(look.sunColour) + brightness(look.skyColour); };
  CHECK(light(realisticAt(50.0)) > light(realisticAt(3.0)));
  CHECK(light(realisticAt(3.0)) > light(realisticAt(-20.0)));
  CHECK(light(realisticAt(-20.0)) > 0.1);
}

TEST_CASE("A low sun is red, and light never comes from below") {
  const LookParameters low = realisticAt(4.0);
  CHECK(low.sunColour.x > 1.5 * low.sunColour.z);
  for (const double elevation : {60.0, 1.0, -5.0, -40.0}) {
    CHECK(realisticAt(elevation).sunDirection.z > 0.0);
  }
}

TEST_CASE("The maquette's light does not follow the hour") {
  scene::Snapshot snapshot;
  const LookParameters noon = lookParameters(snapshot);
  snapshot.sunDirection = {1.0, 0.0, -0.5};
  CHECK(lookParameters(snapshot).sunDirection == noon.sunDirection);
}

}  // namespace belvedere::render
