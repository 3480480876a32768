#include "engine/ui/panels.h"

#include "engine/ui/detail/panel_parts.h"

namespace belvedere::ui {

struct Panels::State {
  LayersPanelState layers;
  FeaturePanelState feature;
  ToolbarState toolbar;
  DialogState dialogs;
  bool isHelpOpen = false;
  bool arePanelsShown = true;
};

Panels::Panels() : state_(std::make_unique<State>()) {}
Panels::~Panels() = default;

Actions Panels::draw(const ViewModel& view, const Translator& translator) {
  Actions actions;
  const PanelContext context{view, translator, actions};
  if (!view.hasTerritory) {
    if (view.pending.empty()) {
      drawWelcome(context, state_->dialogs);
    }
  } else if (state_->arePanelsShown) {
    drawToolbar(context, state_->toolbar, state_->isHelpOpen, state_->dialogs);
    drawLayersPanel(context, state_->layers, state_->dialogs);
    drawFeaturePanel(context, state_->feature, state_->toolbar.right);
    drawStatusBar(context);
    drawEmptyHint(context);
  }
  if (view.hasTerritory) {
    drawCredits(context);
  }
  drawDialog(context, state_->dialogs);
  drawPending(context);
  drawNotices(context);
  drawHelp(context, state_->isHelpOpen);
  drawQuestion(context);
  return actions;
}

void Panels::toggleHelp() { state_->isHelpOpen = !state_->isHelpOpen; }

void Panels::showDialog(Dialog which) {
  state_->isHelpOpen = false;
  ui::showDialog(state_->dialogs, which);
}

bool Panels::isDialogOpen() const { return state_->dialogs.open != Dialog::None; }

bool Panels::closeTopmost() {
  if (isDialogOpen()) {
    state_->dialogs.open = Dialog::None;
    return true;
  }
  if (state_->isHelpOpen) {
    state_->isHelpOpen = false;
    return true;
  }
  const bool wasToolOpen = state_->toolbar.open != Tool::None;
  state_->toolbar.open = Tool::None;
  return wasToolOpen;
}

void Panels::takeFocus() {
  state_->arePanelsShown = true;
  state_->layers.wantsFocus = true;
}

void Panels::togglePanels() { state_->arePanelsShown = !state_->arePanelsShown; }

bool Panels::arePanelsShown() const { return state_->arePanelsShown; }

}  // namespace belvedere::ui
