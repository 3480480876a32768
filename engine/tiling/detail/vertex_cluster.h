#pragma once

#include <optional>
#include <span>

#include "engine/tiling/bake_spill.h"

namespace belvedere::tiling::detail {

/// The surfaces of one feature with all vertices of a cube of space drawn together into the highest of them (after
/// Rossignac and Borrel). No point is further than `limit` from the surfaces before, nor the other way round: triangles
/// that would leave a gap stay as they are. Nothing where that saves little.
std::optional<PieceBuffer> clusteredVertices(std::span<const SurfacePiece> pieces, double limit);

}  // namespace belvedere::tiling::detail
