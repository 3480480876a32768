#pragma once

#include <stop_token>

#include "engine/tiling/planar_layer.h"
#include "engine/tiling/relief_grid.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::tiling {

/// What a layer has on one cell of ground.
struct DrapedCell {
  DrapedTile tile;
  SymbolSet symbols;
  bool hasTile() const {
    return !tile.areas.indices.empty() || !tile.bands.indices.empty() || !tile.strokes.positions.empty();
  }
};

/// Cuts a layer's shapes along the triangles of a cell of ground, so that they lie in them. What lies in holes or
/// outside the cell is left out; cells side by side share the cuts at their edge. Strokes are made only if
/// `hasStrokes`. A point on the south or west edge belongs to the cell. Gives up early, with part of it, once `stop` is
/// requested.
DrapedCell drape(const PlanarLayer& layer, const ReliefGrid& grid, bool hasStrokes, const std::stop_token& stop);

}  // namespace belvedere::tiling
