#include <catch2/catch.hpp>

#include "tests/unit/ui/screen.h"

using namespace belvedere;
using ui::Screen;

namespace {

ui::ViewModel clickedRoof() {
  ui::ViewModel view;
  view.hasTerritory = true;
  ui::FeatureCard& card = view.feature.emplace();
  card.title = "École Jean-Jaurès";
  card.type = "BuildingPart";
  card.id = "BAT_0042_P1";
  card.surface = "RoofSurface";
  card.lod = "2.2";
  card.layerName = "Bâtiments";
  card.sourceName = "centre.gml";
  card.crs = "EPSG:3946+5720";
  card.attribution = "Ville d'Angers";
  card.parents = {{"Building", "BAT_0042"}};
  card.attributes = {{"hauteur", "12.5", "m", true},
                     {"conso", "110", "kWh/m2", true},
                     {"usage", "Enseignement", "", false},
                     {"vide", "", "", false}};
  return view;
}

}  // namespace

TEST_CASE("The card of a clicked roof says what it is, of what it is a part, and where that comes from") {
  Screen screen;
  const ui::ViewModel view = clickedRoof();
  screen.settle(view);
  INFO(screen.text());
  CHECK(screen.shows("Part of a building"));
  CHECK(screen.shows("École Jean-Jaurès"));
  CHECK(screen.shows("hauteur 12.5 m"));
  CHECK(screen.shows("conso 110 kWh/m²"));
  CHECK(screen.shows("usage Enseignement"));
  CHECK_FALSE(screen.shows("vide"));
  CHECK(screen.shows("Surface Roof"));
  CHECK(screen.shows("Level of detail LoD 2.2"));
  CHECK(screen.shows("Part of Building BAT_0042"));
  CHECK(screen.shows("Identifier BAT_0042_P1"));
  CHECK(screen.shows("Layer Bâtiments"));
  CHECK(screen.shows("Source centre.gml"));
  CHECK(screen.shows("Coordinates EPSG:3946+5720"));
  CHECK(screen.shows("© Ville d'Angers"));
}

TEST_CASE("In French the card has French words and a decimal comma") {
  if (!Screen::hasFrench()) {
    WARN("SKIP: the typeface or the French texts are not there");
    return;
  }
  Screen screen(Language::French);
  screen.settle(clickedRoof());
  INFO(screen.text());
  CHECK(screen.shows("Partie de bâtiment"));
  CHECK(screen.shows("hauteur 12,5 m"));
  CHECK(screen.shows("Surface Toiture"));
  CHECK(screen.shows("Coordonnées EPSG:3946+5720"));
}

TEST_CASE("Nothing is told where nothing is selected, and of an object without attributes that it has none") {
  Screen screen;
  ui::ViewModel view = clickedRoof();
  view.feature->attributes.clear();
  screen.settle(view);
  CHECK(screen.shows("This object has no attributes."));
  view.feature.reset();
  screen.settle(view);
  CHECK_FALSE(screen.shows("École"));
}

TEST_CASE("The card goes to its object and closes") {
  Screen screen;
  const ui::ViewModel view = clickedRoof();
  screen.settle(view);
  REQUIRE(screen.click(view, "Go there"));
  CHECK(screen.takeFirst<ui::Command>() == ui::Command::ZoomToSelection);
  REQUIRE(screen.click(view, "Close (Esc)"));
  CHECK(screen.takeFirst<ui::Command>() == ui::Command::ClearSelection);
}

TEST_CASE("Many attributes can be filtered by name and value, without accents") {
  Screen screen;
  ui::ViewModel view = clickedRoof();
  for (int i = 0; i < 12; ++i) {
    view.feature->attributes.push_back({"code" + std::to_string(i), std::to_string(i), "", true});
  }
  view.feature->attributes.push_back({"quartier", "Belle-Île", "", false});
  screen.settle(view);
  REQUIRE(screen.shows("code7 7"));
  REQUIRE(screen.click(view, "Filter"));
  screen.type(view, "ile");
  CHECK(screen.shows("quartier Belle-Île"));
  CHECK_FALSE(screen.shows("code7"));
}

TEST_CASE("The card of a point tells class, height, intensity and return") {
  Screen screen;
  ui::ViewModel view = clickedRoof();
  view.feature->point = ui::PointFacts{6, 1234, 51.257, 2, 3};
  screen.settle(view);
  INFO(screen.text());
  CHECK(screen.shows("Class 6 Building"));
  CHECK(screen.shows("Height 51.26 m"));
  CHECK(screen.shows("Intensity 1,234"));
  CHECK(screen.shows("Return 2 of 3"));
}
