#pragma once

#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// Puts houses on the plots of a town: rows along the streets of the old town and the suburbs, detached houses in
/// gardens, terraces in the new quarter, farms in the hamlets. Appends to plan.buildings.
void buildHouses(TownPlan& plan);

}  // namespace belvedere::demo
