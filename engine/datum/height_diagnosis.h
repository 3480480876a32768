#pragma once

#include <glm/vec2.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/finding.h"
#include "engine/geo/geoid.h"

namespace belvedere::datum {

/// How one object of a layer stands on the relief; metres in the territory's heights.
struct StandingObject {
  glm::dvec2 map{0.0};  ///< middle of its box, map coordinates
  double base = 0.0;    ///< its lowest height
  double top = 0.0;     ///< its highest
  double ground = 0.0;  ///< lowest relief under it
};

/// What is known of a layer's heights.
struct HeightFacts {
  std::vector<StandingObject> objects;  ///< some of the layer's objects, those that have relief under them
  const geo::Geoid* geoid = nullptr;    ///< of the territory's CRS; null counts as one that knows nothing
  std::string crs;                      ///< of the layer, horizontal, as a setting takes it; empty where it has no code
  bool hasOwnVertical = false;          ///< the layer names a vertical system of its own
  double heightUnitMetres = 1.0;        ///< the unit in which its heights are taken
  double heightOffsetMetres = 0.0;      ///< as the layer's settings have it now
  std::string reliefLayer;              ///< id of the relief that was compared with
  double reliefOffsetMetres = 0.0;      ///< as that layer's settings have it now
};

/// Compares how objects stand with the relief: medians and robust spreads (1.4826 times the median deviation) of base
/// less ground, against what would explain it: another unit, heights above the ground, objects set on their own roofs,
/// the geoid (its size and, where it varies over the layer, its shape), a plain offset. The finding has its
/// remedies best first; none where the layer stands well, or too few objects were compared. Pure. Any thread.
std::optional<Finding> diagnoseHeights(const HeightFacts& facts);

}  // namespace belvedere::datum
