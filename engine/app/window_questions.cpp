#include "engine/app/detail/window_loop.h"
#include "engine/scene/unsaved_edits.h"

namespace belvedere::app {
namespace {

constexpr MessageId kTerritorySaved{"window-territory-saved", N_("The territory was saved.")};

}  // namespace

void WindowLoop::requestClosing() {
  if (isModified()) {
    waiting_ = Waiting{ui::QuestionKind::UnsavedOnClose, {}};
    panelFramesLeft_ = 3;
  } else {
    isQuitting_ = true;
  }
}

std::optional<ui::Question> WindowLoop::question() const {
  if (!waiting_ || !view_) {
    return std::nullopt;
  }
  return ui::Question{waiting_->kind, view_->session().document().territory().name};
}

bool WindowLoop::saveTerritory(bool overwrites) {
  scene::SceneDocument& document = view_->session().document();
  const Status saved = document.save(overwrites);
  if (saved) {
    scene::forgetUnsavedEdits(document.file());
    notify(Severity::Info, Message(kTerritorySaved));
    return true;
  }
  if (saved.error().message.key == "territory-changed-on-disk" && !overwrites) {
    waiting_ = Waiting{ui::QuestionKind::ChangedOnDisk, {}};
  } else {
    notify(saved.error());
  }
  return false;
}

void WindowLoop::answer(ui::Answer answer) {
  if (!waiting_ || !view_) {
    return;
  }
  const Waiting waiting = *waiting_;
  waiting_.reset();
  panelFramesLeft_ = 3;
  if (answer == ui::Answer::Cancel) {
    return;
  }
  const bool isSaving = answer == ui::Answer::Save;
  if (isSaving && !saveTerritory(waiting.kind == ui::QuestionKind::ChangedOnDisk)) {
    return;
  }
  if (!isSaving) {
    scene::forgetUnsavedEdits(view_->session().document().file());
  }
  if (waiting.kind == ui::QuestionKind::UnsavedOnClose) {
    isQuitting_ = true;
  } else if (waiting.kind == ui::QuestionKind::UnsavedOnOpen) {
    beginOpening(waiting.territory);
  }
}

}  // namespace belvedere::app
