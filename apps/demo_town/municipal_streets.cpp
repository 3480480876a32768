#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/municipal_layers.h"
#include "apps/demo_town/polyline.h"
#include "apps/demo_town/record_text.h"

namespace belvedere::demo {

namespace {

const char* className(StreetClass kind) {
  switch (kind) {
    case StreetClass::Main:
      return "Voie structurante";
    case StreetClass::Boulevard:
      return "Boulevard";
    case StreetClass::Quay:
      return "Quai";
    case StreetClass::Street:
      return "Rue";
    case StreetClass::Alley:
      return "Rue du centre ancien";
    case StreetClass::Residential:
      return "Desserte résidentielle";
    case StreetClass::Access:
      return "Desserte d’activités";
    case StreetClass::Country:
      return "Route départementale";
    case StreetClass::Track:
      return "Chemin d’exploitation";
  }
  return "Rue";
}

const char* pavingOf(StreetClass kind) {
  return kind == StreetClass::Alley ? "Pavés" : kind == StreetClass::Track ? "Grave" : "Enrobé";
}

long long speedOf(StreetClass kind) {
  switch (kind) {
    case StreetClass::Country:
      return 80;
    case StreetClass::Alley:
      return 20;
    case StreetClass::Street:
    case StreetClass::Residential:
      return 30;
    default:
      return 50;
  }
}

const std::string& quarterName(const TownPlan& plan, int quarter) {
  return plan.quarters[static_cast<std::size_t>(quarter)].name;
}

bool isServed(const Street& street) { return street.kind != StreetClass::Track; }

struct Pipe {
  long long diameter;
  const char* material;
  long long year;
};

Pipe waterPipe(const Street& street, Random& random) {
  const int year = street.quarter == 5 ? random.integer(2015, 2022)
                                       : random.integer(street.kind == StreetClass::Residential ? 1962 : 1926, 2012);
  const char* material = year > 2004 ? "PEHD" : year > 1982 ? "PVC" : year > 1965 ? "Fonte ductile" : "Fonte grise";
  switch (street.kind) {
    case StreetClass::Main:
    case StreetClass::Country:
      return {random.pick<long long>({200, 250, 300}), material, year};
    case StreetClass::Boulevard:
    case StreetClass::Quay:
      return {random.pick<long long>({150, 200}), material, year};
    case StreetClass::Alley:
      return {random.pick<long long>({60, 80, 100}), material, year};
    default:
      return {random.pick<long long>({100, 110, 125}), material, year};
  }
}

}  // namespace

void MunicipalData::addStreets(const TownPlan& plan) {
  for (std::size_t i = 0; i < plan.streets.size(); ++i) {
    const Street& street = plan.streets[i];
    Random random(mixSeeds(plan.seed, 5000 + i));
    const bool isCounty = street.kind == StreetClass::Country || street.kind == StreetClass::Main;
    add(MunicipalLayer::Roads, street.line,
        {street.name, className(street.kind), pavingOf(street.kind), street.carriageway, street.pavement,
         speedOf(street.kind), static_cast<long long>(street.kind == StreetClass::Alley && random.chance(0.4)),
         isCounty ? "Département" : "Commune", quarterName(plan, street.quarter), plan.name});
  }
  add(MunicipalLayer::Railway, plan.railway, {"Ligne du Val", 2LL, 1LL, 140LL});
  for (const Ground& ground : plan.grounds) {
    if (ground.kind == GroundKind::CarPark && ground.capacity > 8) {
      Random random(mixSeeds(plan.seed, 5500 + static_cast<std::uint64_t>(&ground - plan.grounds.data())));
      const bool isPublic = plan.areas[static_cast<std::size_t>(ground.area)].zone != Zone::Commerce &&
                            plan.areas[static_cast<std::size_t>(ground.area)].zone != Zone::Industry;
      add(MunicipalLayer::CarParks, ground.ring,
          {ground.name, static_cast<long long>(ground.capacity), std::max(1LL, ground.capacity / 45LL),
           random.chance(0.4) ? 2LL : 0LL, isPublic && random.chance(0.3) ? "Payant" : "Gratuit",
           isPublic ? "Commune" : "Privé", plan.name});
    }
  }
}

void MunicipalData::addTraffic(const TownPlan& plan) {
  Random random(mixSeeds(plan.seed, 5600));
  for (const Street& street : plan.streets) {
    if (street.kind != StreetClass::Main || street.name.starts_with("Pont")) {
      continue;
    }
    // Lights stand where a main road meets the boulevards.
    const LinePlace place = placeAt(street.line, 0.0);
    const std::string junction = numbered("CAR-", ++junctions_, 3);
    const std::string controller = numbered("CTRL-", junctions_, 3);
    const std::string date = dateBetween(random, 2004, 2022);
    const bool isLed = random.chance(0.7);
    for (int arm = 0; arm < 4; ++arm) {
      const Vec2 along = arm % 2 == 0 ? place.direction : leftOf(place.direction);
      const double sign = arm < 2 ? 1.0 : -1.0;
      const Vec2 p = place.point + along * (sign * 11.0) - leftOf(along) * (sign * 5.0);
      addPoint(MunicipalLayer::TrafficLights, p,
               {junction, controller, arm == 3 ? "Piéton" : "Véhicule", isLed ? "LED" : "Halogène", date,
                static_cast<long long>(random.chance(0.2)), plan.name});
    }
  }
  int counter = 0;
  for (const Street& street : plan.streets) {
    const bool isWatched = street.kind == StreetClass::Quay || street.kind == StreetClass::Boulevard ||
                           street.name.starts_with("Pont") || street.name == "Avenue de la Gare";
    if (isWatched) {
      const LinePlace place = placeAt(street.line, lengthOf(street.line) * 0.5);
      addPoint(MunicipalLayer::CycleCounters, place.point + leftOf(place.direction) * (street.carriageway * 0.5 + 0.6),
               {"Compteur " + street.name, ++counter % 2 == 0 ? "Boucle inductive" : "Tube pneumatique", "Double sens",
                static_cast<long long>(random.integer(90, 640)), dateBetween(random, 2017, 2024), plan.name});
    }
  }
}

void MunicipalData::addPipes(const TownPlan& plan) {
  for (std::size_t i = 0; i < plan.streets.size(); ++i) {
    const Street& street = plan.streets[i];
    if (!isServed(street)) {
      continue;
    }
    Random random(mixSeeds(plan.seed, 6000 + i));
    const Pipe pipe = waterPipe(street, random);
    const double length = lengthOf(street.line);
    const int sections = std::max(1, static_cast<int>(length / 85.0));
    const bool isCombined = street.quarter <= 1;
    for (int section = 0; section < sections; ++section) {
      const Points part = partOf(street.line, length * section / sections, length * (section + 1) / sections);
      const long long year = random.chance(0.15) ? random.integer(2005, 2023) : pipe.year;
      add(MunicipalLayer::DrinkingWater, offsetLine(part, 1.3),
          {pipe.diameter, year > 2004 ? "PEHD" : pipe.material, year, random.between(0.9, 1.4), lengthOf(part),
           street.name, "Régie des eaux du Val", plan.name});
      if (street.kind == StreetClass::Country) {
        continue;  // no sewer outside the town
      }
      add(MunicipalLayer::Sewers, offsetLine(part, -1.1),
          {isCombined ? "Unitaire" : "Eaux usées",
           isCombined ? random.pick<long long>({300, 400, 600, 800}) : random.pick<long long>({200, 250}),
           pipe.year < 1965   ? "Béton"
           : pipe.year < 1990 ? "Fibres-ciment"
                              : "PVC",
           pipe.year, random.between(1.6, 3.4), random.between(0.4, 3.0), street.name, plan.name});
      if (!isCombined) {
        add(MunicipalLayer::Sewers, offsetLine(part, -2.0),
            {"Eaux pluviales", random.pick<long long>({300, 400, 500}), "Béton", pipe.year, random.between(1.2, 2.2),
             random.between(0.4, 3.0), street.name, plan.name});
      }
    }
  }
}

void MunicipalData::addStreetLights(const TownPlan& plan) {
  constexpr long long kLampsPerCabinet = 44;
  long long onCabinet = kLampsPerCabinet;
  std::string cabinet;
  for (std::size_t i = 0; i < plan.streets.size(); ++i) {
    const Street& street = plan.streets[i];
    if (!isServed(street) || street.kind == StreetClass::Country) {
      continue;
    }
    Random random(mixSeeds(plan.seed, 7000 + i));
    const bool isMain = street.kind == StreetClass::Main || street.kind == StreetClass::Boulevard;
    const double spacing = street.kind == StreetClass::Alley ? 19.0 : isMain ? 27.0 : 31.0;
    const bool isLed = random.chance(street.quarter == 5 ? 1.0 : 0.55);
    const std::string date = isLed ? dateBetween(random, 2014, 2024) : dateBetween(random, 1988, 2010);
    const double length = lengthOf(street.line);
    double hand = 1.0;
    for (double at = spacing * 0.4; at < length - 4.0; at += spacing, hand = -hand) {
      const LinePlace place = placeAt(street.line, at);
      const Vec2 p = place.point + leftOf(place.direction) * (hand * (street.carriageway * 0.5 + 0.55));
      if (onCabinet >= kLampsPerCabinet) {
        onCabinet = 0;
        cabinet = numbered("ARM-", ++cabinets_, 4);
        addPoint(MunicipalLayer::Cabinets, p - leftOf(place.direction) * (hand * 0.8) + place.direction * 1.5,
                 {cabinet, meterNumber(cabinets_), static_cast<long long>(random.pick<long long>({6, 9, 12, 18})),
                  random.chance(0.6) ? "Astronomique" : "Cellule photoélectrique", plan.name});
      }
      ++onCabinet;
      addPoint(MunicipalLayer::StreetLights, p,
               {numbered("EP-", ++lamps_, 6), cabinet,
                isLed ? random.pick<long long>({28, 36, 48}) : random.pick<long long>({70, 100, 150}),
                isLed                ? "LED"
                : random.chance(0.8) ? "Sodium haute pression"
                                     : "Iodures métalliques",
                isMain                              ? 9.0
                : street.kind == StreetClass::Alley ? 5.0
                                                    : 7.0,
                date, static_cast<long long>(isLed && random.chance(0.5)), street.name, plan.name});
    }
  }
}

}  // namespace belvedere::demo
