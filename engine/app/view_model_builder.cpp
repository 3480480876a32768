#include "engine/app/detail/view_model_builder.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace belvedere::app {
namespace {

constexpr std::array<const char*, 12> kMonths = {N_("January"),   N_("February"), N_("March"),    N_("April"),
                                                 N_("May"),       N_("June"),     N_("July"),     N_("August"),
                                                 N_("September"), N_("October"),  N_("November"), N_("December")};

ui::LayerPhase phaseOf(streaming::LayerState state) {
  switch (state) {
    case streaming::LayerState::Hidden:
      return ui::LayerPhase::Hidden;
    case streaming::LayerState::Opening:
    case streaming::LayerState::Reading:
      return ui::LayerPhase::Loading;
    case streaming::LayerState::Ready:
      return ui::LayerPhase::Ready;
    case streaming::LayerState::Failed:
      break;
  }
  return ui::LayerPhase::Failed;
}

ui::LayerEntry entryOf(const scene::Layer& layer, const streaming::LayerProgress& progress) {
  ui::LayerEntry entry;
  entry.id = progress.id;
  entry.layer = &layer;
  entry.phase = phaseOf(progress.state);
  entry.fraction = progress.fraction;
  if (progress.error) {
    entry.error = progress.error->message;
    entry.needsConsent = progress.error->message.key == "consent-missing";
  }
  entry.diagnostics = &progress.diagnostics;
  entry.findings = &progress.findings;
  entry.description = progress.description ? &*progress.description : nullptr;
  return entry;
}

std::string timeText(const LocalTime& time, const Translator& translator) {
  const int minutes = static_cast<int>(std::lround(time.hourOfDay * 60.0));
  const std::string clock = std::to_string(minutes / 60) + (translator.language() == Language::French ? " h " : ":") +
                            (minutes % 60 < 10 ? "0" : "") + std::to_string(minutes % 60);
  return std::to_string(time.day) + " " + translator.tr(kMonths[(time.month - 1) % 12]) + " " +
         std::to_string(time.year) + ", " + clock + " " + time.zone;
}

}  // namespace

void describeView(OpenView& view, const Translator& translator, ui::ViewModel& model) {
  TerritorySession& session = view.session();
  const scene::SceneDocument& document = session.document();
  const scene::Territory& territory = document.territory();
  model.hasTerritory = true;
  model.territoryName = territory.name;
  model.crsIdentifier = session.frame()->crs().identifier();
  model.crsName = session.frame()->crs().name();
  model.bookmarks = territory.bookmarks;
  model.feature = view.card();
  model.cursor = view.cursorPlace();
  model.credits = session.credits();
  model.camera = session.view().camera;
  model.look = session.view().look;
  model.isSettled = session.isSettled();
  model.isModified = document.isModified();
  model.canUndo = document.undoLabel() != nullptr;
  model.canRedo = document.redoLabel() != nullptr;
  const LocalTime time = localTime(session.time(), territory.timeZone);
  model.dayOfYear = time.dayOfYear;
  model.hourOfDay = time.hourOfDay;
  model.timeText = timeText(time, translator);
  for (const streaming::LayerProgress& progress : session.layers()) {
    if (const scene::Layer* layer = document.findLayer(progress.id)) {
      model.layers.push_back(entryOf(*layer, progress));
    }
  }
  std::reverse(model.layers.begin(), model.layers.end());  // topmost first, as in a legend
}

}  // namespace belvedere::app
