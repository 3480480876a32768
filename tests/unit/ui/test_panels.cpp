#include <catch2/catch.hpp>

#include "tests/unit/ui/screen.h"

using namespace belvedere;
using ui::Screen;

TEST_CASE("A question offers to save, and takes all else until it is answered") {
  Screen screen;
  ui::ViewModel view;
  view.hasTerritory = true;
  screen.settle(view);
  const auto home = [&] { return screen.click(view, "Whole territory (Home)"); };
  REQUIRE(home());
  CHECK(screen.takeFirst<ui::Command>() == ui::Command::Home);
  view.question = ui::Question{ui::QuestionKind::UnsavedOnClose, "Angers"};
  screen.settle(view);
  CHECK(screen.shows("Save the changes to Angers before closing?"));
  CHECK_FALSE(home());
  REQUIRE(screen.click(view, "Do not save"));
  auto answer = screen.takeFirst<ui::AnswerQuestion>();
  REQUIRE(answer);
  CHECK(answer->answer == ui::Answer::Discard);
  screen.key(view, ImGuiKey_Enter);
  answer = screen.takeFirst<ui::AnswerQuestion>();
  REQUIRE(answer);
  CHECK(answer->answer == ui::Answer::Save);
}

TEST_CASE("The display tool offers the qualities, and Escape closes it") {
  Screen screen;
  ui::ViewModel view;
  view.hasTerritory = true;
  view.quality.chosen = ui::QualityChoice::High;
  CHECK_FALSE(screen.panels().closeTopmost());
  screen.settle(view);
  REQUIRE(screen.click(view, "Quality, panels and language"));
  CHECK(screen.shows("Automatic"));
  REQUIRE(screen.click(view, "Low"));
  const auto chosen = screen.takeFirst<ui::SetQuality>();
  REQUIRE(chosen);
  CHECK(chosen->quality == ui::QualityChoice::Low);
  CHECK(screen.panels().closeTopmost());
  CHECK_FALSE(screen.panels().closeTopmost());
}

TEST_CASE("The list of keys opens, also without a territory, and closes first") {
  Screen screen;
  const ui::ViewModel view;
  screen.panels().toggleHelp();
  screen.settle(view);
  CHECK(screen.shows("Ctrl + O Open another territory"));
  CHECK(screen.shows("Ctrl + L Add a layer: a file or a web address"));
  CHECK(screen.panels().closeTopmost());
  CHECK_FALSE(screen.panels().closeTopmost());
}

TEST_CASE("Panels stand in a window as small as a stamp") {
  Screen screen;
  ImGui::GetIO().DisplaySize = {120.0F, 90.0F};
  scene::Layer layer;
  layer.name = std::string(300, 'W') + "é";
  ui::ViewModel view;
  view.hasTerritory = true;
  view.territoryName = std::string(300, 'M');
  view.interfaceScale = 3.0F;
  ui::LayerEntry& entry = view.layers.emplace_back();
  entry.id = 1;
  entry.layer = &layer;
  view.feature = ui::FeatureCard{};
  view.notices.push_back({Severity::Error, std::string(500, 'x'), "hint"});
  view.pending.push_back({"Reading", 2.0});
  view.credits = {std::string(400, 'c')};
  screen.panels().toggleHelp();
  screen.settle(view);
  CHECK(screen.take().empty());
  screen.panels().showDialog(ui::Dialog::OpenTerritory);
  screen.settle(view);
  for (const ui::Action& action : screen.take()) {
    CHECK(std::holds_alternative<ui::ListFolder>(action));
  }
}
