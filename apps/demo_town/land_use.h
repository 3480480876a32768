#pragma once

#include "apps/demo_town/skeleton.h"
#include "apps/demo_town/street_index.h"

namespace belvedere::demo {

/// Divides the faces of the skeleton by local streets, tracks and field borders, and gives each piece its use:
/// plan.streets and plan.areas are complete afterwards.
void divideLand(TownPlan& plan, const Landscape& landscape, const Skeleton& skeleton, StreetNames& names);

}  // namespace belvedere::demo
