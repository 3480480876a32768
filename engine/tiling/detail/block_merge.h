#pragma once

#include <vector>

#include "engine/tiling/block.h"

namespace belvedere::tiling::detail {

/// A block that may be simplified further, and the faces of what it stands for, from which its error is measured.
struct MergeItem {
  Block block;
  geometry::FaceSet faces;
};

/// As few blocks for the items as do not lie further than `limit` from what they stand for: low roofs become flat, and
/// blocks near one another become one. Kinds are kept apart, and no roof sinks far below the skyline. The result
/// depends on the items and their order alone.
std::vector<Block> mergedBlocks(const std::vector<MergeItem>& items, double limit);

}  // namespace belvedere::tiling::detail
