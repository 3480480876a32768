#include "apps/demo_town/town_planner.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/building_records.h"
#include "apps/demo_town/houses.h"
#include "apps/demo_town/land_use.h"
#include "apps/demo_town/parcels.h"
#include "apps/demo_town/places.h"
#include "apps/demo_town/skeleton.h"

namespace belvedere::demo {

namespace {

void layOut(TownPlan& plan, const Landscape& landscape) {
  StreetNames names(mixSeeds(plan.seed, 5));
  const Skeleton bones = buildSkeleton(plan, landscape, names);
  divideLand(plan, landscape, bones, names);
  setPlacesApart(plan);
  cutParcels(plan);
}

void addBuildings(TownPlan& plan) {
  plan.buildings.clear();
  plan.grounds.clear();
  for (Parcel& parcel : plan.parcels) {
    parcel.building = -1;
  }
  buildHouses(plan);
  buildPlaces(plan);
}

double slopeWidthOf(StreetClass kind) {
  switch (kind) {
    case StreetClass::Country:
      return 9.0;
    case StreetClass::Main:
      return 7.0;
    case StreetClass::Quay:
      return 3.0;
    default:
      return 4.5;
  }
}

double smoothingOf(StreetClass kind) {
  switch (kind) {
    case StreetClass::Country:
      return 60.0;
    case StreetClass::Main:
      return 40.0;
    case StreetClass::Track:
      return 8.0;
    default:
      return 18.0;
  }
}

/// Railway first, then streets from the least to the greatest, so that the greater ones have the last word.
void buildRoadbeds(TownPlan& plan, const Landscape& landscape, double reliefPixelMetres) {
  constexpr double kCoarsest = 3.3;  // beyond, a roadbed is less than a pixel wide
  for (Bridge& bridge : plan.bridges) {
    const double banks = std::max(plan.relief.heightAt(bridge.from), plan.relief.heightAt(bridge.to));
    bridge.waterHeight = landscape.waterLevel(plan.row, bridge.from.x);
    bridge.deckHeight = std::max(banks + 0.6, bridge.waterHeight + 5.2);
  }
  if (reliefPixelMetres > kCoarsest) {
    return;
  }
  plan.relief.build({resampled(plan.railway, 10.0), 5.0, 9.0, 150.0, {}, {}});
  std::vector<const Street*> order;
  for (const Street& street : plan.streets) {
    order.push_back(&street);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Street* a, const Street* b) { return a->halfWidth() < b->halfWidth(); });
  for (const Street* street : order) {
    ReliefGrid::Roadbed bed{resampled(street->line, 6.0),
                            street->halfWidth() + 0.5,
                            slopeWidthOf(street->kind),
                            smoothingOf(street->kind),
                            {},
                            {}};
    bool isBridge = false;
    for (const Bridge& bridge : plan.bridges) {
      const bool startsOn =
          glm::distance(bed.line.front(), bridge.from) < 0.1 || glm::distance(bed.line.front(), bridge.to) < 0.1;
      const bool endsOn =
          glm::distance(bed.line.back(), bridge.from) < 0.1 || glm::distance(bed.line.back(), bridge.to) < 0.1;
      isBridge = isBridge || (startsOn && endsOn);
      constexpr double kUnderDeck = 0.15;  // the deck lies on the abutments, not within them
      if (startsOn) {
        bed.startHeight = bridge.deckHeight - kUnderDeck;
      }
      if (endsOn) {
        bed.endHeight = bridge.deckHeight - kUnderDeck;
      }
    }
    if (!isBridge) {
      plan.relief.build(bed);
    }
  }
}

TownPlan emptyPlan(const WorldLayout& layout, const Landscape& landscape, int column, int row, ReliefGrid relief) {
  const auto cell =
      static_cast<std::uint64_t>(row) * static_cast<std::uint64_t>(layout.columns) + static_cast<std::uint64_t>(column);
  const std::uint64_t seed = mixSeeds(layout.seed, 10000 + cell);
  return TownPlan{.column = column,
                  .row = row,
                  .seed = seed,
                  .name = townName(layout.seed, cell),
                  .postcode = "57999",
                  .low = layout.cellLow(column, row),
                  .cellMetres = layout.cellMetres,
                  .centre = landscape.townCentre(column, row),
                  .side = landscape.townSide(row),
                  .relief = std::move(relief)};
}

}  // namespace

TownPlan planTown(const WorldLayout& layout, const Landscape& landscape, int column, int row, std::size_t buildings) {
  constexpr int kAttempts = 8;
  constexpr double kSmallest = 0.36;
  constexpr double kBuildingsAtScaleOne = 2150.0;
  const double largest = layout.cellMetres / 2730.0;
  const Vec2 low = layout.cellLow(column, row);
  ReliefGrid relief(landscape, row, low, layout.cellMetres, layout.reliefPixelMetres);
  double scale = std::clamp(std::sqrt(static_cast<double>(buildings) / kBuildingsAtScaleOne), kSmallest, largest);
  TownPlan plan = emptyPlan(layout, landscape, column, row, std::move(relief));
  // Grown or shrunk until it holds hardly more than is wanted: empty plots should be rare.
  double tooSmall = 0.0;
  double tooLarge = largest * 1.001;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    plan = emptyPlan(layout, landscape, column, row, std::move(plan.relief));
    plan.scale = scale;
    layOut(plan, landscape);
    addBuildings(plan);
    const double share =
        static_cast<double>(plan.buildings.size()) / static_cast<double>(std::max<std::size_t>(1, buildings));
    (share < 1.0 ? tooSmall : tooLarge) = scale;
    const bool isEnough = share >= 1.0 || scale >= largest;
    if (isEnough && (share < 1.05 || scale <= kSmallest || attempt + 3 >= kAttempts)) {
      break;
    }
    const double guess = scale * std::sqrt(1.02 / share);
    const double middle = (tooSmall + tooLarge) * 0.5;
    scale = std::clamp(guess > tooSmall && guess < tooLarge ? guess : middle, kSmallest, largest);
  }
  buildRoadbeds(plan, landscape, layout.reliefPixelMetres);
  plan.relief.quantise();
  addBuildings(plan);
  keepMostCentral(plan, buildings);
  completeRecords(plan, row * layout.columns + column + 1);
  return plan;
}

}  // namespace belvedere::demo
