#pragma once

#include <array>
#include <string>

#include "engine/core/translator.h"
#include "engine/ui/view_model.h"

namespace belvedere::ui {

/// What a panel needs to draw itself.
struct PanelContext {
  const ViewModel& view;
  const Translator& translator;
  Actions& actions;

  std::string tr(std::string_view english) const { return translator.tr(english); }
};

/// What the layers panel remembers.
struct LayersPanelState {
  scene::LayerId opened = 0;  ///< the layer whose details are unfolded; 0 for none
  std::array<char, 64> filter{};
};

/// What the feature panel remembers.
struct FeaturePanelState {
  std::array<char, 64> filter{};
};

/// What the toolbar remembers.
struct ToolbarState {
  bool isSunOpen = false;
  bool areBookmarksOpen = false;
  std::array<char, 64> bookmarkName{};
};

void drawToolbar(const PanelContext& context, ToolbarState& state);
void drawLayersPanel(const PanelContext& context, LayersPanelState& state);
void drawFeaturePanel(const PanelContext& context, FeaturePanelState& state);
void drawStatusBar(const PanelContext& context);
void drawCredits(const PanelContext& context);
void drawNotices(const PanelContext& context);
void drawWelcome(const PanelContext& context);
void drawHelp(const PanelContext& context, bool& isOpen);

/// Height of the status bar in pixels at the current scale.
float statusBarHeight();

}  // namespace belvedere::ui
