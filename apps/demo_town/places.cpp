#include "apps/demo_town/places.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <glm/geometric.hpp>
#include <optional>

#include "apps/demo_town/building_site.h"
#include "apps/demo_town/landmarks.h"
#include "apps/demo_town/site_finder.h"

namespace belvedere::demo {

namespace {

class PlaceChooser {
 public:
  explicit PlaceChooser(TownPlan& plan) : plan_(plan) {}

  void run() {
    choose(Zone::Core, Zone::Church, "Place de l’Église", 1900, 6000, 0.0);
    choose(Zone::Core, Zone::CarPark, "Parking du Rempart", 900, 3500, 150.0);
    choose(Zone::Faubourg, Zone::School, "École élémentaire des Remparts", 3000, 9500, 260.0);
    choose(Zone::Faubourg, Zone::Park, "Jardin public", 3500, 11000, 300.0);
    choose(Zone::Faubourg, Zone::CarPark, "Parking de la Liberté", 1500, 5000, 330.0);
    choose(Zone::Housing, Zone::School, "Groupe scolaire Bellevue", 4500, 13000, 560.0);
    choose(Zone::Housing, Zone::School, "Collège de la Vernelle", 6500, 16000, 700.0);
    choose(Zone::Housing, Zone::Park, "Parc des Coteaux", 3500, 12000, 620.0);
    choose(Zone::Housing, Zone::Cemetery, "Cimetière communal", 5000, 16000, 900.0);
    choose(Zone::NewQuarter, Zone::Park, "Square de la Roselière", 1500, 7000, 500.0);
    choose(Zone::Industry, Zone::Commerce, "Centre commercial du Triage", 7000, 26000, 0.0);
  }

 private:
  void choose(Zone from, Zone to, const char* name, double least, double most, double distance) {
    Area* best = nullptr;
    double bestScore = 1e300;
    for (Area& area : plan_.areas) {
      const double size = signedArea(area.ring.points);
      const OrientedBox box = orientedBox(area.ring.points);
      if (area.zone != from || size < least * std::min(1.0, plan_.scale) || size > most || box.breadth < 24.0) {
        continue;
      }
      const double score = std::abs(glm::distance(box.centre, plan_.centre) - distance * plan_.scale) +
                           60.0 * (1.0 - size / (box.length * box.breadth));
      if (score < bestScore) {
        bestScore = score;
        best = &area;
      }
    }
    if (best != nullptr) {
      best->zone = to;
      best->name = name;
    }
  }

  TownPlan& plan_;
};

class PlaceBuilder {
 public:
  explicit PlaceBuilder(TownPlan& plan) : plan_(plan), random_(mixSeeds(plan.seed, 50)) {}

  void run() {
    for (std::size_t i = 0; i < plan_.areas.size(); ++i) {
      Random random(mixSeeds(plan_.areas[i].seed, 6));
      areaIndex_ = static_cast<int>(i);
      buildArea(plan_.areas[i], random);
    }
    makePublicBuildings(plan_);
    addWaterTower(plan_);
  }

 private:
  void buildArea(const Area& area, Random& random);
  void apartments(const Area& area, Random& random);
  void halls(const Area& area, Random& random);
  void shops(const Area& area, Random& random);
  void school(const Area& area, Random& random);
  void station(const Area& area, Random& random);
  void sports(const Area& area, Random& random);
  void farm(const Area& area, Random& random);
  void square(const Area& area, Random& random);
  Building& keep(Building building, const Points& outline, const Footing& footing, const Area& area, double priority);
  void addGround(GroundKind kind, Points ring, Vec2 along, std::string name = {}, int capacity = 0) {
    plan_.grounds.push_back({kind, std::move(ring), along, areaIndex_, std::move(name), capacity});
  }
  double distancePriority(const Area& area) const {
    return glm::distance(area.ring.points.front(), plan_.centre) / (900.0 * plan_.scale);
  }

  TownPlan& plan_;
  Random random_;
  int areaIndex_ = 0;
};

Building& PlaceBuilder::keep(Building building, const Points& outline, const Footing& footing, const Area& area,
                             double priority) {
  finishGeometry(building, outline, footing);
  building.quarter = area.quarter;
  building.priority = priority;
  for (const int tag : area.ring.tags) {
    if (tag >= 0 && building.street < 0) {
      building.street = tag;
    }
  }
  plan_.buildings.push_back(std::move(building));
  return plan_.buildings.back();
}

void PlaceBuilder::buildArea(const Area& area, Random& random) {
  switch (area.zone) {
    case Zone::Church:
      addChurch(plan_, area, random);
      break;
    case Zone::Apartments:
      apartments(area, random);
      break;
    case Zone::Industry:
      halls(area, random);
      break;
    case Zone::Commerce:
      shops(area, random);
      break;
    case Zone::School:
      school(area, random);
      break;
    case Zone::Station:
      station(area, random);
      break;
    case Zone::Sports:
      sports(area, random);
      break;
    case Zone::Farm:
      farm(area, random);
      break;
    case Zone::Square:
      square(area, random);
      break;
    case Zone::CarPark: {
      const OrientedBox box = orientedBox(area.ring.points);
      addGround(GroundKind::CarPark, area.ring.points, box.axis, area.name,
                static_cast<int>(signedArea(area.ring.points) / 27.0));
      break;
    }
    case Zone::Park: {
      SiteFinder sites(area.ring.points);
      const OrientedBox box = orientedBox(area.ring.points);
      if (const auto site = sites.find(18, 12, box.axis, 4.0, random)) {
        addGround(GroundKind::Playground, *site, box.axis, "Aire de jeux");
      }
      break;
    }
    default:
      break;
  }
}

void PlaceBuilder::apartments(const Area& area, Random& random) {
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  const Rgb wall = palette::paleRender(random);
  for (int i = 0; i < 7; ++i) {
    const bool isTower = random.chance(0.22);
    const double length = isTower ? random.between(19, 23) : random.between(36, 64);
    const double breadth = isTower ? length * 0.95 : random.between(11, 12.5);
    const Vec2 along = random.chance(0.6) ? box.axis : leftOf(box.axis);
    const auto site = sites.find(length, breadth, along, 11.0, random);
    if (!site) {
      continue;
    }
    Building block;
    block.use = Use::Flats;
    block.owner = random.chance(0.75) ? Owner::SocialHousing : Owner::Private;
    block.year = random.integer(1958, 1978);
    block.storeys = isTower ? random.integer(8, 11) : random.integer(4, 6);
    block.dwellings = static_cast<int>(length * breadth * block.storeys / 92.0);
    block.roofType = RoofType::Flat;
    block.roofColour = palette::flatRoof(random);
    block.wallColour = wall;
    const Footing footing = footingOf(plan_.relief, *site);
    const double top = footing.ground + 1.0 + block.storeys * 2.85;
    block.bodies.push_back(prism(*site, footing.base, top));
    const Vec2 middle = centroid(*site);
    for (double at = -length * 0.5 + 8.0; at < length * 0.5 - 4.0; at += 16.0) {  // lift and stair heads
      block.installations.push_back(prism(rectangle(middle + along * at, along, 4.2, 3.6), top, top + 2.4));
    }
    keep(std::move(block), *site, footing, area, 0.3 + 0.6 * distancePriority(area));
  }
  for (int i = 0; i < 3; ++i) {
    if (const auto site =
            sites.find(random.between(34, 58), 16.5, random.chance(0.5) ? box.axis : leftOf(box.axis), 2.0, random)) {
      addGround(GroundKind::CarPark, *site, unit((*site)[1] - (*site)[0]), "Parking résidentiel",
                static_cast<int>(signedArea(*site) / 16.0));
    }
  }
  if (const auto site = sites.find(16, 11, box.axis, 3.0, random)) {
    addGround(GroundKind::Playground, *site, box.axis, "Aire de jeux");
  }
}

void PlaceBuilder::halls(const Area& area, Random& random) {
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  double size = 1.0;
  for (int i = 0; i < 9; ++i) {
    const double length = random.between(34, 72) * size;
    const double breadth = random.between(22, 40) * size;
    const auto site = sites.find(length, breadth, random.chance(0.8) ? box.axis : leftOf(box.axis), 8.0, random);
    if (!site) {
      size *= 0.78;
      continue;
    }
    Building hall;
    hall.use = random.chance(0.5) ? Use::Warehouse : Use::Workshop;
    hall.owner = Owner::Company;
    hall.year = random.integer(1955, 2020);
    hall.storeys = 1;
    hall.roofColour = palette::metal(random);
    hall.wallColour = palette::cladding(random);
    const Footing footing = footingOf(plan_.relief, *site);
    const double eave = footing.ground + random.between(5.5, 9.0);
    const Quad quad{(*site)[0], (*site)[1], (*site)[2], (*site)[3]};
    const double form = random.unit();
    if (form < 0.5) {
      hall.roofType = RoofType::Gable;
      hall.bodies.push_back(gableBody(quad, footing.base, eave, eave + breadth * 0.5 * 0.16));
    } else if (form < 0.68 && hall.year < 1975) {
      hall.roofType = RoofType::Sawtooth;
      hall.bodies.push_back(sawtoothBody(quad, footing.base, eave, eave + 2.6, static_cast<int>(breadth / 6.5) + 1));
    } else {
      hall.roofType = RoofType::Flat;
      hall.bodies.push_back(prism(*site, footing.base, eave));
      hall.installations.push_back(
          prism(rectangle(lerp((*site)[0], (*site)[2], 0.4), box.axis, 4, 3), eave, eave + 1.6));
    }
    keep(std::move(hall), *site, footing, area, 0.35 + 0.5 * distancePriority(area));
  }
  for (int i = 0; i < 2; ++i) {
    if (const auto site = sites.find(random.between(26, 46), 16.5, box.axis, 2.0, random)) {
      addGround(GroundKind::CarPark, *site, unit((*site)[1] - (*site)[0]), "Parking d’entreprise",
                static_cast<int>(signedArea(*site) / 16.0));
    }
  }
}

void PlaceBuilder::shops(const Area& area, Random& random) {
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  const std::array<const char*, 4> names{"Hypermarché du Triage", "Jardinerie des Rives", "Bricolage du Val",
                                         "Halle aux chaussures"};
  double size = 1.0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto site = sites.find((i == 0 ? 74 : 36) * size, (i == 0 ? 46 : 24) * size, box.axis, 7.0, random);
    if (!site) {
      size *= 0.8;
      continue;
    }
    Building shop;
    shop.name = names[i];
    shop.use = Use::Supermarket;
    shop.owner = Owner::Company;
    shop.year = random.integer(1985, 2018);
    shop.roofType = RoofType::Flat;
    shop.roofColour = {196, 194, 188};
    shop.wallColour = palette::cladding(random);
    const Footing footing = footingOf(plan_.relief, *site);
    const double top = footing.ground + random.between(6.0, 8.0);
    shop.bodies.push_back(prism(*site, footing.base, top));
    for (int unitIndex = 0; unitIndex < 4; ++unitIndex) {
      const Vec2 place = lerp(lerp((*site)[0], (*site)[1], 0.15 + 0.22 * unitIndex),
                              lerp((*site)[3], (*site)[2], 0.15 + 0.22 * unitIndex), random.between(0.25, 0.75));
      shop.installations.push_back(prism(rectangle(place, box.axis, 3.4, 2.4), top, top + 1.4));
    }
    keep(std::move(shop), *site, footing, area, 0.2);
  }
  for (const double length : {80.0, 54.0, 40.0, 30.0}) {
    if (const auto site = sites.find(length, length > 50 ? 49.5 : 16.5, box.axis, 2.0, random)) {
      addGround(GroundKind::CarPark, *site, unit((*site)[1] - (*site)[0]), "Parking du centre commercial",
                static_cast<int>(signedArea(*site) / 20.0));
    }
  }
}

void PlaceBuilder::school(const Area& area, Random& random) {
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  const bool isOld = area.quarter < 2;
  for (int i = 0; i < 3; ++i) {
    const double length = random.between(26, 44);
    const auto site = sites.find(length, 10.5, i % 2 == 0 ? box.axis : leftOf(box.axis), 4.0, random);
    if (!site) {
      continue;
    }
    Building school;
    school.name = i == 0 ? area.name : area.name + (i == 1 ? " (bâtiment B)" : " (restaurant scolaire)");
    school.use = Use::School;
    school.owner = Owner::Municipal;
    school.year = isOld ? random.integer(1880, 1912) : random.integer(1962, 2004);
    school.storeys = i == 2 ? 1 : 2;
    school.roofColour = isOld ? palette::slate(random) : palette::flatRoof(random);
    school.wallColour = isOld ? palette::render(random) : palette::paleRender(random);
    const Footing footing = footingOf(plan_.relief, *site);
    const double eave = footing.ground + 0.5 + school.storeys * 3.6;
    const Quad quad{(*site)[0], (*site)[1], (*site)[2], (*site)[3]};
    if (isOld) {
      school.roofType = RoofType::Hip;
      school.bodies.push_back(hipBody(quad, footing.base, eave, eave + 4.2, 0.75));
    } else {
      school.roofType = i == 1 ? RoofType::Shed : RoofType::Flat;
      school.bodies.push_back(i == 1 ? sectionBody(quad, footing.base, {{0, eave}, {1, eave + 1.4}})
                                     : prism(*site, footing.base, eave));
    }
    keep(std::move(school), *site, footing, area, 0.05 + 0.05 * i);
  }
  if (const auto site = sites.find(34, 22, box.axis, 2.0, random)) {
    addGround(GroundKind::Courtyard, *site, box.axis, "Cour de récréation");
  }
  if (const auto site = sites.find(28, 15, box.axis, 2.0, random)) {
    addGround(GroundKind::Court, *site, unit((*site)[1] - (*site)[0]), "Plateau sportif");
  }
}

void PlaceBuilder::station(const Area& area, Random& random) {
  if (signedArea(area.ring.points) < 2500.0 || plan_.railway.empty()) {
    return;
  }
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  const bool isStationSide = box.centre.x < plan_.centre.x;
  const auto site = isStationSide ? sites.findNear(plan_.centre, 42, 11, box.axis, 3.0)
                                  : sites.findNear(plan_.centre, 58, 14, box.axis, 3.0);
  if (!site) {
    return;
  }
  Building station;
  station.name = isStationSide ? "Gare SNCF" : "Ancienne halle aux marchandises";
  station.use = isStationSide ? Use::Station : Use::Warehouse;
  station.owner = Owner::State;
  station.year = 1878;
  station.storeys = isStationSide ? 2 : 1;
  station.roofType = RoofType::Hip;
  station.roofColour = palette::slate(random);
  station.wallColour = palette::render(random);
  const Footing footing = footingOf(plan_.relief, *site);
  const double eave = footing.ground + (isStationSide ? 8.2 : 5.6);
  const Quad quad{(*site)[0], (*site)[1], (*site)[2], (*site)[3]};
  station.bodies.push_back(hipBody(quad, footing.base, eave, eave + 4.4, 0.8));
  keep(std::move(station), *site, footing, area, 0.04);
  for (const double length : {64.0, 48.0, 36.0}) {
    if (const auto park = sites.find(length, 16.5, box.axis, 1.5, random)) {
      addGround(GroundKind::CarPark, *park, unit((*park)[1] - (*park)[0]),
                isStationSide ? "Parking de la Gare" : "Parking relais", static_cast<int>(signedArea(*park) / 14.5));
      break;
    }
  }
}

void PlaceBuilder::sports(const Area& area, Random& random) {
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  const auto field = [&](GroundKind kind, double length, double breadth, const char* name) {
    for (const Vec2 along : {box.axis, leftOf(box.axis)}) {
      if (const auto site = sites.find(length, breadth, along, 4.0, random)) {
        addGround(kind, *site, along, name);
        return;
      }
    }
  };
  field(GroundKind::Athletics, 148, 78, "Stade municipal");
  field(GroundKind::Football, 105, 68, "Terrain d’honneur");
  if (const auto site = sites.find(44, 25, box.axis, 4.0, random)) {
    Building gym;
    gym.name = "Gymnase municipal";
    gym.use = Use::Sports;
    gym.owner = Owner::Municipal;
    gym.year = random.integer(1972, 2008);
    gym.roofColour = palette::metal(random);
    gym.wallColour = palette::cladding(random);
    const Footing footing = footingOf(plan_.relief, *site);
    const double eave = footing.ground + 7.5;
    gym.bodies.push_back(gableBody({(*site)[0], (*site)[1], (*site)[2], (*site)[3]}, footing.base, eave, eave + 2.2));
    keep(std::move(gym), *site, footing, area, 0.06);
  }
  field(GroundKind::Tennis, 36, 18, "Tennis n° 1");
  field(GroundKind::Tennis, 36, 18, "Tennis n° 2");
  field(GroundKind::Football, 90, 55, "Terrain d’entraînement");
  if (const auto site = sites.find(40, 16.5, box.axis, 3.0, random)) {
    addGround(GroundKind::CarPark, *site, box.axis, "Parking du Stade", 42);
  }
}

void PlaceBuilder::farm(const Area& area, Random& random) {
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  const int count = random.integer(3, 5);
  for (int i = 0; i < count; ++i) {
    const double length = i == 0 ? 15.0 : random.between(20, 36);
    const double breadth = i == 0 ? 10.0 : random.between(11, 17);
    const auto site = sites.find(length, breadth, i % 2 == 0 ? box.axis : leftOf(box.axis), 5.0, random);
    if (!site) {
      continue;
    }
    Building barn;
    barn.use = i == 0 ? Use::House : Use::Barn;
    barn.dwellings = i == 0 ? 1 : 0;
    barn.year = i == 0 ? random.integer(1780, 1910) : random.integer(1930, 2015);
    barn.storeys = i == 0 ? 2 : 1;
    barn.roofColour = i < 2 ? palette::tiles(random) : palette::metal(random);
    barn.wallColour = i == 0 ? palette::render(random) : palette::cladding(random);
    const Footing footing = footingOf(plan_.relief, *site);
    const double eave = footing.ground + (i == 0 ? 5.4 : random.between(4.5, 6.5));
    barn.bodies.push_back(gableBody({(*site)[0], (*site)[1], (*site)[2], (*site)[3]}, footing.base, eave,
                                    eave + breadth * 0.5 * (i == 0 ? 0.75 : 0.36)));
    keep(std::move(barn), *site, footing, area, 0.75 + 0.2 * random.unit());
  }
  if (const auto site = sites.find(6, 6, box.axis, 3.0, random)) {
    addSilo(plan_, *site, area);
  }
}

void PlaceBuilder::square(const Area& area, Random& random) {
  SiteFinder sites(area.ring.points);
  const OrientedBox box = orientedBox(area.ring.points);
  const auto site = sites.findNear(box.centre + box.axis * (box.length * 0.24), 19, 10.5, box.axis, 6.0);
  if (!site) {
    return;
  }
  Building hall;
  hall.name = "Halle du Marché";
  hall.use = Use::Market;
  hall.owner = Owner::Municipal;
  hall.year = 1884;
  hall.roofType = RoofType::Hip;
  hall.roofColour = palette::tiles(random);
  hall.wallColour = {120, 96, 76};
  const Footing footing = footingOf(plan_.relief, *site);
  const double eave = footing.ground + 4.6;
  hall.bodies.push_back(
      hipBody({(*site)[0], (*site)[1], (*site)[2], (*site)[3]}, footing.base, eave, eave + 4.6, 0.55));
  keep(std::move(hall), *site, footing, area, 0.01);
}

}  // namespace

void setPlacesApart(TownPlan& plan) { PlaceChooser(plan).run(); }

void buildPlaces(TownPlan& plan) { PlaceBuilder(plan).run(); }

}  // namespace belvedere::demo
