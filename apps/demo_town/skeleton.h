#pragma once

#include <optional>

#include "apps/demo_town/names.h"
#include "apps/demo_town/town_frame.h"
#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// The bones of a town: the roads that lead to it, its boulevards and quays, the railway, and the limits that no street
/// follows. Everything else is made by dividing the faces between them.
struct Skeleton {
  std::vector<Street> streets;
  std::vector<Points> lines;  ///< all lines that bound faces, streets' included, uncut

  Points square;     ///< the market square
  Points oldTown;    ///< inside the first boulevard
  Points faubourgs;  ///< inside the second
  Points urban;      ///< inside the limit of what is built on the town's bank
  Points acrossRiver;
  double streetAcross = 75.0;  ///< metres from the far bank to the street along it
  struct Place {
    Points ring;
    Zone zone;
  };
  std::vector<Place> places;  ///< industry, hamlets, farms
};

/// Radii in metres for a scale of 1.
struct TownSizes {
  double oldTown, faubourgs, urban, acrossRiver;
  explicit TownSizes(double scale);
};

/// Lays the bones and fills plan.bridges, plan.river, banks and railway.
Skeleton buildSkeleton(TownPlan& plan, const Landscape& landscape, StreetNames& names);

}  // namespace belvedere::demo
