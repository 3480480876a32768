#pragma once

#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// Keeps the `wanted` most central buildings and drops the rest; their plots stay empty.
void keepMostCentral(TownPlan& plan, std::size_t wanted);

/// Numbers buildings and houses, odd on the left of the street, and rates their energy use by age.
void completeRecords(TownPlan& plan, int cellNumber);

}  // namespace belvedere::demo
