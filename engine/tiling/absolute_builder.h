#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/geometry/polygon_triangulator.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::tiling {

/// Turns polygons with heights into surfaces of the batch (two-sided, since GIS polygons look nowhere). `flat` gets the
/// indices of polygons without a height at some position, which can only be draped. Returns how many had no area.
std::size_t addPolygonSurfaces(model::FeatureBatch& batch, geometry::PolygonTriangulator& triangulator,
                               std::vector<std::uint32_t>& flat);

/// Moves the lines of a batch (scene coordinates) that have heights to a mesh of strokes; those that lack one somewhere
/// stay in the batch.
LineMesh takeLines(model::FeatureBatch& batch, std::uint32_t firstFeature);

/// Moves the points of a batch (scene coordinates) that have heights to a symbol set; the others stay in the batch.
SymbolSet takePoints(model::FeatureBatch& batch, std::uint32_t firstFeature);

}  // namespace belvedere::tiling
