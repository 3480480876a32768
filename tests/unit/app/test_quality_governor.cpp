#include <catch2/catch.hpp>

#include "engine/app/quality_governor.h"

using namespace belvedere::app;
using belvedere::render::Quality;

namespace {

/// A machine by what its frames cost: so many milliseconds per million pixels, times what the quality costs.
struct Machine {
  double millisecondsAtLow;

  double cost(const DrawingLevel& level) const {
    const double factor = level.quality == Quality::Low ? 1.0 : level.quality == Quality::Medium ? 2.3 : 4.0;
    return millisecondsAtLow * factor * level.scale * level.scale;
  }
  void move(QualityGovernor& governor, int frames) const {
    for (int i = 0; i < frames; ++i) {
      governor.note(true, cost(governor.level(true)));
    }
  }
};

}  // namespace

TEST_CASE("A machine without a graphics card starts low, one with a card high") {
  CHECK(isSoftwareRenderer("llvmpipe (LLVM 15.0.6, 256 bits)"));
  CHECK(isSoftwareRenderer("Microsoft Basic Render Driver"));
  CHECK_FALSE(isSoftwareRenderer("NVIDIA GeForce RTX 3060/PCIe/SSE2"));
  CHECK_FALSE(isSoftwareRenderer("Mesa Intel(R) UHD Graphics 620 (KBL GT2)"));
  CHECK(QualityGovernor(true).level(true) == DrawingLevel{Quality::Low, 1.0});
  CHECK(QualityGovernor(true).level(false) == DrawingLevel{Quality::Medium, 1.0});
  CHECK(QualityGovernor(false).level(true) == DrawingLevel{Quality::High, 1.0});
  CHECK(QualityGovernor(false).level(false) == DrawingLevel{Quality::High, 1.0});
}

TEST_CASE("A slow machine is fluid within fifteen moving frames, with fewer pixels, and stays there") {
  const Machine slow{150.0};
  QualityGovernor governor(true);
  slow.move(governor, 15);
  const DrawingLevel found = governor.level(true);
  CHECK(found.quality == Quality::Low);
  CHECK(found.scale < 1.0);
  CHECK(slow.cost(found) < 1000.0 / 24.0);
  slow.move(governor, 400);
  CHECK(governor.level(true) == found);
  CHECK(governor.level(false).scale == 1.0);
}

TEST_CASE("A quick machine rises to high and stays there") {
  const Machine quick{2.0};
  QualityGovernor governor(true);
  quick.move(governor, 300);
  CHECK(governor.level(true) == DrawingLevel{Quality::High, 1.0});
}

TEST_CASE("Between headroom and too slow nothing changes") {
  const Machine middling{30.0};
  QualityGovernor governor(true);
  middling.move(governor, 500);
  CHECK(governor.level(true) == DrawingLevel{Quality::Low, 1.0});
}

TEST_CASE("A single slow frame, such as a tile that arrives, changes nothing") {
  QualityGovernor governor(false);
  for (int i = 0; i < 100; ++i) {
    governor.note(true, i % 10 == 5 ? 300.0 : 12.0);
  }
  CHECK(governor.level(true) == DrawingLevel{Quality::High, 1.0});
}

TEST_CASE("A step up that was too much is tried ever more rarely") {
  // The finer rung costs far more than headroom promises: each try is a fall.
  QualityLadder ladder({40.0, 16.0, 4, 24}, 2, 0);
  int tries = 0;
  std::size_t before = 0;
  for (int i = 0; i < 1000; ++i) {
    ladder.note(ladder.rung() == 0 ? 5.0 : 90.0);
    tries += ladder.rung() == 1 && before == 0 ? 1 : 0;
    before = ladder.rung();
  }
  CHECK(tries >= 2);
  CHECK(tries <= 6);
}

TEST_CASE("The choice rises again when the view gets cheaper") {
  QualityGovernor governor(true);
  Machine{200.0}.move(governor, 40);
  REQUIRE(governor.level(true).scale < 0.7);
  Machine{5.0}.move(governor, 400);
  CHECK(governor.level(true).quality != Quality::Low);
}

TEST_CASE("A view at rest is drawn more coarsely only where it takes more than a second, again and again") {
  QualityGovernor governor(true);
  for (int i = 0; i < 10; ++i) {
    governor.note(false, i % 3 == 0 ? 1500.0 : 600.0);
  }
  CHECK(governor.level(false).quality == Quality::Medium);
  governor.note(false, 1500.0);
  governor.note(false, 1500.0);
  CHECK(governor.level(false).quality == Quality::Low);
  for (int i = 0; i < 40; ++i) {
    governor.note(false, 20.0);
  }
  CHECK(governor.level(false).quality == Quality::High);
}

TEST_CASE("The user's choice stands whatever frames cost, until it is left to the machine") {
  QualityGovernor governor(true);
  governor.fix(Quality::High);
  Machine{500.0}.move(governor, 100);
  CHECK(governor.level(true) == DrawingLevel{Quality::High, 1.0});
  CHECK(governor.level(false) == DrawingLevel{Quality::High, 1.0});
  governor.fix(std::nullopt);
  CHECK(governor.level(true) == DrawingLevel{Quality::Low, 1.0});
}

TEST_CASE("Costs that are no numbers are passed over") {
  QualityGovernor governor(false);
  for (int i = 0; i < 10; ++i) {
    governor.note(true, std::nan(""));
    governor.note(true, -5.0);
  }
  CHECK(governor.level(true) == DrawingLevel{Quality::High, 1.0});
}

TEST_CASE("Names of qualities are read as they are written") {
  CHECK(qualityFromName(qualityName(Quality::Low)) == Quality::Low);
  CHECK(qualityFromName("high") == Quality::High);
  CHECK_FALSE(qualityFromName("").has_value());
  CHECK_FALSE(qualityFromName("best").has_value());
}
