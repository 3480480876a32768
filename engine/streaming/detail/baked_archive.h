#pragma once

#include "engine/model/source_archive.h"
#include "engine/streaming/feature_table.h"
#include "engine/tiling/planar_layer.h"
#include "engine/tiling/point_tile.h"
#include "engine/tiling/tile_mesh.h"

/// How what a reading makes beside its tiles goes into a cache and back.
namespace belvedere::tiling {

template <class Archive>
void visit(Archive& archive, PlanPatches& patches) {
  archive(patches.positions, patches.indices, patches.patches);
}
template <class Archive>
void visit(Archive& archive, PlanLines& lines) {
  archive(lines.positions, lines.runs);
}
template <class Archive>
void visit(Archive& archive, PlanPoints& points) {
  archive(points.positions, points.features);
}
template <class Archive>
void visit(Archive& archive, LineMesh& lines) {
  archive(lines.origin, lines.bounds, lines.positions, lines.features, lines.lineStarts);
}
template <class Archive>
void visit(Archive& archive, SymbolSet& symbols) {
  archive(symbols.origin, symbols.bounds, symbols.positions, symbols.features);
}
template <class Archive>
void visit(Archive& archive, PointRamps& ramps) {
  archive(ramps.heights, ramps.intensities);
}

}  // namespace belvedere::tiling

namespace belvedere::streaming {

template <class Archive>
void visit(Archive& archive, FeatureChunk& chunk) {
  archive(chunk.firstFeature, chunk.types, chunk.features, chunk.ids, chunk.attributes, chunk.bounds, chunk.lods);
}

}  // namespace belvedere::streaming
