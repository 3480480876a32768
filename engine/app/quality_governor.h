#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>

#include "engine/render/renderer.h"

namespace belvedere::app {

/// How finely a frame is drawn.
struct DrawingLevel {
  render::Quality quality = render::Quality::Medium;
  double scale = 1.0;  ///< side of the drawn picture over the window's, at most 1
  friend bool operator==(const DrawingLevel&, const DrawingLevel&) = default;
};

/// Whether OpenGL draws on the processor, by the name that it gives its renderer (GL_RENDERER).
bool isSoftwareRenderer(std::string_view rendererName);

/// "low", "medium", "high", as user settings keep them; nothing for any other text.
std::optional<render::Quality> qualityFromName(std::string_view name);
std::string_view qualityName(render::Quality quality);

/// A rung on a ladder of ever finer drawing, found from what frames cost. It goes down when the median of the last few
/// frames is too slow, further the slower they are. It goes up when all of a longer row of frames had headroom, which
/// is so large that the next rung is expected to be fast enough; a rung that was not is tried again only after twice as
/// many frames.
class QualityLadder {
 public:
  struct Pace {
    double slowMilliseconds;   ///< above it: down
    double quickMilliseconds;  ///< below it: up
    std::size_t framesDown;    ///< so many decide to go down
    std::size_t framesUp;      ///< so many decide to go up
  };
  QualityLadder(const Pace& pace, std::size_t rungs, std::size_t start);

  void note(double milliseconds);
  std::size_t rung() const { return rung_; }

 private:
  void moveTo(std::size_t rung);

  Pace pace_;
  std::size_t rungs_;
  std::size_t rung_;
  std::size_t patience_ = 1;
  bool wasRaised_ = false;
  std::deque<double> recent_;  ///< milliseconds on this rung
};

/// Chooses how finely frames are drawn, so that a view that moves stays fluid (24 frames a second) whatever the
/// machine, and a view at rest is as fine as the machine draws within a second. Where the lowest quality is too slow
/// for motion, the moving picture gets fewer pixels. Knows no clock: the same costs give the same choice. Main thread.
class QualityGovernor {
 public:
  explicit QualityGovernor(bool isSoftware);

  /// The user's choice; nothing leaves it to the machine.
  void fix(std::optional<render::Quality> quality) { fixed_ = quality; }
  std::optional<render::Quality> fixed() const { return fixed_; }

  /// What drawing a frame cost.
  void note(bool isMoving, double milliseconds);

  DrawingLevel level(bool isMoving) const;

 private:
  QualityLadder moving_;
  QualityLadder still_;
  std::optional<render::Quality> fixed_;
  bool wasMoving_ = false;
};

}  // namespace belvedere::app
