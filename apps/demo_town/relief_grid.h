#pragma once

#include <optional>
#include <vector>

#include "apps/demo_town/landscape.h"
#include "apps/demo_town/polyline.h"

namespace belvedere::demo {

/// The ground of one cell as it is written to the relief raster: heights at pixel centres, rows from the north.
class ReliefGrid {
 public:
  ReliefGrid(const Landscape& landscape, int row, Vec2 low, double cellMetres, double pixelMetres);

  /// Between pixel centres, as a reader of the raster would see it; clamped to the cell.
  double heightAt(Vec2 p) const;

  /// Flattens the ground across a road or railway line and slopes it on either side: cuttings and embankments. The
  /// cell's border is left alone, so that neighbours still meet.
  struct Roadbed {
    Points line;
    double halfWidth = 4.0;                        ///< metres, level across
    double slopeWidth = 8.0;                       ///< metres on either side
    double smoothingMetres = 30.0;                 ///< bumps shorter than this are cut or filled along the line
    std::optional<double> startHeight, endHeight;  ///< a bridge to meet; the line ramps up to it
  };
  void build(const Roadbed& roadbed);
  /// Heights along a roadbed, one per point of its line: what build() makes of the ground.
  std::vector<double> profile(const Roadbed& roadbed) const;

  /// Cuts heights to 1/64 m: raster and buildings then agree to the bit, and the file packs well.
  void quantise();

  int size() const { return size_; }
  const std::vector<float>& metres() const { return metres_; }

 private:
  Vec2 pixelCentre(int column, int row) const;
  std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(column);
  }
  struct Window {
    int left, top, right, bottom;
  };
  Window windowOf(Box box) const;
  double borderFade(Vec2 p) const;

  Vec2 low_;
  double cell_;
  double pixel_;
  int size_;
  std::vector<float> metres_;
};

}  // namespace belvedere::demo
