#include "apps/demo_town/landmarks.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/building_site.h"
#include "apps/demo_town/site_finder.h"

namespace belvedere::demo {

namespace {

Building& append(TownPlan& plan, Building building, const Points& outline, const Footing& footing, const Area& area,
                 double priority) {
  finishGeometry(building, outline, footing);
  building.quarter = area.quarter;
  building.priority = priority;
  for (const int tag : area.ring.tags) {
    if (tag >= 0 && building.street < 0) {
      building.street = tag;
    }
  }
  plan.buildings.push_back(std::move(building));
  return plan.buildings.back();
}

}  // namespace

void addChurch(TownPlan& plan, const Area& area, Random& random) {
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  Vec2 along = std::abs(box.axis.x) > std::abs(box.axis.y) ? box.axis : leftOf(box.axis);
  along = along.x < 0.0 ? -along : along;
  std::optional<Points> site;
  double size = 1.08;
  while (!site && size > 0.4) {
    size *= 0.9;
    site = sites.findNear(box.centre, 48.0 * size, 22.0 * size, along, 2.0);
  }
  if (!site) {
    return;
  }
  const Vec2 west = lerp((*site)[0], (*site)[3], 0.5);
  const Vec2 left = leftOf(along);
  const auto at = [&](double u, double v) { return west + along * (u * size) + left * (v * size); };
  const Footing footing = footingOf(plan.relief, *site);
  const double ground = footing.ground;
  Building church;
  church.name = "Église Notre-Dame";
  church.use = Use::Church;
  church.owner = Owner::Municipal;
  church.year = 1498;
  church.storeys = 1;
  church.roofColour = palette::slate(random);
  church.wallColour = {220, 198, 152};
  const Points tower{at(0, -4.4), at(8.8, -4.4), at(8.8, 4.4), at(0, 4.4)};
  const Quad nave{at(8.8, -5.5), at(38, -5.5), at(38, 5.5), at(8.8, 5.5)};
  const Quad south{at(8.8, -10.2), at(34, -10.2), at(34, -5.5), at(8.8, -5.5)};
  const Quad north{at(34, 10.2), at(8.8, 10.2), at(8.8, 5.5), at(34, 5.5)};
  const Points apse{at(38, -5.5), at(42.5, -4.6), at(46.4, -1.9), at(46.4, 1.9), at(42.5, 4.6), at(38, 5.5)};
  church.bodies.push_back(gableBody(nave, footing.base, ground + 12.5 * size, ground + 20.0 * size));
  church.bodies.push_back(sectionBody(south, footing.base, {{0, ground + 5.6 * size}, {1, ground + 9.0 * size}}));
  church.bodies.push_back(sectionBody(north, footing.base, {{0, ground + 5.6 * size}, {1, ground + 9.0 * size}}));
  church.bodies.push_back(pavilionBody(apse, footing.base, ground + 11.5 * size, ground + 17.5 * size));
  church.bodies.push_back(pavilionBody(tower, footing.base, ground + 27.0 * size, ground + 52.0 * size));
  append(plan, std::move(church), *site, footing, area, 0.0);
}

void addSilo(TownPlan& plan, const Points& site, const Area& area) {
  Building silo;
  silo.use = Use::Silo;
  silo.owner = Owner::Company;
  silo.year = 1987;
  silo.roofType = RoofType::Conical;
  silo.roofColour = {176, 178, 176};
  silo.wallColour = {192, 194, 192};
  const Points outline = regularPolygon(centroid(site), 3.0, 14);
  const Footing footing = footingOf(plan.relief, outline);
  silo.bodies.push_back(pavilionBody(outline, footing.base, footing.ground + 11.0, footing.ground + 13.0));
  append(plan, std::move(silo), outline, footing, area, 0.9);
}

void addWaterTower(TownPlan& plan) {
  const Area* best = nullptr;
  double bestScore = -1e300;
  for (const Area& area : plan.areas) {
    if (area.zone != Zone::Field && area.zone != Zone::Meadow) {
      continue;
    }
    const Vec2 middle = centroid(area.ring.points);
    const double score = plan.relief.heightAt(middle) - 0.06 * glm::distance(middle, plan.centre);
    if (score > bestScore && contains(area.ring.points, middle)) {
      bestScore = score;
      best = &area;
    }
  }
  if (best == nullptr) {
    return;
  }
  const Vec2 middle = centroid(best->ring.points);
  Building tower;
  tower.name = "Château d’eau";
  tower.use = Use::WaterTower;
  tower.owner = Owner::Municipal;
  tower.year = 1966;
  tower.roofType = RoofType::Conical;
  tower.roofColour = {188, 186, 180};
  tower.wallColour = {214, 210, 202};
  const Points stem = regularPolygon(middle, 3.6, 16);
  const Points tank = regularPolygon(middle, 7.6, 16);
  const Footing footing = footingOf(plan.relief, stem);
  tower.bodies.push_back(prism(stem, footing.base, footing.ground + 24.0));
  tower.bodies.push_back(pavilionBody(tank, footing.ground + 24.0, footing.ground + 31.0, footing.ground + 32.6));
  append(plan, std::move(tower), stem, footing, *best, 0.02);
}

void makePublicBuildings(TownPlan& plan) {
  struct Wanted {
    Use use;
    const char* name;
    int quarter;       ///< -1: any
    double distance;   ///< from the market square, for a scale of 1
    double leastArea;  ///< square metres
    Owner owner;
  };
  static const std::array kWanted{Wanted{Use::TownHall, "Hôtel de ville", 0, 45, 95, Owner::Municipal},
                                  Wanted{Use::Library, "Médiathèque municipale", 0, 110, 80, Owner::Municipal},
                                  Wanted{Use::Office, "Maison des associations", 0, 160, 70, Owner::Municipal},
                                  Wanted{Use::Nursery, "Crèche Les Mirabelles", 1, 260, 80, Owner::Municipal},
                                  Wanted{Use::Office, "Centre communal d’action sociale", 1, 230, 70, Owner::Municipal},
                                  Wanted{Use::School, "École de musique", 1, 330, 80, Owner::Municipal},
                                  Wanted{Use::FireStation, "Centre de secours", 1, 380, 80, Owner::State},
                                  Wanted{Use::Health, "Maison de santé", 1, 300, 90, Owner::Company},
                                  Wanted{Use::Office, "Bureau de poste", 0, 90, 70, Owner::State},
                                  Wanted{Use::Hostel, "Hôtel de la Gare", 4, 480, 80, Owner::Company},
                                  Wanted{Use::Nursery, "Micro-crèche Les Libellules", 5, 520, 60, Owner::Municipal},
                                  Wanted{Use::Nursery, "Multi-accueil Les Mésanges", 3, 640, 70, Owner::Municipal}};
  for (const Wanted& wanted : kWanted) {
    Building* best = nullptr;
    double bestScore = 1e300;
    for (Building& building : plan.buildings) {
      const bool isHouse = building.use == Use::TownHouse || building.use == Use::House || building.use == Use::Flats;
      if (!isHouse || building.quarter != wanted.quarter || !building.name.empty() ||
          building.footprintSquareMetres < wanted.leastArea || building.owner == Owner::SocialHousing) {
        continue;
      }
      const double score =
          std::abs(glm::distance(building.footprint.front(), plan.centre) - wanted.distance * plan.scale) -
          building.footprintSquareMetres * 0.15;
      if (score < bestScore) {
        bestScore = score;
        best = &building;
      }
    }
    if (best != nullptr) {
      best->use = wanted.use;
      best->name = wanted.name;
      best->owner = wanted.owner;
      best->dwellings = 0;
      best->priority = wanted.use == Use::TownHall ? 0.0 : 0.08;
    }
  }
}

}  // namespace belvedere::demo
