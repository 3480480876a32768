#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>

#include "engine/app/detail/platform_window.h"
#include "engine/app/input_event.h"

namespace belvedere::app {

/// Where the input comes from: the hand, recorded on the way if asked for, or a recording.
class InputSource {
 public:
  explicit InputSource(PlatformWindow& window) : window_(window), lastTake_(Clock::now()) {}

  /// Fails with NotFound or InvalidData.
  Status play(const std::filesystem::path& file);
  /// Fails with Io.
  Status record(const std::filesystem::path& file);

  /// The input since the last call; waits for some at most so long. A recording begins, and goes on after a drop
  /// or Enter, once `isViewReady`, so that it meets the same picture on every machine.
  InputFrame take(double waitSeconds, bool isViewReady);
  /// Whether a recording has come to its end.
  bool isAtEnd() const { return isPlaying_ && next_ >= frames_.size(); }
  bool isPlaying() const { return isPlaying_; }

 private:
  using Clock = std::chrono::steady_clock;

  PlatformWindow& window_;
  Clock::time_point lastTake_;
  bool isPlaying_ = false;
  std::vector<InputFrame> frames_;
  std::size_t next_ = 0;
  std::ofstream recording_;
};

}  // namespace belvedere::app
