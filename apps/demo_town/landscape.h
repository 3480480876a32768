#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "apps/demo_town/noise.h"
#include "apps/demo_town/plane_geometry.h"

namespace belvedere::demo {

/// The grid of square cells that the world is made of, one town in each.
struct WorldLayout {
  std::uint64_t seed = 1;
  int columns = 1;
  int rows = 1;
  double cellMetres = 3276.8;
  Vec2 origin{0.0};  ///< south-west corner, EPSG:2154
  double orthophotoPixelMetres = 0.4;
  double reliefPixelMetres = 1.6;
  std::vector<std::size_t> buildingsPerCell;  ///< row by row from the south

  Vec2 cellLow(int column, int row) const { return origin + Vec2(column, row) * cellMetres; }
};

/// Sizes the world for a number of buildings.
WorldLayout layOutWorld(std::size_t buildings, std::uint64_t seed, double orthophotoPixelMetres);

/// What nature made: a river along each row of cells, from west to east, its valley with flood plain and terraces, and
/// the hills between. The railway line keeps to the valley too. Every place can be asked at any time; nothing is kept.
class Landscape {
 public:
  explicit Landscape(const WorldLayout& layout);

  /// Ground height in metres (NGF-IGN69) before streets and railways were built; over water the water's level.
  double height(Vec2 p) const;

  /// What the heights of a whole column of places share: the rivers as they pass its easting. Much quicker for rasters.
  struct River {
    double north, invStretch, trend, halfWidth, level, plainNorth, plainSouth;
  };
  struct Meridian {
    double east = 0.0;
    int row = 0;                  ///< of the cell that the places lie in
    std::array<River, 3> rivers;  ///< of the row to the south, this one, and the row to the north
  };
  Meridian meridian(double east, int row) const;
  double height(const Meridian& meridian, double north) const;

  double riverNorth(int row, double east) const;
  double riverHalfWidth(int row, double east) const;
  double waterLevel(int row, double east) const;
  double railNorth(int row, double east) const;
  /// The bank that the towns of a row stand on: +1 north, -1 south.
  double townSide(int row) const;
  Vec2 townCentre(int column, int row) const;
  /// Where the main road crosses the border between a cell and its eastern neighbour; column -1 is the western border.
  Vec2 eastGate(int column, int row) const;
  /// Where the main road crosses the border between a cell and its northern neighbour; row -1 is the southern border.
  Vec2 northGate(int column, int row) const;

 private:
  double riverTrend(int row, double east) const;
  River riverAt(int row, double east) const;
  static double valleyHeight(const River& river, double north);
  double floodPlainWidth(int row, double east, bool isTownSide) const;
  double random(int row, int what) const;

  WorldLayout layout_;
  Noise hills_;
  Noise detail_;
};

}  // namespace belvedere::demo
