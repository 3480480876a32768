#pragma once

#include <chrono>

namespace belvedere::app {

/// What a frame of the scene is drawn as.
enum class FramePlan {
  None,    ///< the last picture still holds
  Coarse,  ///< quickly: more frames will follow
  Fine     ///< as finely as the machine may
};

/// What has happened since the last frame.
struct FrameSituation {
  bool hasChanged = false;   ///< the last picture no longer holds
  bool isViewMoved = false;  ///< among other things by a move of the camera or a new size
  bool isHandOn = false;     ///< a hand holds the view, a key or a slider
  bool isLoading = false;    ///< tiles go on arriving
  bool isFineQuick = false;  ///< fine frames cost so little that tiles may be shown finely as they arrive
};

/// Decides when the scene is drawn, and how: coarsely while it moves, finely once it has come to rest, not at all when
/// nothing changes. Main thread.
class FramePacer {
 public:
  using Clock = std::chrono::steady_clock;

  FramePlan plan(const FrameSituation& situation, Clock::time_point now);
  /// Whether the last picture was coarse, so that a fine one has to follow.
  bool owesFine() const { return owesFine_; }

 private:
  bool isCoarse(const FrameSituation& situation, Clock::time_point now) const;

  Clock::time_point movedAt_ = Clock::time_point::min();
  Clock::time_point changedAt_ = Clock::time_point::min();
  bool owesFine_ = false;
};

}  // namespace belvedere::app
