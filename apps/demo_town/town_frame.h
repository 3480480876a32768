#pragma once

#include "apps/demo_town/landscape.h"
#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// A town's own coordinates: u metres east of the market square, v metres away from the river. The river is at negative
/// v whichever bank the town stands on.
class TownFrame {
 public:
  TownFrame(const Landscape& landscape, int column, int row)
      : landscape_(&landscape), row_(row), centre_(landscape.townCentre(column, row)), side_(landscape.townSide(row)) {}

  Vec2 world(double u, double v) const { return {centre_.x + u, centre_.y + side_ * v}; }
  Vec2 world(Vec2 local) const { return world(local.x, local.y); }
  Vec2 local(Vec2 p) const { return {p.x - centre_.x, side_ * (p.y - centre_.y)}; }

  double river(double u) const { return side_ * (landscape_->riverNorth(row_, centre_.x + u) - centre_.y); }
  double riverHalf(double u) const { return landscape_->riverHalfWidth(row_, centre_.x + u); }
  double railway(double u) const { return side_ * (landscape_->railNorth(row_, centre_.x + u) - centre_.y); }

 private:
  const Landscape* landscape_;
  int row_;
  Vec2 centre_;
  double side_;
};

}  // namespace belvedere::demo
