#pragma once

#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// Plans one cell in full, with exactly `buildings` buildings or, where even a town as large as the cell holds fewer,
/// as many as there are.
TownPlan planTown(const WorldLayout& layout, const Landscape& landscape, int column, int row, std::size_t buildings);

}  // namespace belvedere::demo
