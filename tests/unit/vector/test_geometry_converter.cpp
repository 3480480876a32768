#include <catch2/catch.hpp>
#include <cmath>
#include <memory>

#include "data_loaders/vector/detail/geometry_converter.h"

using namespace belvedere;
using loaders::vector::GeometryConverter;

namespace {

struct Converted {
  model::FeatureBatch batch;
  Diagnostics diagnostics;
  bool isDrawn = false;
};

Converted convert(const char* wkt, bool areSwapped = false, bool arePolygonsSolid = false) {
  Converted out;
  OGRGeometry* made = nullptr;
  REQUIRE(OGRGeometryFactory::createFromWkt(wkt, nullptr, &made) == OGRERR_NONE);
  const std::unique_ptr<OGRGeometry> geometry(made);
  out.isDrawn = GeometryConverter(areSwapped, arePolygonsSolid, out.diagnostics).append(*geometry, 0, "f1", out.batch);
  return out;
}

}  // namespace

TEST_CASE("A polygon keeps its hole and loses its closing points") {
  const auto out = convert("POLYGON ((0 0,10 0,10 10,0 10,0 0),(2 2,2 4,4 4,2 2))");
  REQUIRE(out.batch.polygons.size() == 1);
  CHECK(out.batch.polygons[0].ringCount == 2);
  CHECK(out.batch.rings[0].positionCount == 4);
  CHECK(out.batch.rings[1].positionCount == 3);
  CHECK(std::isnan(out.batch.positions[0].z));
}

TEST_CASE("Latitude before longitude is put right") {
  const auto out = convert("POINT (48.5 2.25)", true);
  CHECK(out.batch.positions.at(0).x == 2.25);
  CHECK(out.batch.positions.at(0).y == 48.5);
}

TEST_CASE("A multipolygon with an upright wall is a solid, its roof included") {
  const auto out = convert("MULTIPOLYGON Z (((0 0 5,4 0 5,4 4 5,0 4 5,0 0 5)),((0 0 0,4 0 0,4 0 5,0 0 5,0 0 0)))");
  CHECK(out.batch.polygons.empty());
  REQUIRE(out.batch.surfaces.size() == 2);
  CHECK(out.batch.triangles.size() == 12);
  CHECK(out.batch.surfaces[0].isTwoSided == 1);
}

TEST_CASE("A level polygon with heights stays a footprint") {
  const auto out = convert("POLYGON Z ((0 0 5,4 0 5,4 4 5,0 4 5,0 0 5))");
  REQUIRE(out.batch.polygons.size() == 1);
  CHECK(out.batch.positions[0].z == 5.0);
}

TEST_CASE("The same polygon is a face where the source is a drawing in space") {
  const auto out = convert("POLYGON Z ((0 0 5,4 0 5,4 4 5,0 4 5,0 0 5))", false, true);
  CHECK(out.batch.surfaces.size() == 1);
}

TEST_CASE("TIN and polyhedral surfaces become triangles") {
  CHECK(convert("TIN Z (((0 0 0,1 0 0,0 1 1,0 0 0)),((1 0 0,1 1 1,0 1 1,1 0 0)))").batch.triangles.size() == 6);
  CHECK(convert("POLYHEDRALSURFACE Z (((0 0 0,1 0 0,1 1 0,0 1 0,0 0 0)))").batch.triangles.size() == 6);
}

TEST_CASE("Curves are drawn as lines") {
  const auto out = convert("CIRCULARSTRING (0 0,1 1,2 0)");
  REQUIRE(out.batch.lines.size() == 1);
  CHECK(out.batch.lines[0].positionCount > 10);
}

TEST_CASE("A line with an absurd position is left out and counted") {
  const auto out = convert("LINESTRING (0 0,1e308 0)");
  CHECK_FALSE(out.isDrawn);
  CHECK(out.batch.positions.empty());
  CHECK(out.diagnostics.find("position-not-finite") != nullptr);
}

TEST_CASE("One bad hole costs the hole, a bad outer ring the polygon") {
  const auto hole = convert("POLYGON ((0 0,10 0,10 10,0 10,0 0),(2 2,2 2))");
  CHECK(hole.batch.polygons.at(0).ringCount == 1);
  const auto outer = convert("POLYGON ((0 0,1e308 0,1 1,0 0))");
  CHECK(outer.batch.polygons.empty());
}
