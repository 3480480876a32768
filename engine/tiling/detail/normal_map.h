#pragma once

#include <memory>

#include "engine/core/image.h"
#include "engine/tiling/detail/ringed_samples.h"

namespace belvedere::tiling::detail {

/// The normals of a cell's relief as finely as it was sampled: TileMesh::normalMap, laid out as kCellPictureBorder
/// says.
std::shared_ptr<const Image> makeNormalMap(const RingedSamples& samples, int steps, double sideMetres);

}  // namespace belvedere::tiling::detail
