#pragma once

#include <memory>
#include <string>

#include "engine/core/translator.h"
#include "engine/ui/view_model.h"

namespace belvedere::ui {

/// Dialogs, of which one at a time is open.
enum class Dialog {
  None,
  OpenTerritory,  ///< another territory, in place of the present one
  AddLayer        ///< a file or a web address as a layer
};

/// All panels of the window. Keeps only what is the panels' own (which are open, filter texts). Main thread, between
/// ImGui::NewFrame and ImGui::Render.
class Panels {
 public:
  Panels();
  ~Panels();

  /// Draws one frame and returns what the user asked for.
  Actions draw(const ViewModel& view, const Translator& translator);

  /// Shows or hides the list of keys.
  void toggleHelp();
  /// Opens a dialog with the keys in its field; without a territory, the welcome's field takes them.
  void showDialog(Dialog which);
  /// Whether a dialog waits for an answer: it takes all keys but Escape.
  bool isDialogOpen() const;
  /// Closes a dialog, the list of keys or an open tool; false where there is none.
  bool closeTopmost();
  /// Takes the keys to the layers, for working without a mouse.
  void takeFocus();
  /// Hides all panels but the credits, for a presentation; and back.
  void togglePanels();
  bool arePanelsShown() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace belvedere::ui
