#include <array>
#include <catch2/catch.hpp>

#include "engine/geo/coordinate_correction.h"

using namespace belvedere::geo;

namespace {

Crs lambert() { return *Crs::fromText("EPSG:2154"); }

glm::dvec3 corrected(const CoordinateCorrection& correction, const glm::dvec3& position) {
  std::array<glm::dvec3, 1> positions{position};
  correction.apply(positions, lambert());
  return positions[0];
}

}  // namespace

TEST_CASE("A local model is turned clockwise about its zero, then moved to its place") {
  CoordinateCorrection correction;
  correction.originEast = 842000.0;
  correction.originNorth = 6519000.0;
  correction.rotationDegrees = 90.0;
  const glm::dvec3 north = corrected(correction, {0.0, 10.0, 3.0});
  CHECK(north.x == Approx(842010.0).margin(1e-9));  // what was north of the zero is east of it
  CHECK(north.y == Approx(6519000.0).margin(1e-9));
  CHECK(north.z == 3.0);
  correction.rotationDegrees = 0.0;
  CHECK(corrected(correction, {1.0, 2.0, 3.0}) == glm::dvec3(842001.0, 6519002.0, 3.0));
}

TEST_CASE("Units and axes are put right before a model is turned and moved") {
  CoordinateCorrection correction;
  correction.axes = AxisOrder::Swapped;
  correction.unit = LengthUnit::Centimetre;
  correction.originEast = 1000.0;
  CHECK(corrected(correction, {200.0, 300.0, 400.0}) == glm::dvec3(1003.0, 2.0, 4.0));
}

TEST_CASE("The box of a turned model holds all of its corners") {
  CoordinateCorrection correction;
  correction.rotationDegrees = 45.0;
  const Bounds2 box = correction.apply(Bounds2{{-1.0, -1.0}, {1.0, 1.0}}, lambert());
  CHECK(box.max.x == Approx(1.41421356));
  CHECK(box.min.y == Approx(-1.41421356));
}

TEST_CASE("Without a correction not a bit changes") {
  const glm::dvec3 position(0.1, 0.2, 0.3);
  CoordinateCorrection correction;
  correction.heightOffsetMetres = 5.0;  // added elsewhere
  CHECK(corrected(correction, position) == position);
}
