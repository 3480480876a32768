#pragma once

#include <filesystem>

#include "engine/core/result.h"
#include "engine/tiling/baked_tile.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::tiling::detail {

/// Encodes a tile into its files below `folder` and notes sizes and hashes in `tile`. Gives by how much quantisation
/// moved a vertex at most. Fails with Io.
Result<double> writeTile(const std::filesystem::path& folder, BakedTile& tile, const ExactMesh& mesh,
                         const TilePrecision& precision);

}  // namespace belvedere::tiling::detail
