#include <catch2/catch.hpp>
#include <imgui.h>
#include <optional>

#include "engine/core/resources.h"
#include "engine/ui/panels.h"
#include "engine/ui/theme.h"

using namespace belvedere;

namespace {

/// An ImGui context without a window: panels are laid out, nothing is drawn.
class Headless {
 public:
  Headless() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {1280.0F, 720.0F};
    io.DeltaTime = 1.0F / 60.0F;
    ui::applyTheme(false, 1.0F);
    ui::loadFonts(Resources("/nowhere"), 1.0F);
    unsigned char* pixels = nullptr;
    int width = 0;
    int height = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
  }
  ~Headless() { ImGui::DestroyContext(); }

  ui::Actions frame(ui::Panels& panels, const ui::ViewModel& view, const ImVec2& mouse, bool isPressed) {
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = mouse;
    io.MouseDown[0] = isPressed;
    ImGui::NewFrame();
    auto actions = panels.draw(view, translator_);
    ImGui::Render();
    return actions;
  }

 private:
  Translator translator_{Language::English, "/nowhere"};
};

}  // namespace

/// Presses wherever a control may be, row by row, until one asks for `Wanted`; gives that.
template <class Wanted>
std::optional<Wanted> sweep(Headless& headless, ui::Panels& panels, const ui::ViewModel& view, const ImVec2& low,
                            const ImVec2& high) {
  for (float y = low.y; y < high.y; y += 6.0F) {
    for (float x = low.x; x < high.x; x += 12.0F) {
      for (const bool isPressed : {false, true, false}) {
        for (const ui::Action& action : headless.frame(panels, view, {x, y}, isPressed)) {
          if (const auto* found = std::get_if<Wanted>(&action)) {
            return *found;
          }
        }
      }
    }
  }
  return std::nullopt;
}

TEST_CASE("A press on the eye of a layer asks to hide that layer") {
  Headless headless;
  ui::Panels panels;
  scene::Layer layer;
  layer.name = "Bâtiments";
  ui::ViewModel view;
  view.hasTerritory = true;
  ui::LayerEntry& entry = view.layers.emplace_back();
  entry.id = 7;
  entry.layer = &layer;
  entry.phase = ui::LayerPhase::Ready;
  bool isHidden = false;
  // The eye stands at the left edge of the panel; sweep down that edge as a hand would, pressing once per row.
  for (float y = 40.0F; y < 160.0F && !isHidden; y += 4.0F) {
    for (const bool isPressed : {false, true, false}) {
      for (const ui::Action& action : headless.frame(panels, view, {30.0F, y}, isPressed)) {
        const auto* hide = std::get_if<ui::SetLayerVisible>(&action);
        isHidden = isHidden || (hide != nullptr && hide->layer == 7 && !hide->isVisible);
      }
    }
  }
  CHECK(isHidden);
}

TEST_CASE("A finding offers its remedies, and nothing is corrected before one is pressed") {
  Headless headless;
  ui::Panels panels;
  scene::Layer layer;
  layer.name = "Bâtiments";
  const Findings findings{{Message({"heights-offset", "They stand 8 m off the relief."}),
                           {{"", {{"heightOffset", "-8.0"}}, 0.5}, {"relief", {{"heightOffset", "8.0"}}, 0.5}}}};
  ui::ViewModel view;
  view.hasTerritory = true;
  ui::LayerEntry& entry = view.layers.emplace_back();
  entry.id = 7;
  entry.layer = &layer;
  entry.phase = ui::LayerPhase::Ready;
  entry.findings = &findings;
  // The name unfolds the details; the buttons stand below. Pressing it again on the way folds them up.
  std::optional<ui::ApplyRemedy> applied;
  for (float y = 60.0F; y < 140.0F && !applied; y += 6.0F) {
    for (const bool isPressed : {false, true, false}) {
      CHECK(headless.frame(panels, view, {110.0F, y}, isPressed).empty());
    }
    headless.frame(panels, view, {-1.0F, -1.0F}, false);
    applied = sweep<ui::ApplyRemedy>(headless, panels, view, {20.0F, 140.0F}, {70.0F, 400.0F});
  }
  REQUIRE(applied);
  CHECK(applied->layer == 7);
  CHECK(applied->remedy.settings == findings[0].remedies[0].settings);
}

TEST_CASE("Without a territory the window welcomes and lists recent ones") {
  Headless headless;
  ui::Panels panels;
  ui::ViewModel view;
  view.recentTerritories = {"/data/angers"};
  CHECK(headless.frame(panels, view, {-1.0F, -1.0F}, false).empty());
}

TEST_CASE("A question offers to save, and takes the keys until it is answered") {
  Headless headless;
  ui::Panels panels;
  ui::ViewModel view;
  view.hasTerritory = true;
  view.question = ui::Question{ui::QuestionKind::UnsavedOnClose, "Angers"};
  headless.frame(panels, view, {-1.0F, -1.0F}, false);
  const auto answer = sweep<ui::AnswerQuestion>(headless, panels, view, {380.0F, 300.0F}, {900.0F, 420.0F});
  REQUIRE(answer);
  CHECK(answer->answer == ui::Answer::Save);
  // Outside it, nothing else can be pressed.
  CHECK_FALSE(sweep<ui::Command>(headless, panels, view, {0.0F, 20.0F}, {600.0F, 40.0F}).has_value());
}

TEST_CASE("The display tool offers the qualities, and Escape closes it") {
  Headless headless;
  ui::Panels panels;
  ui::ViewModel view;
  view.hasTerritory = true;
  view.quality.chosen = ui::QualityChoice::High;
  CHECK_FALSE(panels.closeTopmost());
  // The tools stand right in the toolbar; opening the wrong ones on the way does no harm.
  const auto chosen = [&] {
    for (float x = 300.0F; x < 560.0F; x += 10.0F) {
      for (const bool isPressed : {false, true, false}) {
        headless.frame(panels, view, {x, 30.0F}, isPressed);
      }
      if (const auto quality = sweep<ui::SetQuality>(headless, panels, view, {360.0F, 90.0F}, {520.0F, 130.0F})) {
        return quality;
      }
    }
    return std::optional<ui::SetQuality>();
  }();
  REQUIRE(chosen);
  CHECK(chosen->quality == ui::QualityChoice::Auto);
  CHECK(panels.closeTopmost());
  CHECK_FALSE(panels.closeTopmost());
}

TEST_CASE("The list of keys opens, also without a territory, and closes first") {
  Headless headless;
  ui::Panels panels;
  ui::ViewModel view;
  panels.toggleHelp();
  headless.frame(panels, view, {-1.0F, -1.0F}, false);
  CHECK(panels.closeTopmost());
  CHECK_FALSE(panels.closeTopmost());
}

TEST_CASE("Panels stand in a window as small as a stamp") {
  Headless headless;
  ImGui::GetIO().DisplaySize = {120.0F, 90.0F};
  ui::Panels panels;
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
  panels.toggleHelp();
  for (int i = 0; i < 3; ++i) {
    CHECK(headless.frame(panels, view, {-1.0F, -1.0F}, false).empty());
  }
}
