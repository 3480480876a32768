#pragma once

#include <chrono>
#include <optional>

#include "engine/scene/camera.h"

namespace belvedere::streaming {

/// Where a camera will be in a moment, if it goes on as it did. One thread.
class MotionForecast {
 public:
  /// How far ahead it looks.
  static constexpr std::chrono::milliseconds kAhead{700};

  /// The camera as it is at a time; gives the one that is to come, or nothing where it stands still or leaps.
  std::optional<scene::Camera> update(const scene::Camera& camera, std::chrono::steady_clock::time_point now);

 private:
  struct Rates {
    glm::dvec3 position{0.0};   ///< metres per second
    double heading = 0.0;       ///< degrees per second
    double pitch = 0.0;         ///< degrees per second
    double scalePerSecond = 1;  ///< of what an orthographic picture covers
  };

  std::optional<scene::Camera> last_;
  std::chrono::steady_clock::time_point lastTime_;
  std::optional<Rates> rates_;
};

}  // namespace belvedere::streaming
