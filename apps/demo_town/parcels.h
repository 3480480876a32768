#pragma once

#include "apps/demo_town/random.h"
#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// The longest stretch of a ring along one street without a sharp bend.
struct Front {
  int street = -1;
  Points line;  ///< in ring order: the parcel lies on its left
  double length = 0.0;
};
Front longestFront(const Ring& ring);

/// Cuts blocks into plots as their zone asks for and fills plan.parcels: rows of plots back to back, each as wide as
/// its street front allows. Open country becomes one parcel per field.
void cutParcels(TownPlan& plan);

}  // namespace belvedere::demo
