#include "engine/app/quality_governor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace belvedere::app {
namespace {

using render::Quality;

// Coarsest first. From one rung to the next a frame costs at most 2.4 times more (4x multisampling is the largest step
// on a processor, 93 to 40 ms), so headroom is a little more than that.
constexpr std::array kMovingLevels = {DrawingLevel{Quality::Low, 0.3},  DrawingLevel{Quality::Low, 0.4},
                                      DrawingLevel{Quality::Low, 0.55}, DrawingLevel{Quality::Low, 0.75},
                                      DrawingLevel{Quality::Low, 1.0},  DrawingLevel{Quality::Medium},
                                      DrawingLevel{Quality::High}};
constexpr std::array kStillLevels = {DrawingLevel{Quality::Low}, DrawingLevel{Quality::Medium},
                                     DrawingLevel{Quality::High}};
constexpr std::size_t kSoftwareMoving = 4;
constexpr std::size_t kSoftwareStill = 1;
constexpr QualityLadder::Pace kMovingPace{1000.0 / 24.0, 1000.0 / 24.0 / 2.5, 4, 24};
constexpr QualityLadder::Pace kStillPace{1000.0, 1000.0 / 4.5, 2, 3};
constexpr std::size_t kMostPatience = 16;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

bool isSoftwareRenderer(std::string_view rendererName) {
  std::string name(rendererName);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  constexpr std::array kSigns = {"llvmpipe", "softpipe", "swrast", "swr", "software", "basic render"};
  return std::any_of(kSigns.begin(), kSigns.end(),
                     [&](const char* sign) { return name.find(sign) != std::string::npos; });
}

std::optional<Quality> qualityFromName(std::string_view name) {
  for (const Quality quality : {Quality::Low, Quality::Medium, Quality::High}) {
    if (name == qualityName(quality)) {
      return quality;
    }
  }
  return std::nullopt;
}

std::string_view qualityName(Quality quality) {
  return quality == Quality::Low ? "low" : quality == Quality::Medium ? "medium" : "high";
}

QualityLadder::QualityLadder(const Pace& pace, std::size_t rungs, std::size_t start)
    : pace_(pace), rungs_(rungs), rung_(start) {}

void QualityLadder::moveTo(std::size_t rung) {
  const bool isUp = rung > rung_;
  if (!isUp && wasRaised_) {
    patience_ = std::min(2 * patience_, kMostPatience);
  }
  wasRaised_ = isUp;
  rung_ = rung;
  recent_.clear();
}

void QualityLadder::note(double milliseconds) {
  if (!std::isfinite(milliseconds) || milliseconds < 0.0) {
    return;
  }
  recent_.push_back(milliseconds);
  const std::size_t framesUp = pace_.framesUp * patience_;
  if (recent_.size() > std::max(framesUp, pace_.framesDown)) {
    recent_.pop_front();
  }
  if (recent_.size() >= pace_.framesDown && rung_ > 0) {
    const double last = median({recent_.end() - static_cast<std::ptrdiff_t>(pace_.framesDown), recent_.end()});
    if (last > pace_.slowMilliseconds) {
      const auto steps = 1 + static_cast<std::size_t>(std::log2(last / pace_.slowMilliseconds));
      return moveTo(rung_ - std::min(steps, rung_));
    }
  }
  const bool isQuick =
      std::all_of(recent_.begin(), recent_.end(), [&](double ms) { return ms < pace_.quickMilliseconds; });
  if (recent_.size() >= framesUp && rung_ + 1 < rungs_ && isQuick) {
    moveTo(rung_ + 1);
  }
}

QualityGovernor::QualityGovernor(bool isSoftware)
    : moving_(kMovingPace, kMovingLevels.size(), isSoftware ? kSoftwareMoving : kMovingLevels.size() - 1),
      still_(kStillPace, kStillLevels.size(), isSoftware ? kSoftwareStill : kStillLevels.size() - 1) {}

void QualityGovernor::note(bool isMoving, double milliseconds) {
  // The first frame of a motion also pays for targets of another size.
  const bool isFirst = isMoving && !wasMoving_;
  wasMoving_ = isMoving;
  if (!fixed_ && !isFirst) {
    (isMoving ? moving_ : still_).note(milliseconds);
  }
}

DrawingLevel QualityGovernor::level(bool isMoving) const {
  if (fixed_) {
    return {*fixed_, 1.0};
  }
  return isMoving ? kMovingLevels[moving_.rung()] : kStillLevels[still_.rung()];
}

}  // namespace belvedere::app
