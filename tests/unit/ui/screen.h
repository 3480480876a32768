#pragma once

#include <imgui.h>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/translator.h"
#include "engine/ui/panels.h"

namespace belvedere::ui {

/// The panels without a display: laid out and drawn into lists of triangles, from which the text is read back as it
/// would stand on the screen. Hands and keys are given frame by frame. One at a time.
class Screen {
 public:
  explicit Screen(Language language = Language::English);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  /// One frame with the mouse as it is; what was asked for in it is kept until taken.
  void frame(const ViewModel& view);
  /// Frames until the layout has settled.
  void settle(const ViewModel& view, int frames = 4);
  void moveMouse(const ImVec2& place) { mouse_ = place; }
  /// Presses and releases the left button at a place.
  void click(const ViewModel& view, const ImVec2& place);
  /// Clicks on a text that stands on the screen, or on the control whose tooltip it is; false where there is none.
  bool click(const ViewModel& view, const std::string& text);
  /// Whether the left button is down from now on.
  void hold(bool isDown);
  /// Presses and releases a key of ImGui's.
  void key(const ViewModel& view, ImGuiKey key);
  void type(const ViewModel& view, const std::string& text);

  /// All text that is to be seen after the last frame, window by window, its pieces parted by one blank.
  std::string text() const;
  bool shows(const std::string& wanted) const { return text().find(wanted) != std::string::npos; }
  /// The middle of a text on the screen, within one piece.
  std::optional<ImVec2> find(const std::string& wanted) const;

  /// How wide all that is together which the last frame drew in a colour, in pixels; 0 where nothing is.
  float widthOf(ImGuiCol colour) const;

  /// What was asked for since the last call.
  Actions take();
  /// The first of a kind among that.
  template <class Wanted>
  std::optional<Wanted> takeFirst() {
    for (const Action& action : take()) {
      if (const auto* found = std::get_if<Wanted>(&action)) {
        return *found;
      }
    }
    return std::nullopt;
  }

  Panels& panels() { return panels_; }
  /// Whether the program's own typeface and its French texts are there to be drawn with.
  static bool hasFrench();

 private:
  /// Signs that follow each other on a line.
  struct Piece {
    std::string text;
    ImVec2 low, high;         ///< pixels
    std::vector<float> left;  ///< pixel at which each byte's sign begins
  };
  struct Sign;
  class Typefaces;
  static std::vector<Sign> signsOf(const Typefaces& typefaces, const ImDrawList& list);
  static std::vector<Piece> piecesOf(const std::vector<Sign>& signs);
  /// Line by line, each from the left.
  static void sortForReading(std::vector<Piece>& pieces);
  std::vector<Piece> pieces() const;
  std::optional<ImVec2> findTooltip(const ViewModel& view, const std::string& wanted);

  Translator translator_;
  Panels panels_;
  ImVec2 mouse_{-1.0F, -1.0F};
  Actions asked_;
};

}  // namespace belvedere::ui
