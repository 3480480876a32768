#include <catch2/catch.hpp>

#include "engine/app/detail/dropped_files.h"

using belvedere::app::droppedSources;
using Paths = std::vector<std::filesystem::path>;

TEST_CASE("The parts of a shapefile dropped together are one source") {
  CHECK(droppedSources({"/d/roofs.dbf", "/d/roofs.shp", "/d/roofs.SHX", "/d/roofs.prj"}) == Paths{"/d/roofs.shp"});
}

TEST_CASE("An image brings its world file and its statistics") {
  CHECK(droppedSources({"/d/ortho.tif", "/d/ortho.tfw", "/d/ortho.tif.aux.xml"}) == Paths{"/d/ortho.tif"});
}

TEST_CASE("A companion alone is handed on, so that a message can say what it is") {
  CHECK(droppedSources({"/d/table.dbf"}) == Paths{"/d/table.dbf"});
  CHECK(droppedSources({"/d/a.shp", "/d/b.dbf"}) == Paths{"/d/a.shp", "/d/b.dbf"});
}

TEST_CASE("Sources stay in the order in which they were dropped") {
  CHECK(droppedSources({"/d/b.gml", "/d/a.geojson"}) == Paths{"/d/b.gml", "/d/a.geojson"});
}
