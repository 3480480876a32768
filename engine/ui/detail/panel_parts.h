#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "engine/core/translator.h"
#include "engine/ui/panels.h"

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
  scene::LayerId opened = 0;     ///< the layer whose details are unfolded; 0 for none
  scene::LayerId described = 0;  ///< the layer that was asked to be described since; 0 for none
  std::array<char, 64> filter{};
  bool wantsFocus = false;  ///< keys are to go to this panel
};

/// What the feature panel remembers.
struct FeaturePanelState {
  std::array<char, 64> filter{};
};

/// What unfolds under the toolbar, one at a time.
enum class Tool { None, Sun, Bookmarks, Display };

/// What the toolbar remembers.
struct ToolbarState {
  Tool open = Tool::None;
  float toolX = 0.0F;  ///< of the open tool's button, pixels
  float right = 0.0F;  ///< edge of the bar, pixels
  std::array<char, 64> bookmarkName{};
};

/// What a field for a path remembers.
struct PathFieldState {
  std::array<char, 4097> text{};
  int chosen = -1;              ///< number of what is chosen below; -1 for what is typed
  bool isTouched = false;       ///< something was typed since it was opened
  bool wantsFocus = false;      ///< keys are to go to it
  bool isCaretToEnd = false;    ///< what stands there is to be gone on with
  bool isChoiceMoved = false;   ///< what is chosen has to come into sight
  std::filesystem::path asked;  ///< the folder of which the listing was asked for; empty for none
};

/// What the dialogs remember.
struct DialogState {
  Dialog open = Dialog::None;
  PathFieldState territory;  ///< the welcome's too
  PathFieldState source;
};

void drawToolbar(const PanelContext& context, ToolbarState& state, bool& isHelpOpen, DialogState& dialogs);
/// What a cloud's points are coloured by, their size, and what the colours mean.
void drawPointsLegend(const PanelContext& context, const LayerEntry& entry);
/// What a layer is, where it comes from and what is wrong with it.
void drawLayerDetails(const PanelContext& context, const LayerEntry& entry);
void drawLayersPanel(const PanelContext& context, LayersPanelState& state, DialogState& dialogs);
/// `toolbarRight` is the edge of the toolbar: beside it the panel begins higher than below it.
void drawFeaturePanel(const PanelContext& context, FeaturePanelState& state, float toolbarRight);
void drawStatusBar(const PanelContext& context);
void drawCredits(const PanelContext& context);
void drawNotices(const PanelContext& context);
void drawPending(const PanelContext& context);
void drawQuestion(const PanelContext& context);
/// What to do next in a territory without layers.
void drawEmptyHint(const PanelContext& context);
void drawWelcome(const PanelContext& context, DialogState& dialogs);
/// The dialog that is open, over everything but a question.
void drawDialog(const PanelContext& context, DialogState& dialogs);
/// Opens a dialog, with the keys in its field.
void showDialog(DialogState& dialogs, Dialog which);
/// Where a territory is, typed or chosen among the recent ones: opens it. Whether it did.
bool drawTerritoryChooser(const PanelContext& context, PathFieldState& state);
void drawHelp(const PanelContext& context, bool& isOpen);

/// Quality, size and colours of the panels, language: the content of a tool.
void drawDisplay(const PanelContext& context);
/// Of those, theme and language, in one row each.
void drawThemeAndLanguage(const PanelContext& context);

/// Left edge of the space beside the layers, and top of the space below the toolbar, in pixels.
float besideLayers(const PanelContext& context);
float belowToolbar();

/// Height of the status bar in pixels at the current scale.
float statusBarHeight();

}  // namespace belvedere::ui
