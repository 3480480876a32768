#include <catch2/catch.hpp>
#include <imgui.h>

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

TEST_CASE("Without a territory the window welcomes and lists recent ones") {
  Headless headless;
  ui::Panels panels;
  ui::ViewModel view;
  view.recentTerritories = {"/data/angers"};
  CHECK(headless.frame(panels, view, {-1.0F, -1.0F}, false).empty());
}
