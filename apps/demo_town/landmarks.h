#pragma once

#include "apps/demo_town/random.h"
#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// Nave with aisles, apse, and a tower with its spire, towards the east as far as the place allows.
void addChurch(TownPlan& plan, const Area& area, Random& random);
void addSilo(TownPlan& plan, const Points& site, const Area& area);
/// On the highest field near the town.
void addWaterTower(TownPlan& plan);
/// Gives some houses at the right places their public use: town hall, library, nursery and so on.
void makePublicBuildings(TownPlan& plan);

}  // namespace belvedere::demo
