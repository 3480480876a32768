#include <catch2/catch.hpp>
#include <set>

#include "apps/demo_town/town_planner.h"
#include "apps/demo_town/trees.h"
#include "tests/unit/demo_town/solid_check.h"

using namespace belvedere::demo;

namespace {

TownPlan planned(std::size_t buildings, std::uint64_t seed) {
  WorldLayout layout = layOutWorld(buildings, seed, 0.0);
  layout.reliefPixelMetres = 3.2;
  const Landscape landscape(layout);
  return planTown(layout, landscape, 0, 0, buildings);
}

}  // namespace

TEST_CASE("A planned town has as many buildings as asked for, all sound") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const TownPlan plan = planned(700, seed);
    CHECK(plan.buildings.size() == 700);
    std::set<std::string> ids;
    for (const Building& building : plan.buildings) {
      CHECK(ids.insert(building.id).second);
      CHECK(building.heightMetres > 1.5);
      CHECK(building.heightMetres < 70.0);
      for (const auto* bodies : {&building.bodies, &building.installations}) {
        for (const Body& body : *bodies) {
          INFO(building.id << " use " << static_cast<int>(building.use));
          CHECK(faultOf(body) == "");
        }
      }
    }
  }
}

TEST_CASE("A town has what a town needs") {
  const TownPlan plan = planned(1500, 5);
  std::set<Use> uses;
  for (const Building& building : plan.buildings) {
    uses.insert(building.use);
  }
  for (const Use use : {Use::Church, Use::TownHall, Use::School, Use::Nursery, Use::Station, Use::Flats, Use::Warehouse,
                        Use::Supermarket, Use::WaterTower, Use::Library, Use::TownHouse, Use::House}) {
    CHECK(uses.count(use) == 1);
  }
  CHECK(plan.bridges.size() == 1);
  CHECK(plan.bridges[0].deckHeight > plan.bridges[0].waterHeight + 3.0);
}

TEST_CASE("Houses stand on the ground and clear of the river") {
  const TownPlan plan = planned(700, 6);
  Points river = plan.leftBank;
  river.insert(river.end(), plan.rightBank.rbegin(), plan.rightBank.rend());
  for (const Building& building : plan.buildings) {
    const Vec2 middle = centroid(building.footprint);
    CHECK_FALSE(contains(river, middle));
    CHECK(building.ground <= plan.relief.heightAt(middle) + 0.8);
  }
}

TEST_CASE("Neighbouring cells meet without a step in the ground") {
  const WorldLayout layout = layOutWorld(8000, 3, 0.0);
  const Landscape landscape(layout);
  REQUIRE(layout.columns == 2);
  for (double along = 10.0; along < layout.cellMetres; along += 97.0) {
    const Vec2 onBorder = layout.cellLow(0, 1) + Vec2(along, 0.0);
    CHECK(landscape.height(onBorder - Vec2(0, 0.01)) ==
          Approx(landscape.height(onBorder + Vec2(0, 0.01))).margin(0.05));
  }
}
