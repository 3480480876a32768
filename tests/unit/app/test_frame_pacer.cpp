#include <catch2/catch.hpp>

#include "engine/app/detail/frame_pacer.h"

using namespace belvedere::app;
using std::chrono::milliseconds;

namespace {

const FramePacer::Clock::time_point kStart{std::chrono::hours(1)};
constexpr FrameSituation kNothing{};
constexpr FrameSituation kMove{.hasChanged = true, .isViewMoved = true, .isHandOn = true};

}  // namespace

TEST_CASE("A move is drawn coarsely, its end once finely, and then nothing") {
  FramePacer pacer;
  CHECK(pacer.plan(kMove, kStart) == FramePlan::Coarse);
  CHECK(pacer.plan(kMove, kStart + milliseconds(40)) == FramePlan::Coarse);
  CHECK(pacer.owesFine());
  CHECK(pacer.plan(kNothing, kStart + milliseconds(80)) == FramePlan::None);
  CHECK(pacer.plan(kNothing, kStart + milliseconds(300)) == FramePlan::Fine);
  CHECK_FALSE(pacer.owesFine());
  CHECK(pacer.plan(kNothing, kStart + milliseconds(400)) == FramePlan::None);
  CHECK(pacer.plan(kNothing, kStart + milliseconds(9000)) == FramePlan::None);
}

TEST_CASE("A hand that holds the view still draws nothing until it lets go") {
  FramePacer pacer;
  constexpr FrameSituation kHeld{.isHandOn = true};
  CHECK(pacer.plan(kMove, kStart) == FramePlan::Coarse);
  CHECK(pacer.plan(kHeld, kStart + milliseconds(2000)) == FramePlan::None);
  CHECK(pacer.plan(kNothing, kStart + milliseconds(2010)) == FramePlan::Fine);
}

TEST_CASE("Notches of the wheel make one motion") {
  FramePacer pacer;
  constexpr FrameSituation kNotch{.hasChanged = true, .isViewMoved = true};
  CHECK(pacer.plan(kNotch, kStart) == FramePlan::Coarse);
  CHECK(pacer.plan(kNothing, kStart + milliseconds(100)) == FramePlan::None);
  CHECK(pacer.plan(kNotch, kStart + milliseconds(150)) == FramePlan::Coarse);
  CHECK(pacer.plan(kNothing, kStart + milliseconds(350)) == FramePlan::Fine);
}

TEST_CASE("A change of style at rest is drawn finely at once, by a slider that is held coarsely") {
  FramePacer pacer;
  CHECK(pacer.plan({.hasChanged = true}, kStart) == FramePlan::Fine);
  CHECK(pacer.plan({.hasChanged = true, .isHandOn = true}, kStart) == FramePlan::Coarse);
  CHECK(pacer.plan(kNothing, kStart + milliseconds(10)) == FramePlan::Fine);
}

TEST_CASE("Tiles that arrive are shown coarsely on a slow machine until a lull, finely on a quick one") {
  FramePacer slow;
  constexpr FrameSituation kTile{.hasChanged = true, .isLoading = true};
  constexpr FrameSituation kWaiting{.isLoading = true};
  CHECK(slow.plan(kTile, kStart) == FramePlan::Coarse);
  CHECK(slow.plan(kWaiting, kStart + milliseconds(300)) == FramePlan::None);
  CHECK(slow.plan(kWaiting, kStart + milliseconds(600)) == FramePlan::Fine);
  CHECK(slow.plan(kWaiting, kStart + milliseconds(900)) == FramePlan::None);
  FramePacer quick;
  CHECK(quick.plan({.hasChanged = true, .isLoading = true, .isFineQuick = true}, kStart) == FramePlan::Fine);
}
