#include <catch2/catch.hpp>

#include "engine/model/feature_batch.h"
#include "engine/ui/detail/feature_names.h"

using namespace belvedere;

TEST_CASE("Standard names are shown in people's words, other names as they are") {
  const Translator english(Language::English, "/nowhere");
  CHECK(ui::peopleName(english, "RoofSurface") == "Roof");
  CHECK(ui::peopleName(english, "BuildingPart") == "Part of a building");
  CHECK(ui::peopleName(english, "Feature") == "Object");
  CHECK(ui::peopleName(english, "PointCloud") == "Point cloud");
  CHECK(ui::peopleName(english, "lampadaires") == "lampadaires");
  CHECK(ui::peopleName(english, "").empty());
}

TEST_CASE("Every kind of surface that can be clicked has a name for people") {
  const Translator english(Language::English, "/nowhere");
  for (int i = 0; i <= static_cast<int>(model::SurfaceKind::Other); ++i) {
    const auto standard = model::surfaceKindName(static_cast<model::SurfaceKind>(i));
    INFO(standard);
    CHECK((standard.empty() || standard == "Window" || standard == "Door" ||
           ui::peopleName(english, standard) != standard));
  }
}
