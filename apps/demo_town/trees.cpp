#include "apps/demo_town/trees.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <unordered_map>

#include "apps/demo_town/polyline.h"
#include "apps/demo_town/random.h"
#include "apps/demo_town/street_index.h"

namespace belvedere::demo {

namespace {

class Gardener {
 public:
  explicit Gardener(const TownPlan& plan) : plan_(plan) {
    for (std::size_t i = 0; i < plan.buildings.size(); ++i) {
      Box box = boundsOf(plan.buildings[i].footprint);
      box.grow(2.0);
      forCells(box, [&](std::int64_t key) { cells_[key].push_back(i); });
    }
    for (std::size_t i = 0; i < plan.streets.size(); ++i) {
      streets_.add(plan.streets[i].line, static_cast<int>(i));
    }
  }

  std::vector<Tree> run() {
    alongStreets();
    for (const Area& area : plan_.areas) {
      Random random(mixSeeds(area.seed, 80));
      inArea(area, random);
    }
    for (const Parcel& parcel : plan_.parcels) {
      Random random(mixSeeds(parcel.seed, 81));
      inGarden(parcel, random);
    }
    alongRiver();
    return std::move(trees_);
  }

 private:
  static constexpr double kCell = 30.0;
  template <class Visit>
  void forCells(const Box& box, Visit visit) const {
    for (double x = std::floor(box.low.x / kCell); x * kCell <= box.high.x; x += 1.0) {
      for (double y = std::floor(box.low.y / kCell); y * kCell <= box.high.y; y += 1.0) {
        visit(static_cast<std::int64_t>(x) * 1000003 + static_cast<std::int64_t>(y));
      }
    }
  }

  bool isFree(Vec2 p, double room) const {
    Box box;
    box.add(p);
    bool isTaken = false;
    forCells(box, [&](std::int64_t key) {
      const auto found = cells_.find(key);
      if (found == cells_.end()) {
        return;
      }
      for (const std::size_t i : found->second) {
        const Points& footprint = plan_.buildings[i].footprint;
        isTaken = isTaken || contains(footprint, p) || distanceToRing(footprint, p) < room;
      }
    });
    return !isTaken && p.x > plan_.low.x && p.y > plan_.low.y && p.x < plan_.low.x + plan_.cellMetres &&
           p.y < plan_.low.y + plan_.cellMetres;
  }

  bool plant(Vec2 p, double radius, bool isPublic, int species, int quarter, int street = -1) {
    if (!isFree(p, std::min(radius * 0.6, 1.6))) {
      return false;
    }
    trees_.push_back({p, radius, isPublic, species, quarter, street});
    return true;
  }

  void alongStreets();
  void alongRiver();
  void inArea(const Area& area, Random& random);
  void inGarden(const Parcel& parcel, Random& random);
  void scatter(const Area& area, double squareMetresPerTree, double least, double most, bool isPublic, Random& random);
  void grid(const Area& area, double spacing, double radius, int species, Random& random);

  const TownPlan& plan_;
  std::unordered_map<std::int64_t, std::vector<std::size_t>> cells_;
  StreetIndex streets_;
  std::vector<Tree> trees_;
};

void Gardener::alongStreets() {
  for (std::size_t i = 0; i < plan_.streets.size(); ++i) {
    const Street& street = plan_.streets[i];
    Random random(mixSeeds(plan_.seed, 4000 + i));
    double spacing = 0.0;
    switch (street.kind) {
      case StreetClass::Boulevard:
        spacing = 9.5;
        break;
      case StreetClass::Quay:
        spacing = 11.0;
        break;
      case StreetClass::Main:
        spacing = random.chance(0.5) ? 12.5 : 0.0;
        break;
      case StreetClass::Residential:
        spacing = random.chance(0.22) ? 15.0 : 0.0;
        break;
      case StreetClass::Country:
        spacing = random.chance(0.3) ? 14.0 : 0.0;
        break;
      default:
        break;
    }
    if (spacing == 0.0) {
      continue;
    }
    const int species = random.integer(0, 5);
    const double offset = street.kind == StreetClass::Country
                              ? street.halfWidth() + 2.4
                              : street.carriageway * 0.5 + std::min(1.3, street.pavement * 0.6);
    const double length = lengthOf(street.line);
    for (double at = 10.0; at < length - 8.0; at += spacing) {
      const LinePlace place = placeAt(street.line, at);
      for (const double hand : {-1.0, 1.0}) {
        const Vec2 p = place.point + leftOf(place.direction) * (hand * offset);
        const StreetIndex::Nearest near = streets_.nearest(plan_.streets, p);
        const bool isOnRoad =
            near.street >= 0 && near.street != static_cast<int>(i) &&
            near.distance < plan_.streets[static_cast<std::size_t>(near.street)].carriageway * 0.5 + 0.8;
        if (!isOnRoad && !random.chance(0.06)) {
          plant(p, random.between(2.0, 3.2), true, species, street.quarter, static_cast<int>(i));
        }
      }
    }
  }
}

void Gardener::alongRiver() {
  Random random(mixSeeds(plan_.seed, 82));
  for (const Points* bank : {&plan_.leftBank, &plan_.rightBank}) {
    const double hand = bank == &plan_.leftBank ? 1.0 : -1.0;
    const double length = lengthOf(*bank);
    for (double at = 5.0; at < length - 5.0; at += random.between(4.0, 16.0)) {
      const LinePlace place = placeAt(*bank, at);
      const bool isInTown = glm::distance(place.point, plan_.centre) < 420.0 * plan_.scale;
      if (isInTown && random.chance(0.8)) {
        continue;
      }
      const Vec2 p = place.point + leftOf(place.direction) * (hand * random.between(1.5, 5.0));
      const StreetIndex::Nearest near = streets_.nearest(plan_.streets, p);
      if (near.street < 0 || near.distance > plan_.streets[static_cast<std::size_t>(near.street)].halfWidth() + 2.0) {
        plant(p, random.between(2.4, 5.0), false, 6, 7);
      }
    }
  }
}

void Gardener::scatter(const Area& area, double squareMetresPerTree, double least, double most, bool isPublic,
                       Random& random) {
  const Box box = boundsOf(area.ring.points);
  const Vec2 size = box.high - box.low;
  const int tries = static_cast<int>(size.x * size.y / squareMetresPerTree);
  for (int i = 0; i < tries; ++i) {
    const Vec2 p = box.low + size * Vec2(random.unit(), random.unit());
    if (!contains(area.ring.points, p) || distanceToRing(area.ring.points, p) < 2.0) {
      continue;
    }
    const bool isOnGround = std::any_of(plan_.grounds.begin(), plan_.grounds.end(),
                                        [&](const Ground& ground) { return contains(ground.ring, p); });
    if (!isOnGround) {
      plant(p, random.between(least, most), isPublic, random.integer(0, 7), area.quarter);
    }
  }
}

void Gardener::grid(const Area& area, double spacing, double radius, int species, Random& random) {
  const OrientedBox box = orientedBox(area.ring.points);
  for (double u = -box.length * 0.5; u < box.length * 0.5; u += spacing) {
    for (double v = -box.breadth * 0.5; v < box.breadth * 0.5; v += spacing) {
      const Vec2 p =
          box.centre + box.axis * (u + random.between(-0.8, 0.8)) + leftOf(box.axis) * (v + random.between(-0.8, 0.8));
      if (contains(area.ring.points, p) && distanceToRing(area.ring.points, p) > 2.5 && random.chance(0.9)) {
        plant(p, radius * random.between(0.8, 1.15), false, species, area.quarter);
      }
    }
  }
}

void Gardener::inArea(const Area& area, Random& random) {
  switch (area.zone) {
    case Zone::Park:
      scatter(area, 75, 2.4, 5.2, true, random);
      break;
    case Zone::Apartments:
      scatter(area, 170, 2.2, 4.2, true, random);
      break;
    case Zone::School:
      scatter(area, 260, 2.2, 3.8, true, random);
      break;
    case Zone::Cemetery:
      scatter(area, 420, 1.4, 3.0, true, random);
      break;
    case Zone::Camping:
      scatter(area, 110, 2.4, 4.2, true, random);
      break;
    case Zone::Sports:
      scatter(area, 520, 2.4, 4.4, true, random);
      break;
    case Zone::Church:
      scatter(area, 190, 2.4, 4.0, true, random);
      break;
    case Zone::Square: {
      const OrientedBox box = orientedBox(area.ring.points);
      for (const double v : {-0.34, 0.34}) {
        for (double u = -box.length * 0.4; u < box.length * 0.42; u += 8.5) {
          plant(box.centre + box.axis * u + leftOf(box.axis) * (v * box.breadth), 2.6, true, 1, area.quarter);
        }
      }
      break;
    }
    case Zone::Riverside:
      scatter(area, 140, 2.4, 4.0, true, random);
      break;
    case Zone::Industry:
      scatter(area, 800, 1.8, 3.0, false, random);
      break;
    case Zone::Orchard:
      grid(area, 8.0, 2.3, 8, random);
      break;
    case Zone::Meadow:
      scatter(area, 2600, 2.6, 5.4, false, random);
      break;
    case Zone::Farm:
      scatter(area, 480, 2.4, 4.5, false, random);
      break;
    default:
      break;
  }
}

void Gardener::inGarden(const Parcel& parcel, Random& random) {
  int count = 0;
  switch (parcel.zone) {
    case Zone::Core:
      count = random.chance(0.14) ? 1 : 0;
      break;
    case Zone::Faubourg:
      count = random.integer(0, 2);
      break;
    case Zone::Housing:
      count = random.integer(1, 4);
      break;
    case Zone::NewQuarter:
      count = random.integer(0, 1);
      break;
    case Zone::Hamlet:
      count = random.integer(1, 4);
      break;
    default:
      return;
  }
  const Box box = boundsOf(parcel.ring.points);
  for (int i = 0; i < count * 3 && count > 0; ++i) {
    const Vec2 p = box.low + (box.high - box.low) * Vec2(random.unit(), random.unit());
    if (contains(parcel.ring.points, p) && distanceToRing(parcel.ring.points, p) > 1.2) {
      count -= plant(p, random.between(1.4, 3.2), false, random.integer(0, 9), parcel.quarter) ? 1 : 0;
    }
  }
}

}  // namespace

const Species& speciesOf(int index) {
  static const std::array<Species, kSpeciesCount> kSpecies{Species{"Platane commun", "Platanus × hispanica"},
                                                           Species{"Tilleul à petites feuilles", "Tilia cordata"},
                                                           Species{"Érable plane", "Acer platanoides"},
                                                           Species{"Marronnier d’Inde", "Aesculus hippocastanum"},
                                                           Species{"Charme commun", "Carpinus betulus"},
                                                           Species{"Frêne élevé", "Fraxinus excelsior"},
                                                           Species{"Saule blanc", "Salix alba"},
                                                           Species{"Bouleau verruqueux", "Betula pendula"},
                                                           Species{"Mirabellier", "Prunus domestica syriaca"},
                                                           Species{"Noyer commun", "Juglans regia"}};
  return kSpecies[static_cast<std::size_t>(index) % kSpecies.size()];
}

std::vector<Tree> plantTrees(const TownPlan& plan) { return Gardener(plan).run(); }

}  // namespace belvedere::demo
