#include "engine/streaming/motion_forecast.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <utility>

namespace belvedere::streaming {

namespace {

constexpr double kLongestStepSeconds = 0.5;  // after a pause, nothing is known
constexpr double kMostTurnDegrees = 60.0;    // within the forecast: a faster turn leads nowhere in particular
constexpr double kLeastTurnDegrees = 0.5;    // within the forecast
constexpr double kLeastMetres = 0.5;         // within the forecast
constexpr double kMostScale = 4.0;           // within the forecast
constexpr double kLeap = 4.0;                // times as fast as a moment before

/// Whether a camera sets out, stops or was put elsewhere between two steps, by their speeds.
bool isLeap(double before, double now) {
  return now > kLeap * before + kLeastMetres || before > kLeap * now + kLeastMetres;
}

double turnBetween(double from, double to) { return std::remainder(to - from, 360.0); }

}  // namespace

std::optional<scene::Camera> MotionForecast::update(const scene::Camera& camera,
                                                    std::chrono::steady_clock::time_point now) {
  const std::optional<scene::Camera> before = std::exchange(last_, camera);
  const double seconds = std::chrono::duration<double>(now - std::exchange(lastTime_, now)).count();
  const std::optional<Rates> ratesBefore = std::exchange(rates_, std::nullopt);
  if (!before || seconds <= 0.0 || seconds > kLongestStepSeconds || before->isOrthographic != camera.isOrthographic) {
    return std::nullopt;
  }
  Rates rates;
  rates.position = (camera.position - before->position) / seconds;
  rates.heading = turnBetween(before->headingDegrees, camera.headingDegrees) / seconds;
  rates.pitch = (camera.pitchDegrees - before->pitchDegrees) / seconds;
  rates.scalePerSecond =
      std::pow(std::max(camera.orthographicHeightMetres, 1e-3) / std::max(before->orthographicHeightMetres, 1e-3),
               1.0 / seconds);
  rates_ = rates;
  if (!ratesBefore || isLeap(glm::length(ratesBefore->position), glm::length(rates.position))) {
    return std::nullopt;
  }
  const double ahead = std::chrono::duration<double>(kAhead).count();
  scene::Camera coming = camera;
  coming.position += (rates.position + ratesBefore->position) * (0.5 * ahead);
  const double turn = std::clamp(rates.heading * ahead, -kMostTurnDegrees, kMostTurnDegrees);
  coming.headingDegrees = std::remainder(camera.headingDegrees + turn - 180.0, 360.0) + 180.0;
  coming.pitchDegrees = std::clamp(
      camera.pitchDegrees + std::clamp(rates.pitch * ahead, -kMostTurnDegrees, kMostTurnDegrees), -90.0, 90.0);
  const double scale = std::clamp(std::pow(rates.scalePerSecond, ahead), 1.0 / kMostScale, kMostScale);
  coming.orthographicHeightMetres *= camera.isOrthographic ? scale : 1.0;
  const bool isStill = glm::distance(coming.position, camera.position) < kLeastMetres &&
                       std::abs(turn) + std::abs(coming.pitchDegrees - camera.pitchDegrees) < kLeastTurnDegrees &&
                       std::abs(coming.orthographicHeightMetres - camera.orthographicHeightMetres) < kLeastMetres;
  return isStill ? std::nullopt : std::optional(coming);
}

}  // namespace belvedere::streaming
