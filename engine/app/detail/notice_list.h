#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "engine/ui/view_model.h"

namespace belvedere::app {

/// The sentences shown at the top of the view. What only informs goes by itself; what is wrong stays until it was
/// read and closed. Main thread.
class NoticeList {
 public:
  using Clock = std::chrono::steady_clock;

  /// The same sentence again is shown once; the oldest makes room.
  void add(ui::Notice notice, Clock::time_point now);
  void dismiss(std::size_t index);
  void clear() { kept_.clear(); }
  /// Lets go of what was shown long enough; true where something went.
  bool expire(Clock::time_point now);
  /// How long until the next one goes; nothing where all stay.
  std::optional<double> secondsToNext(Clock::time_point now) const;

  bool isEmpty() const { return kept_.empty(); }
  std::vector<ui::Notice> notices() const;

 private:
  struct Kept {
    ui::Notice notice;
    Clock::time_point until;
  };
  std::vector<Kept> kept_;
};

}  // namespace belvedere::app
