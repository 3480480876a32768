#include <catch2/catch.hpp>

#include "tests/unit/ui/screen.h"

using namespace belvedere;
using ui::Screen;

TEST_CASE("What is being read is named, with a bar that is filled as far as it is") {
  Screen screen;
  ui::ViewModel view;
  view.hasTerritory = true;
  view.pending = {{"Reading quartier.gml…", 0.25}};
  screen.settle(view);
  CHECK(screen.shows("Reading quartier.gml…"));
  const float quarter = screen.widthOf(ImGuiCol_PlotHistogram);
  CHECK(quarter > 50.0F);
  view.pending[0].fraction = 0.75;
  screen.settle(view);
  CHECK(screen.widthOf(ImGuiCol_PlotHistogram) == Approx(3.0F * quarter).margin(4.0F));
  view.pending.push_back({"Opening Lyon…", -1.0});
  screen.settle(view);
  CHECK(screen.shows("Opening Lyon…"));
  view.pending.clear();
  screen.settle(view);
  CHECK_FALSE(screen.shows("Reading"));
}

TEST_CASE("While a territory opens, the welcome makes room for its progress") {
  Screen screen;
  ui::ViewModel view;
  view.recentTerritories = {"/data/angers"};
  view.pending = {{"Opening Angers…", -1.0}};
  screen.settle(view);
  CHECK(screen.shows("Opening Angers…"));
  CHECK_FALSE(screen.shows("Recent territories"));
}

TEST_CASE("A notice shows its text and what to do, and is taken away by its cross") {
  Screen screen;
  ui::ViewModel view;
  view.hasTerritory = true;
  view.notices = {{Severity::Info, "First.", ""}, {Severity::Error, "The file is empty.", "Give another one."}};
  screen.settle(view);
  CHECK(screen.shows("First."));
  CHECK(screen.shows("The file is empty. Give another one."));
  REQUIRE(screen.click(view, "Close (Esc)"));
  const auto dismissed = screen.takeFirst<ui::DismissNotice>();
  REQUIRE(dismissed);
  CHECK(dismissed->index == 0);
}

TEST_CASE("The credits stand on the view, also when the panels are hidden") {
  Screen screen;
  ui::ViewModel view;
  view.hasTerritory = true;
  view.credits = {"IGN", "© Ville d'Angers"};
  screen.panels().togglePanels();
  screen.settle(view);
  CHECK(screen.shows("© IGN · Ville d'Angers"));
}
