#pragma once

#include <array>
#include <cstdint>
#include <glm/vec3.hpp>
#include <string>
#include <vector>

#include "apps/demo_town/plane_geometry.h"

namespace belvedere::demo {

using Vec3 = glm::dvec3;
using Rgb = std::array<std::uint8_t, 3>;

enum class SurfaceKind { Ground, Wall, Roof, Closure };

/// A planar polygon in map coordinates, counter-clockwise seen from outside; without closing point.
struct Surface {
  SurfaceKind kind = SurfaceKind::Wall;
  std::vector<Vec3> ring;
};

/// A closed body: every edge is shared by exactly two of its surfaces.
using Body = std::vector<Surface>;

enum class RoofType { Flat, Shed, Gable, Hip, Mansard, Pavilion, Sawtooth, Conical };
enum class Owner { Private, Municipal, SocialHousing, Company, State };
enum class Use {
  House,
  TownHouse,
  Flats,
  Shop,
  Annexe,
  Barn,
  Workshop,
  Warehouse,
  Supermarket,
  Office,
  School,
  Nursery,
  TownHall,
  Church,
  Station,
  Sports,
  Library,
  Health,
  WaterTower,
  Silo,
  Market,
  FireStation,
  Hostel
};

/// A building with what a municipality knows of it.
struct Building {
  std::string id;
  std::string name;  ///< of public buildings
  Use use = Use::House;
  Owner owner = Owner::Private;
  RoofType roofType = RoofType::Gable;
  int year = 1950;
  int storeys = 1;
  int dwellings = 0;
  double heightMetres = 0.0;  ///< ground to highest point
  double footprintSquareMetres = 0.0;
  char energyClass = 0;    ///< A to G, 0 where none is due
  double energyUse = 0.0;  ///< kWh per square metre and year
  int street = -1;
  int houseNumber = 0;
  int quarter = 0;
  Rgb roofColour{150, 80, 60};
  Rgb wallColour{225, 215, 195};
  bool isInNewQuarter = false;
  Points footprint;                 ///< of the main body
  double ground = 0.0;              ///< metres, of the floor slab
  double priority = 0.0;            ///< lower is kept first
  std::vector<Body> bodies;         ///< one for most; parts of a church, a house with a garage
  std::vector<Body> installations;  ///< chimneys, dormers
};

}  // namespace belvedere::demo
