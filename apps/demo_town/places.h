#pragma once

#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// Sets apart blocks for what every town has: church, schools, park, cemetery, car parks, shops. Before cutParcels().
void setPlacesApart(TownPlan& plan);

/// Builds what stands on those, in the industrial zone, among blocks of flats, on farms and along the railway, with
/// car parks and sports grounds; and a water tower in the hills. After buildHouses(), which it also turns some town
/// houses of into public buildings.
void buildPlaces(TownPlan& plan);

}  // namespace belvedere::demo
