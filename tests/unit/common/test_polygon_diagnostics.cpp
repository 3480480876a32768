#include <catch2/catch.hpp>

#include "data_loaders/common/polygon_diagnostics.h"
#include "engine/geometry/polygon_triangulator.h"

using belvedere::Diagnostics;
using belvedere::loaders::addPolygonFaults;

TEST_CASE("Polygon faults are counted under val3dity's codes with the places") {
  Diagnostics diagnostics;
  addPolygonFaults(diagnostics, belvedere::geometry::kNoFault, "b0");
  CHECK(diagnostics.isEmpty());
  addPolygonFaults(diagnostics, belvedere::geometry::kTooFewPoints | belvedere::geometry::kNonPlanar, "b1");
  addPolygonFaults(diagnostics, belvedere::geometry::kTooFewPoints, "b2");
  REQUIRE(diagnostics.find("polygon-101") != nullptr);
  CHECK(diagnostics.find("polygon-101")->count == 2);
  CHECK(diagnostics.find("polygon-101")->where == std::vector<std::string>{"b1", "b2"});
  REQUIRE(diagnostics.find("polygon-203") != nullptr);
  CHECK(diagnostics.find("polygon-203")->count == 1);
  CHECK(diagnostics.items().size() == 2);
}
