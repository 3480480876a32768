#include "apps/demo_town/building_records.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "apps/demo_town/polyline.h"
#include "apps/demo_town/random.h"

namespace belvedere::demo {

namespace {

std::string padded(std::size_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

void rateEnergy(Building& building, Random& random) {
  const bool isHeated = building.use != Use::Annexe && building.use != Use::Barn && building.use != Use::Church &&
                        building.use != Use::WaterTower && building.use != Use::Silo && building.use != Use::Market &&
                        building.use != Use::Warehouse;
  if (!isHeated) {
    return;
  }
  const double typical = building.year < 1948   ? 300.0
                         : building.year < 1975 ? 310.0
                         : building.year < 2001 ? 200.0
                         : building.year < 2013 ? 125.0
                                                : 62.0;
  building.energyUse = std::max(28.0, typical * (1.0 + 0.24 * random.bell()));
  constexpr std::array<double, 6> kLimits{70, 110, 180, 250, 330, 420};
  const auto rank = std::upper_bound(kLimits.begin(), kLimits.end(), building.energyUse) - kLimits.begin();
  building.energyClass = static_cast<char>('A' + rank);
}

void numberHouses(TownPlan& plan) {
  struct House {
    double along;
    bool isLeft;
    std::size_t building;
  };
  std::map<int, std::vector<House>> byStreet;
  for (std::size_t i = 0; i < plan.buildings.size(); ++i) {
    const Building& building = plan.buildings[i];
    if (building.street < 0 || building.use == Use::Annexe) {
      continue;
    }
    const Points& line = plan.streets[static_cast<std::size_t>(building.street)].line;
    const Vec2 middle = centroid(building.footprint);
    const double along = project(line, middle).along;
    const LinePlace place = placeAt(line, along);
    byStreet[building.street].push_back({along, cross(place.direction, middle - place.point) > 0.0, i});
  }
  for (auto& [street, houses] : byStreet) {
    std::sort(houses.begin(), houses.end(), [](const House& a, const House& b) {
      return a.along < b.along || (a.along == b.along && a.building < b.building);
    });
    int left = 1;
    int right = 2;
    for (const House& house : houses) {
      int& number = house.isLeft ? left : right;
      plan.buildings[house.building].houseNumber = number;
      number += 2;
    }
  }
}

}  // namespace

void keepMostCentral(TownPlan& plan, std::size_t wanted) {
  if (plan.buildings.size() <= wanted) {
    return;
  }
  std::vector<std::size_t> order(plan.buildings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return plan.buildings[a].priority < plan.buildings[b].priority;
  });
  order.resize(wanted);
  std::sort(order.begin(), order.end());
  std::vector<int> moved(plan.buildings.size(), -1);
  std::vector<Building> kept;
  for (const std::size_t i : order) {
    moved[i] = static_cast<int>(kept.size());
    kept.push_back(std::move(plan.buildings[i]));
  }
  plan.buildings = std::move(kept);
  for (Parcel& parcel : plan.parcels) {
    if (parcel.building >= 0) {
      parcel.building = moved[static_cast<std::size_t>(parcel.building)];
    }
  }
}

void completeRecords(TownPlan& plan, int cellNumber) {
  Random random(mixSeeds(plan.seed, 60));
  numberHouses(plan);
  for (std::size_t i = 0; i < plan.buildings.size(); ++i) {
    Building& building = plan.buildings[i];
    building.id = "BAT-" + padded(static_cast<std::size_t>(cellNumber), 3) + "-" + padded(i + 1, 5);
    rateEnergy(building, random);
  }
}

}  // namespace belvedere::demo
