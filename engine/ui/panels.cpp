#include "engine/ui/panels.h"

#include "engine/ui/detail/panel_parts.h"

namespace belvedere::ui {

struct Panels::State {
  LayersPanelState layers;
  FeaturePanelState feature;
  ToolbarState toolbar;
  bool isHelpOpen = false;
  bool arePanelsShown = true;
};

Panels::Panels() : state_(std::make_unique<State>()) {}
Panels::~Panels() = default;

Actions Panels::draw(const ViewModel& view, const Translator& translator) {
  Actions actions;
  const PanelContext context{view, translator, actions};
  if (!view.hasTerritory) {
    drawWelcome(context);
  } else if (state_->arePanelsShown) {
    drawToolbar(context, state_->toolbar);
    drawLayersPanel(context, state_->layers);
    drawFeaturePanel(context, state_->feature);
    drawStatusBar(context);
  }
  if (view.hasTerritory) {
    drawCredits(context);
  }
  drawNotices(context);
  drawHelp(context, state_->isHelpOpen);
  return actions;
}

void Panels::toggleHelp() { state_->isHelpOpen = !state_->isHelpOpen; }

void Panels::togglePanels() { state_->arePanelsShown = !state_->arePanelsShown; }

bool Panels::arePanelsShown() const { return state_->arePanelsShown; }

}  // namespace belvedere::ui
