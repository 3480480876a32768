#pragma once

#include "apps/demo_town/raster_mosaic.h"
#include "apps/demo_town/textures.h"
#include "apps/demo_town/town_plan.h"
#include "apps/demo_town/trees.h"

namespace belvedere::demo {

/// Paints one cell, tile by tile on all processors, into the mosaic. The picture does not depend on their number.
Status photographCell(const TownPlan& plan, const std::vector<Tree>& trees, const WorldLayout& layout,
                      const Textures& textures, RasterMosaic& mosaic, const std::stop_token& stop);

}  // namespace belvedere::demo
