#include <catch2/catch.hpp>

#include "tests/unit/ui/screen.h"

using namespace belvedere;
using ui::Screen;

namespace {

ui::ViewModel openTerritory() {
  ui::ViewModel view;
  view.hasTerritory = true;
  view.territoryName = "Angers";
  view.territoryFolder = "/data/angers";
  return view;
}

const ui::FolderListing kTown{"/data/angers", {{"bati", true, false}, {"relief.tif", false, false}}};
const ui::FolderListing kBuildings{"/data/angers/bati", {{"centre.gml", false, false}, {"gare.gml", false, false}}};
const ui::FolderListing kTowns{"/data/", {{"angers", true, true}, {"annecy", true, true}, {"notes.txt", false, false}}};

}  // namespace

TEST_CASE("The button and the key open the same dialog, in which a typed path opens a territory") {
  Screen screen;
  const ui::ViewModel view = openTerritory();
  screen.settle(view);
  CHECK_FALSE(screen.shows("Open a territory"));
  REQUIRE(screen.click(view, "Open another territory (Ctrl+O)"));
  CHECK(screen.shows("Open a territory"));
  CHECK(screen.panels().isDialogOpen());
  CHECK(screen.panels().closeTopmost());
  screen.settle(view);
  CHECK_FALSE(screen.shows("Open a territory"));
  screen.panels().showDialog(ui::Dialog::OpenTerritory);
  screen.settle(view);
  screen.type(view, "/data/annecy");
  screen.take();
  screen.key(view, ImGuiKey_Enter);
  const auto opened = screen.takeFirst<ui::OpenTerritory>();
  REQUIRE(opened);
  CHECK(opened->path == "/data/annecy");
  CHECK_FALSE(screen.panels().isDialogOpen());
}

TEST_CASE("Recent territories are chosen with arrows and Enter, or with the mouse") {
  Screen screen;
  ui::ViewModel view = openTerritory();
  view.recentTerritories = {"/data/annecy", "/towns/lyon"};
  screen.panels().showDialog(ui::Dialog::OpenTerritory);
  screen.settle(view);
  CHECK(screen.shows("Recent territories"));
  CHECK(screen.shows("annecy /data lyon /towns"));
  screen.key(view, ImGuiKey_DownArrow);
  screen.key(view, ImGuiKey_DownArrow);
  screen.key(view, ImGuiKey_DownArrow);  // there is no third one
  screen.key(view, ImGuiKey_Enter);
  auto opened = screen.takeFirst<ui::OpenTerritory>();
  REQUIRE(opened);
  CHECK(opened->path == "/towns/lyon");
  screen.panels().showDialog(ui::Dialog::OpenTerritory);
  screen.settle(view);
  REQUIRE(screen.click(view, "annecy"));
  opened = screen.takeFirst<ui::OpenTerritory>();
  REQUIRE(opened);
  CHECK(opened->path == "/data/annecy");
}

TEST_CASE("A path that is typed is listed, completed with Tab and gone down with Enter") {
  Screen screen;
  ui::ViewModel view = openTerritory();
  screen.panels().showDialog(ui::Dialog::AddLayer);
  screen.settle(view);
  auto asked = screen.takeFirst<ui::ListFolder>();
  REQUIRE(asked);
  CHECK(asked->folder == "/data/angers");
  view.listing = &kTown;
  screen.settle(view);
  CHECK(screen.shows("bati/ relief.tif"));
  screen.key(view, ImGuiKey_DownArrow);
  screen.key(view, ImGuiKey_Enter);
  asked = screen.takeFirst<ui::ListFolder>();
  REQUIRE(asked);
  CHECK(asked->folder == "/data/angers/bati");
  view.listing = &kBuildings;
  screen.type(view, "g");
  CHECK(screen.shows("bati/g"));
  CHECK(screen.shows("gare.gml"));
  CHECK_FALSE(screen.shows("centre.gml"));
  screen.key(view, ImGuiKey_Tab);
  CHECK(screen.shows("bati/gare.gml"));
  screen.key(view, ImGuiKey_Enter);
  const auto added = screen.takeFirst<ui::AddSource>();
  REQUIRE(added);
  CHECK(added->source == "/data/angers/bati/gare.gml");
  CHECK_FALSE(screen.panels().isDialogOpen());
}

TEST_CASE("Only folders are offered where a territory is looked for, and one that is chosen opens") {
  Screen screen;
  ui::ViewModel view = openTerritory();
  view.recentTerritories = {"/towns/lyon"};
  view.listing = &kTowns;
  screen.panels().showDialog(ui::Dialog::OpenTerritory);
  screen.settle(view);
  screen.type(view, "/data/a");
  // The listing is that of another spelling of the folder until its own comes.
  const auto asked = screen.takeFirst<ui::ListFolder>();
  REQUIRE(asked);
  ui::FolderListing answer = kTowns;
  answer.folder = asked->folder;
  view.listing = &answer;
  screen.settle(view);
  CHECK(screen.shows("angers/ Territory annecy/ Territory"));
  CHECK_FALSE(screen.shows("notes.txt"));
  CHECK_FALSE(screen.shows("lyon"));
  screen.key(view, ImGuiKey_DownArrow);
  screen.key(view, ImGuiKey_DownArrow);
  screen.key(view, ImGuiKey_UpArrow);
  screen.key(view, ImGuiKey_Enter);
  const auto opened = screen.takeFirst<ui::OpenTerritory>();
  REQUIRE(opened);
  CHECK(opened->path == "/data/angers");
}

TEST_CASE("A web address is taken as it is, and no folder is looked for") {
  Screen screen;
  const ui::ViewModel view = openTerritory();
  screen.settle(view);
  REQUIRE(screen.click(view, "Add a layer (Ctrl+L)"));
  screen.take();
  screen.type(view, "https://host/{z}/{x}/{y}.png");
  CHECK_FALSE(screen.takeFirst<ui::ListFolder>());
  screen.key(view, ImGuiKey_Enter);
  const auto added = screen.takeFirst<ui::AddSource>();
  REQUIRE(added);
  CHECK(added->source == "https://host/{z}/{x}/{y}.png");
}

TEST_CASE("Of a folder with more entries than can be offered, it says how many are left out") {
  Screen screen;
  ui::ViewModel view = openTerritory();
  ui::FolderListing many{"/data/angers", {}};
  for (int i = 0; i < 1234; ++i) {
    many.entries.push_back({"tuile" + std::to_string(i), false, false});
  }
  view.listing = &many;
  screen.panels().showDialog(ui::Dialog::AddLayer);
  screen.settle(view);
  CHECK(screen.shows("and 1,134 more"));
  screen.type(view, "tuile77");
  CHECK(screen.shows("tuile776"));
  screen.type(view, "x");
  CHECK(screen.shows("Nothing there begins like this."));
}

TEST_CASE("Enter without a text or a choice takes nothing") {
  Screen screen;
  const ui::ViewModel view = openTerritory();
  for (const ui::Dialog dialog : {ui::Dialog::OpenTerritory, ui::Dialog::AddLayer}) {
    screen.panels().showDialog(dialog);
    screen.settle(view);
    screen.key(view, ImGuiKey_Enter);
    CHECK(screen.panels().isDialogOpen());
    CHECK_FALSE(screen.takeFirst<ui::OpenTerritory>());
    CHECK_FALSE(screen.takeFirst<ui::AddSource>());
  }
}

TEST_CASE("The dialogs speak French") {
  if (!Screen::hasFrench()) {
    WARN("SKIP: the typeface or the French texts are not there");
    return;
  }
  Screen screen(Language::French);
  ui::ViewModel view = openTerritory();
  view.recentTerritories = {"/data/annecy"};
  screen.panels().showDialog(ui::Dialog::OpenTerritory);
  screen.settle(view);
  CHECK(screen.shows("Ouvrir un territoire"));
  CHECK(screen.shows("Territoires récents"));
  CHECK(screen.shows("annecy /data"));
  screen.panels().showDialog(ui::Dialog::AddLayer);
  screen.settle(view);
  CHECK(screen.shows("Ajouter une couche"));
  CHECK(screen.shows("Fichier, ou adresse web d’un service"));
  CHECK(screen.shows("Échap ferme"));
}

TEST_CASE("Without a territory the window welcomes with the same field, which has the keys at once") {
  Screen screen;
  ui::ViewModel view;
  view.recentTerritories = {"/data/angers", "/towns/lyon"};
  screen.settle(view);
  CHECK(screen.shows("Belvédère"));
  CHECK(screen.shows("Recent territories"));
  CHECK(screen.shows("angers /data lyon /towns"));
  screen.key(view, ImGuiKey_DownArrow);
  screen.key(view, ImGuiKey_Enter);
  const auto opened = screen.takeFirst<ui::OpenTerritory>();
  REQUIRE(opened);
  CHECK(opened->path == "/data/angers");
}
