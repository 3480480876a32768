#pragma once

#include <vector>

#include "engine/tiling/block.h"

namespace belvedere::tiling::detail {

/// Makes blocks near one another one, two by two, those first that leave the least error, as long as none lies further
/// than `limit` from what it stands for. Kinds are kept apart, and no roof sinks far below the skyline. The result
/// depends on the blocks and their order alone.
void mergeBlocks(std::vector<Block>& blocks, double limit);

}  // namespace belvedere::tiling::detail
