#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/building_facts.h"
#include "apps/demo_town/municipal_layers.h"
#include "apps/demo_town/names.h"
#include "apps/demo_town/polyline.h"
#include "apps/demo_town/record_text.h"

namespace belvedere::demo {

namespace {

const char* landName(Zone zone) {
  switch (zone) {
    case Zone::Field:
      return "Culture";
    case Zone::Meadow:
      return "Prairie";
    case Zone::Wood:
      return "Bois";
    case Zone::Orchard:
      return "Verger de mirabelliers";
    case Zone::Vineyard:
      return "Vigne";
    case Zone::Allotments:
      return "Jardins familiaux";
    case Zone::Park:
    case Zone::Riverside:
      return "Espace vert";
    case Zone::Sports:
      return "Équipement sportif";
    case Zone::Camping:
      return "Camping";
    case Zone::Cemetery:
      return "Cimetière";
    case Zone::Industry:
    case Zone::Commerce:
      return "Activités";
    case Zone::Railway:
    case Zone::Station:
      return "Emprise ferroviaire";
    case Zone::Farm:
    case Zone::Hamlet:
      return "Hameau";
    case Zone::Water:
      return "Eau";
    default:
      return "Tissu urbain";
  }
}

std::string addressOf(const Building& building, const TownPlan& plan) {
  const std::string street = streetOf(building, plan);
  return building.houseNumber > 0 ? std::to_string(building.houseNumber) + " " + street : street;
}

bool isMainName(const Building& building) { return building.name.find('(') == std::string::npos; }

}  // namespace

void MunicipalData::addLand(const TownPlan& plan) {
  for (const Parcel& parcel : plan.parcels) {
    std::string address;
    if (parcel.building >= 0) {
      address = addressOf(plan.buildings[static_cast<std::size_t>(parcel.building)], plan);
    }
    add(MunicipalLayer::Parcels, parcel.ring.points,
        {parcel.reference, std::round(signedArea(parcel.ring.points)), landName(parcel.zone),
         static_cast<long long>(parcel.building >= 0), address, plan.name});
  }
  for (std::size_t i = 0; i < plan.quarters.size(); ++i) {
    const Quarter& quarter = plan.quarters[i];
    long long buildings = 0;
    long long dwellings = 0;
    for (const Building& building : plan.buildings) {
      if (building.quarter == static_cast<int>(i)) {
        ++buildings;
        dwellings += building.dwellings;
      }
    }
    if (!quarter.faces.empty()) {
      set_.addUnion(static_cast<std::size_t>(MunicipalLayer::Quarters), quarter.faces,
                    {quarter.name, plan.name, buildings, dwellings,
                     static_cast<long long>(std::llround(static_cast<double>(dwellings) * 2.15))});
    }
  }
  for (const Area& area : plan.areas) {
    if (area.zone >= Zone::Field && area.zone <= Zone::Vineyard) {
      add(MunicipalLayer::LandCover, area.ring.points,
          {landName(area.zone), std::round(signedArea(area.ring.points) / 100.0) / 100.0, plan.name});
    }
  }
}

void MunicipalData::addNature(const TownPlan& plan, const std::vector<Tree>& trees) {
  Random random(mixSeeds(plan.seed, 8000));
  for (const Tree& tree : trees) {
    const Species& species = speciesOf(tree.species);
    const double height = std::round((tree.crownRadius * random.between(2.0, 3.0) + 1.5) * 10.0) / 10.0;
    const std::string street =
        tree.street >= 0 ? plan.streets[static_cast<std::size_t>(tree.street)].name : std::string();
    addPoint(MunicipalLayer::Trees, tree.place,
             {numbered("ARB-", ++trees_, 6), species.french, species.latin, height,
              std::round(tree.crownRadius * 20.0) / 10.0,
              static_cast<long long>(2024 - std::lround(tree.crownRadius * random.between(6.0, 14.0))),
              tree.isPublic ? "Public" : "Privé", street, plan.name});
  }
  int sensor = 0;
  for (const Area& area : plan.areas) {
    const bool isGreen = area.zone == Zone::Park || area.zone == Zone::Riverside || area.zone == Zone::Sports ||
                         area.zone == Zone::Cemetery || area.zone == Zone::Allotments;
    if (isGreen) {
      const bool isWatered = area.zone == Zone::Park || area.zone == Zone::Sports;
      add(MunicipalLayer::GreenSpaces, area.ring.points,
          {area.name.empty() ? std::string(landName(area.zone)) : area.name, landName(area.zone),
           std::round(signedArea(area.ring.points)), isWatered ? "Automatique" : "Aucun",
           isWatered ? Value(numbered("HUM-", ++sensor, 3)) : Value(), plan.name});
    }
  }
  Points river = plan.leftBank;
  river.insert(river.end(), plan.rightBank.rbegin(), plan.rightBank.rend());
  add(MunicipalLayer::Rivers, river,
      {riverName(plan.row), std::round(std::abs(signedArea(river)) / lengthOf(plan.river) * 10.0) / 10.0, plan.name});
}

void MunicipalData::addPublicBuildings(const TownPlan& plan) {
  Random random(mixSeeds(plan.seed, 8100));
  for (const Building& building : plan.buildings) {
    const Vec2 middle = centroid(building.footprint);
    const std::string address = addressOf(building, plan);
    if (building.use == Use::School && isMainName(building)) {
      const bool isCollege = building.name.starts_with("Collège");
      addPoint(MunicipalLayer::Schools, middle,
               {building.name,
                isCollege                                            ? "Collège"
                : building.name.find("musique") != std::string::npos ? "Enseignement artistique"
                                                                     : "Primaire",
                static_cast<long long>(isCollege ? random.integer(340, 520) : random.integer(90, 240)),
                static_cast<long long>(random.chance(0.8)), static_cast<long long>(building.year), address, plan.name});
    }
    if (building.use == Use::Nursery) {
      addPoint(MunicipalLayer::Nurseries, middle,
               {building.name, static_cast<long long>(random.integer(12, 40)),
                random.chance(0.6) ? "Municipale" : "Associative", address, plan.name});
    }
    if (building.owner == Owner::Municipal && !building.name.empty()) {
      const double surface = building.footprintSquareMetres * building.storeys;
      const bool isHeated = building.energyUse > 0.0;
      const bool isGas = isHeated && random.chance(0.7);
      const double heat = building.energyUse * surface;
      ++meters_;
      addPoint(MunicipalLayer::MunicipalBuildings, middle,
               {building.name, codeOf(building.use).meaning, std::round(surface), static_cast<long long>(building.year),
                isHeated ? Value(std::string(1, building.energyClass)) : Value(),
                !isHeated            ? "Aucun"
                : isGas              ? "Gaz"
                : random.chance(0.5) ? "Réseau de chaleur"
                                     : "Électricité",
                meterNumber(100000 + meters_), isGas ? Value(numbered("GI", 57000000 + meters_, 8)) : Value(),
                std::llround(surface * random.between(18, 42) + (isGas ? 0.0 : heat * 0.4)),
                isGas ? std::llround(heat * 0.8) : 0LL, std::llround(surface * random.between(0.1, 0.45)), building.id,
                plan.name});
    }
  }
}

void MunicipalData::addWasteContainers(const TownPlan& plan) {
  struct Product {
    const char* reference;
    long long volume;
  };
  static constexpr std::array kProducts{Product{"OMR-770", 770},     Product{"TRI-770", 770},
                                        Product{"VERRE-4000", 4000}, Product{"PAPIER-3000", 3000},
                                        Product{"BIO-240", 240},     Product{"TEXTILE-2000", 2000}};
  for (std::size_t i = 0; i < plan.streets.size(); ++i) {
    const Street& street = plan.streets[i];
    if (street.kind == StreetClass::Track || street.kind == StreetClass::Country) {
      continue;
    }
    Random random(mixSeeds(plan.seed, 9000 + i));
    const double length = lengthOf(street.line);
    for (double at = random.between(20.0, 130.0); at < length - 10.0; at += random.between(150.0, 240.0)) {
      const LinePlace place = placeAt(street.line, at);
      const int count = random.integer(1, 4);
      for (int k = 0; k < count; ++k) {
        const Product& product = kProducts[static_cast<std::size_t>(k == 0 ? 0 : random.integer(1, 5))];
        const Vec2 p =
            place.point + place.direction * (1.9 * k) +
            leftOf(place.direction) * (street.carriageway * 0.5 + std::min(0.9, street.pavement * 0.5 + 0.3));
        ++containers_;
        addPoint(MunicipalLayer::WasteContainers, p,
                 {"Communauté de communes du Val de Vernelle", product.reference, plan.name, plan.postcode,
                  std::to_string(1 + static_cast<int>(at / 9.0)) + " " + street.name, product.volume,
                  numbered("MIN-", containers_, 6), numbered("OKKO-57-", containers_, 6),
                  dateBetween(random, 2025, 2025), static_cast<long long>(std::clamp(random.integer(2, 104), 0, 100))});
      }
    }
  }
}

}  // namespace belvedere::demo
