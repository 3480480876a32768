#include <catch2/catch.hpp>

#include "tests/unit/ui/screen.h"

using namespace belvedere;
using ui::Screen;

namespace {

ui::ViewModel overTheSquare() {
  ui::ViewModel view;
  view.hasTerritory = true;
  view.crsIdentifier = "EPSG:2154+5720";
  view.crsName = "RGF93 v1 / Lambert-93 + NGF-IGN69 height";
  view.frameMilliseconds = 17.4;
  view.cursor = ui::CursorPlace{432123.45, 6714321.27, 41.27, -0.554321, 47.471234};
  return view;
}

}  // namespace

TEST_CASE("The status bar shows place, height and degrees under the cursor, the CRS and the time of a picture") {
  Screen screen;
  const ui::ViewModel view = overTheSquare();
  screen.settle(view);
  INFO(screen.text());
  CHECK(screen.shows("E 432,123.5 m"));
  CHECK(screen.shows("N 6,714,321.3 m"));
  CHECK(screen.shows("H 41.3 m"));
  CHECK(screen.shows("47.471234° N"));
  CHECK(screen.shows("0.554321° W"));
  CHECK(screen.shows("EPSG:2154+5720"));
  CHECK(screen.shows("17 ms"));
  CHECK_FALSE(screen.shows("Loading"));
  const auto crs = screen.find("EPSG:2154+5720");
  REQUIRE(crs);
  screen.moveMouse(*crs);
  screen.settle(view);
  CHECK(screen.shows("RGF93 v1 / Lambert-93"));
}

TEST_CASE("In French the status bar has decimal commas and names the west « O »") {
  if (!Screen::hasFrench()) {
    WARN("SKIP: the typeface or the French texts are not there");
    return;
  }
  Screen screen(Language::French);
  screen.settle(overTheSquare());
  INFO(screen.text());
  CHECK(screen.shows("E 432 123,5 m"));
  CHECK(screen.shows("47,471234° N"));
  CHECK(screen.shows("0,554321° O"));
}

TEST_CASE("Over no ground the status bar says how to read coordinates, and while something loads, that it does") {
  Screen screen;
  ui::ViewModel view = overTheSquare();
  view.cursor.reset();
  view.isSettled = false;
  screen.settle(view);
  CHECK(screen.shows("Move the cursor over the ground to read its coordinates"));
  CHECK(screen.shows("Loading…"));
  CHECK_FALSE(screen.shows("432,123"));
}
