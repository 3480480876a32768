#pragma once

#include <optional>

#include "engine/core/finding.h"
#include "engine/geo/bounds.h"
#include "engine/geo/coordinate_correction.h"
#include "engine/geo/crs.h"

namespace belvedere::datum {

/// What is known of where a layer lies.
struct PlaceFacts {
  geo::Bounds2 extent;                   ///< as the source gives it: its own numbers, east and north
  geo::Crs crs;                          ///< that they are read in
  geo::CoordinateCorrection correction;  ///< as the layer's settings have it now
  geo::Crs territory;
  bool isRaster = false;       ///< then its CRS alone can be corrected
  bool isCrsDeclared = false;  ///< by the source itself: not stated, not assumed
  geo::Bounds2 reference;      ///< where the territory is, map coordinates; empty: anywhere its CRS is meant for
};

/// Whether a layer lies where the territory is; if it is far off, what would bring it there: swapped axes, a wrong
/// sign, another unit, each of the systems that PROJ lists for the place (unless the source lies where the CRS that it
/// declares is meant for). Remedies that come to the same place within 2
/// m count as one. None where it touches the territory or lies within 10 km or half its size from it. Costs
/// milliseconds, or a second where the layer is elsewhere. Any thread.
std::optional<Finding> diagnosePlace(const PlaceFacts& facts);

}  // namespace belvedere::datum
