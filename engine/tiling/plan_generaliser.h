#pragma once

#include <optional>
#include <stop_token>

#include "engine/geo/bounds.h"
#include "engine/tiling/planar_layer.h"

namespace belvedere::tiling {

/// How finely a layer is to be shown in an area.
struct Generalisation {
  double pixelMetres = 0.0;  ///< what differs by less is not told apart
  bool hasStrokes = true;    ///< lines have a width in pixels and are drawn; else only their bands, if any
  bool hasFills = false;     ///< areas are seen without their outlines, which small ones lose
};

/// What is to be seen of a layer in an area (scene coordinates) where a pixel covers `pixelMetres`: corners that share
/// a pixel become one, the same for all shapes, so that what touched still touches and the covered area stays the same
/// on the whole; equal segments are drawn once; filled areas of few pixels have no outline, of which nothing would be
/// left to see but the outline; of points that would cover each other one stays. Nothing is further from its place than
/// the diagonal of a pixel. The same shapes give the same result, and a finer one has all points of a coarser one.
/// Empty where so little is there, or so far apart, that it is drawn as it is. Any thread; gives up early, with part of
/// it, once `stop` is requested.
std::optional<PlanarLayer> generalise(const PlanarLayer& layer, const geo::Bounds2& area,
                                      const Generalisation& generalisation, const std::stop_token& stop);

}  // namespace belvedere::tiling
