#include "engine/app/detail/frame_pacer.h"

namespace belvedere::app {
namespace {

constexpr auto kRest = std::chrono::milliseconds(180);  // between two notches of a wheel the view is not at rest
constexpr auto kLull = std::chrono::milliseconds(500);  // in which no tile has arrived

bool isWithin(FramePacer::Clock::time_point since, FramePacer::Clock::duration span,
              FramePacer::Clock::time_point now) {
  return since != FramePacer::Clock::time_point::min() && now - since < span;
}

}  // namespace

bool FramePacer::isCoarse(const FrameSituation& situation, Clock::time_point now) const {
  const bool isFilling = situation.isLoading && !situation.isFineQuick && isWithin(changedAt_, kLull, now);
  return situation.isHandOn || isFilling || isWithin(movedAt_, kRest, now);
}

FramePlan FramePacer::plan(const FrameSituation& situation, Clock::time_point now) {
  if (situation.hasChanged) {
    changedAt_ = now;
    movedAt_ = situation.isViewMoved ? now : movedAt_;
  }
  const bool isCoarseEnough = isCoarse(situation, now);
  if (!situation.hasChanged && (!owesFine_ || isCoarseEnough)) {
    return FramePlan::None;
  }
  owesFine_ = isCoarseEnough;
  return isCoarseEnough ? FramePlan::Coarse : FramePlan::Fine;
}

}  // namespace belvedere::app
