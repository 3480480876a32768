#pragma once

#include <filesystem>

#include "apps/demo_town/town_plan.h"
#include "apps/demo_town/trees.h"
#include "engine/core/result.h"

namespace belvedere::demo {

/// Writes the trees in and around a town as CityJSON 2.0: a few tree shapes as geometry templates, each tree an
/// instance with its own size and turn.
Status writeVegetation(const std::filesystem::path& path, const TownPlan& plan, const std::vector<Tree>& trees);

}  // namespace belvedere::demo
