#include <catch2/catch.hpp>

#include "tests/unit/ui/screen.h"

using namespace belvedere;
using ui::Screen;

namespace {

/// A territory of two layers, the buildings above the relief.
struct Town {
  scene::Layer buildings, relief;
  model::SourceDescription description;
  Diagnostics diagnostics;
  Findings findings;
  ui::ViewModel view;

  Town() {
    buildings.id = "batiments";
    buildings.name = "Bâtiments";
    buildings.kind = model::SourceKind::Buildings;
    buildings.sources = {"bati/centre.gml"};
    buildings.opacity = 0.8;
    buildings.governance.owner = "Ville d'Angers";
    buildings.governance.licence = "LO 2.0";
    buildings.governance.sourceDate = "2024-05-01";
    relief.id = "relief";
    relief.name = "Relief";
    relief.kind = model::SourceKind::Terrain;
    description.format = "CityGML 2.0";
    description.crs = "EPSG:3946";
    description.objects = {{"Building", 1234}, {"WaterBody", 5}};
    view.hasTerritory = true;
    view.territoryName = "Angers";
    view.isModified = true;
    view.layers.resize(2);
    view.layers[0].id = 7;
    view.layers[0].layer = &buildings;
    view.layers[0].phase = ui::LayerPhase::Ready;
    view.layers[0].description = &description;
    view.layers[0].diagnostics = &diagnostics;
    view.layers[0].findings = &findings;
    view.layers[1].id = 3;
    view.layers[1].layer = &relief;
    view.layers[1].phase = ui::LayerPhase::Ready;
  }
  Town(const Town&) = delete;
  Town& operator=(const Town&) = delete;
};

}  // namespace

TEST_CASE("The layers are listed, the topmost first, and those hidden say so") {
  Screen screen;
  Town town;
  town.relief.isVisible = false;
  screen.settle(town.view);
  INFO(screen.text());
  CHECK(screen.shows("Angers •"));
  CHECK(screen.shows("Layers Bâtiments Relief"));
  CHECK_FALSE(screen.shows("CityGML"));
  REQUIRE(screen.click(town.view, "Hide"));
  const auto hidden = screen.takeFirst<ui::SetLayerVisible>();
  REQUIRE(hidden);
  CHECK(hidden->layer == 7);
  CHECK_FALSE(hidden->isVisible);
  REQUIRE(screen.click(town.view, "Show"));
  const auto shown = screen.takeFirst<ui::SetLayerVisible>();
  REQUIRE(shown);
  CHECK(shown->layer == 3);
  CHECK(shown->isVisible);
}

TEST_CASE("A press on a name unfolds what the layer is, and folds it up again") {
  Screen screen;
  Town town;
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Bâtiments"));
  INFO(screen.text());
  CHECK(screen.shows("Opacity 80 %"));
  CHECK(screen.shows("Format CityGML 2.0"));
  CHECK(screen.shows("Coordinates EPSG:3946"));
  CHECK(screen.shows("Objects 1,234 Building 5 Water"));
  CHECK(screen.shows("Source bati/centre.gml"));
  CHECK(screen.shows("Owner Ville d'Angers"));
  CHECK(screen.shows("Licence LO 2.0"));
  CHECK(screen.shows("Date 2024-05-01"));
  REQUIRE(screen.click(town.view, "Bâtiments"));
  CHECK_FALSE(screen.shows("CityGML"));
}

TEST_CASE("All that is stated on who answers for a layer stands in its details, and all its sources, to a limit") {
  Screen screen;
  Town town;
  town.buildings.governance = {"personal", "LO 2.0", "IGN", "Ville d'Angers", "2024-05-01", "RGPD 6.1.e", "5 ans"};
  town.buildings.sources = {"https://host/a.gml?key=secret"};
  for (int i = 1; i < 9; ++i) {
    town.buildings.sources.push_back("bati/" + std::to_string(i) + ".gml");
  }
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Bâtiments"));
  INFO(screen.text());
  CHECK(screen.shows("Sources https://host/a.gml bati/1.gml bati/2.gml"));
  CHECK(screen.shows("bati/5.gml and 3 more"));
  CHECK_FALSE(screen.shows("secret"));
  CHECK(screen.shows("Credit IGN"));
  CHECK(screen.shows("Access Personal data"));
  CHECK(screen.shows("Legal basis RGPD 6.1.e"));
  CHECK(screen.shows("Retention 5 ans"));
  town.buildings.governance = {};
  screen.settle(town.view);
  for (const char* name : {"Owner", "Licence", "Credit", "Access", "Legal basis", "Retention"}) {
    CHECK_FALSE(screen.shows(name));  // not stated
  }
}

TEST_CASE("What a city model offers is asked for when its details are unfolded, and can be chosen there") {
  Screen screen;
  Town town;
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Bâtiments"));
  std::vector<ui::Action> asked = screen.take();
  REQUIRE(asked.size() == 1);
  CHECK(std::get<ui::DescribeLayer>(asked[0]).layer == 7);
  CHECK_FALSE(screen.shows("Level of detail"));
  town.view.layers[0].isDescribing = true;
  screen.settle(town.view);
  CHECK(screen.shows("Looking for levels of detail and themes…"));
  model::SourceDescription whole = town.description;
  whole.lods = {{"1", 1234}, {"2", 1200}};
  whole.appearanceThemes = {"été", "hiver"};
  town.view.layers[0].whole = &whole;
  town.view.layers[0].isDescribing = false;
  screen.settle(town.view);
  CHECK(screen.shows("Level of detail Finest"));
  CHECK(screen.shows("Theme été"));
  REQUIRE(screen.click(town.view, "Finest"));
  REQUIRE(screen.click(town.view, "LoD 1 (1,234)"));
  const auto lod = screen.takeFirst<ui::SetLayerValue>();
  REQUIRE(lod);
  CHECK(lod->layer == 7);
  CHECK(lod->key == "options.lod");
  CHECK(lod->value == "1");
  REQUIRE(screen.click(town.view, "été"));
  REQUIRE(screen.click(town.view, "hiver"));
  const auto theme = screen.takeFirst<ui::SetLayerValue>();
  REQUIRE(theme);
  CHECK(theme->key == "options.theme");
  CHECK(theme->value == "hiver");
  town.buildings.options = {{"lod", "1"}, {"theme", "hiver"}};
  screen.settle(town.view);
  CHECK(screen.shows("Level of detail LoD 1 (1,234)"));
  CHECK(screen.shows("Theme hiver"));
}

TEST_CASE("Where there is nothing to choose, nothing is offered, and only city models are asked") {
  Screen screen;
  Town town;
  model::SourceDescription whole = town.description;
  whole.lods = {{"2", 1200}};
  whole.appearanceThemes = {"été"};
  town.view.layers[0].whole = &whole;
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Bâtiments"));
  CHECK_FALSE(screen.shows("Level of detail"));
  CHECK_FALSE(screen.shows("Theme"));
  REQUIRE(screen.click(town.view, "Relief"));
  CHECK_FALSE(screen.takeFirst<ui::DescribeLayer>());
}

TEST_CASE("In French the details have French words") {
  if (!Screen::hasFrench()) {
    WARN("SKIP: the typeface or the French texts are not there");
    return;
  }
  Screen screen(Language::French);
  Town town;
  screen.settle(town.view);
  CHECK(screen.shows("Couches"));
  REQUIRE(screen.click(town.view, "Bâtiments"));
  INFO(screen.text());
  CHECK(screen.shows("Opacité 80 %"));
  CHECK(screen.shows("Objets 1 234 Bâtiment 5 Eau"));
  CHECK(screen.shows("Propriétaire Ville d'Angers"));
}

TEST_CASE("The unfolded layer is zoomed to, moved up and down, and removed") {
  Screen screen;
  Town town;
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Bâtiments"));
  REQUIRE(screen.click(town.view, "Zoom to this layer"));
  const auto zoomed = screen.takeFirst<ui::ZoomToLayer>();
  REQUIRE(zoomed);
  CHECK(zoomed->layer == 7);
  for (const bool isUp : {true, false}) {
    REQUIRE(screen.click(town.view, isUp ? "Move up" : "Move down"));
    const auto moved = screen.takeFirst<ui::MoveLayer>();
    REQUIRE(moved);
    CHECK(moved->layer == 7);
    CHECK(moved->isUp == isUp);
  }
  REQUIRE(screen.click(town.view, "Remove from the territory (the file stays)"));
  const auto removed = screen.takeFirst<ui::RemoveLayer>();
  REQUIRE(removed);
  CHECK(removed->layer == 7);
}

TEST_CASE("The opacity follows the slider, and is final once that is let go") {
  Screen screen;
  Town town;
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Bâtiments"));
  screen.take();
  const auto slider = screen.find("Opacity 80");
  REQUIRE(slider);
  std::vector<ui::SetLayerOpacity> set;
  for (const auto& [shift, isDown] : {std::pair(0.0F, false), {0.0F, true}, {-40.0F, true}, {-40.0F, false}}) {
    screen.moveMouse({slider->x + shift, slider->y});
    screen.hold(isDown);
    screen.settle(town.view, 2);
    for (const ui::Action& action : screen.take()) {
      set.push_back(std::get<ui::SetLayerOpacity>(action));
      town.buildings.opacity = set.back().opacity;
    }
  }
  REQUIRE(set.size() >= 2);
  CHECK(set.front().layer == 7);
  CHECK_FALSE(set.front().isFinal);
  CHECK(set.back().isFinal);
  CHECK(set.back().opacity < 0.5);
}

TEST_CASE("A layer that loads has a bar that is filled as far as it is") {
  Screen screen;
  Town town;
  screen.settle(town.view);
  CHECK(screen.widthOf(ImGuiCol_PlotHistogram) == 0.0F);
  town.view.layers[0].phase = ui::LayerPhase::Loading;
  town.view.layers[0].fraction = 0.2;
  screen.settle(town.view);
  const float fifth = screen.widthOf(ImGuiCol_PlotHistogram);
  CHECK(fifth > 20.0F);
  town.view.layers[0].fraction = 0.8;
  screen.settle(town.view);
  CHECK(screen.widthOf(ImGuiCol_PlotHistogram) == Approx(4.0F * fifth).margin(4.0F));
}

TEST_CASE("A layer that failed says why and what to do, one without consent offers to give it") {
  Screen screen;
  Town town;
  town.view.layers[0].phase = ui::LayerPhase::Failed;
  town.view.layers[0].error = Message({"source-gone", "centre.gml is not there.", "Put it back."});
  screen.settle(town.view);
  CHECK(screen.shows("centre.gml is not there. Put it back."));
  town.view.layers[0].needsConsent = true;
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Allow reading these files"));
  const auto allowed = screen.takeFirst<ui::AllowLayer>();
  REQUIRE(allowed);
  CHECK(allowed->layer == 7);
}

TEST_CASE("Findings and diagnostics stand in the details, with their remedies, and nothing is corrected unasked") {
  Screen screen;
  Town town;
  town.findings = {{Message({"heights-offset", "They stand 8 m off the relief."}),
                    {{"", {{"heightOffset", "-8.0"}}, 0.5}, {"relief", {{"heightOffset", "8.0"}}, 0.05}}}};
  town.diagnostics.add(Severity::Warning, Message({"ring-open", "A ring was not closed."}), "BAT_1");
  town.diagnostics.add(Severity::Warning, Message({"ring-open", "A ring was not closed."}), "BAT_2");
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Bâtiments"));
  INFO(screen.text());
  CHECK(screen.shows("They stand 8 m off the relief."));
  CHECK(screen.shows("Correct heightOffset = -8.0 (± 0.5 m)"));
  CHECK(screen.shows("Correct relief: heightOffset = 8.0 (± 0.05 m)"));
  CHECK(screen.shows("A ring was not closed. (2 ×) BAT_1, BAT_2"));
  CHECK_FALSE(screen.takeFirst<ui::ApplyRemedy>());
  REQUIRE(screen.click(town.view, "Correct"));
  const auto applied = screen.takeFirst<ui::ApplyRemedy>();
  REQUIRE(applied);
  CHECK(applied->layer == 7);
  CHECK(applied->remedy.settings == town.findings[0].remedies[0].settings);
}

TEST_CASE("Many layers can be filtered by name") {
  Screen screen;
  Town town;
  std::vector<scene::Layer> more(8);
  for (std::size_t i = 0; i < more.size(); ++i) {
    more[i].name = "Réseau " + std::to_string(i);
    town.view.layers.emplace_back().id = static_cast<scene::LayerId>(20 + i);
    town.view.layers.back().layer = &more[i];
  }
  screen.settle(town.view);
  REQUIRE(screen.click(town.view, "Filter"));
  screen.type(town.view, "batim");
  CHECK(screen.shows("Bâtiments"));
  CHECK_FALSE(screen.shows("Réseau"));
  screen.type(town.view, "x");
  CHECK(screen.shows("No layer has such a name."));
}

TEST_CASE("A territory without layers says how to add some") {
  Screen screen;
  ui::ViewModel view;
  view.hasTerritory = true;
  screen.settle(view);
  CHECK(screen.shows("No layer yet"));
  CHECK(screen.shows("Drop files on this window, or press Ctrl+L"));
}
