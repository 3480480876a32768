#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/demo_town/building.h"
#include "apps/demo_town/plane_geometry.h"
#include "apps/demo_town/relief_grid.h"

namespace belvedere::demo {

enum class StreetClass { Main, Boulevard, Quay, Street, Alley, Residential, Access, Country, Track };

/// A street from one junction of its making to another, by its centre line.
struct Street {
  StreetClass kind = StreetClass::Street;
  Points line;
  std::string name;
  double carriageway = 6.0;  ///< metres
  double pavement = 1.5;     ///< metres, on each side; verges of country roads count apart
  int quarter = 0;           ///< index into TownPlan::quarters
  double halfWidth() const { return carriageway * 0.5 + pavement; }
};

/// What a piece of land is used for.
enum class Zone {
  Core,
  Square,
  Church,
  Faubourg,
  Housing,
  Apartments,
  NewQuarter,
  Industry,
  Commerce,
  School,
  Park,
  Sports,
  Cemetery,
  CarPark,
  Station,
  Camping,
  Allotments,
  Hamlet,
  Farm,
  Field,
  Meadow,
  Wood,
  Orchard,
  Vineyard,
  Water,
  Riverside,
  Railway,
  Count
};

/// A block between streets, or a piece of country: land of one use.
struct Area {
  Ring ring;
  Zone zone = Zone::Field;
  int quarter = 0;
  std::uint64_t seed = 0;
  std::string name;  ///< of places people know: squares, parks, schools
};

/// A cadastral parcel.
struct Parcel {
  Ring ring;
  Zone zone = Zone::Housing;
  int street = -1;  ///< index of the street it opens on
  int area = 0;     ///< index of its block
  int quarter = 0;
  std::string reference;  ///< section and number, "AB 0127"
  std::uint64_t seed = 0;
  int building = -1;  ///< the first one on it
};

/// A named part of the town, for statistics.
struct Quarter {
  std::string name;
  std::vector<Points> faces;  ///< that it is made of; neighbours share their borders
};

/// A stone or concrete bridge carrying a street over the river.
struct Bridge {
  std::string name;
  Vec2 from{0.0}, to{0.0};  ///< middle of the deck's ends
  double width = 10.0;
  double deckHeight = 0.0;
  double waterHeight = 0.0;
};

/// A marked ground within an area.
enum class GroundKind { Football, Tennis, Athletics, CarPark, Playground, Courtyard, Court };
struct Ground {
  GroundKind kind = GroundKind::CarPark;
  Points ring;
  Vec2 along{1.0, 0.0};
  int area = 0;
  std::string name;
  int capacity = 0;  ///< parking spaces
};

/// One cell of the world, planned in full: the town, its land and its ground. Kept only while its cell is written.
struct TownPlan {
  int column = 0, row = 0;
  std::uint64_t seed = 0;
  std::string name;
  std::string postcode;
  Vec2 low{0.0};
  double cellMetres = 0.0;
  Vec2 centre{0.0};
  double side = 1.0;   ///< the river's bank that the town stands on: +1 north
  double scale = 1.0;  ///< of the built area, 1 for some 2,000 buildings
  ReliefGrid relief;
  std::vector<Street> streets{};
  std::vector<Area> areas{};
  std::vector<Parcel> parcels{};
  std::vector<Quarter> quarters{};
  std::vector<Bridge> bridges{};
  std::vector<Ground> grounds{};
  std::vector<Building> buildings{};
  Points river{};      ///< centre line, west to east
  Points leftBank{};   ///< north bank
  Points rightBank{};  ///< south bank
  Points railway{};    ///< centre line, west to east
};

struct StreetSize {
  double carriageway, pavement;
};
StreetSize sizeOf(StreetClass kind);

}  // namespace belvedere::demo
