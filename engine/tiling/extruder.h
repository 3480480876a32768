#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/geometry/polygon_triangulator.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/footprint.h"

namespace belvedere::tiling {

/// How polygons become blocks.
struct ExtrusionRules {
  std::string heightAttribute;  ///< metres; empty: the constant for all
  double heightConstant = 0.0;  ///< used where the attribute is absent or no height; 0: the feature stays flat
  std::string baseAttribute;    ///< map height of the ground, used outside the relief
  double sceneOriginHeight = 0.0;
};

/// What became of a batch's polygon features.
struct ExtrusionCounts {
  std::size_t blocks = 0;
  std::size_t withoutHeight = 0;  ///< stayed flat
  std::size_t withoutBase = 0;    ///< neither relief, attribute nor own height: set at map height 0
};

/// Turns polygons into blocks from the lowest relief under all of a feature's polygons upwards, or else from the base
/// attribute, or from the polygons' own lowest height less the block's, or from 0. One thread.
class Extruder {
 public:
  explicit Extruder(ExtrusionRules rules) : rules_(std::move(rules)) {}

  /// Adds surfaces (walls outwards, a roof with its holes) to a batch in scene coordinates. `ground` may be null.
  /// `flat` gets the indices of the polygons that stay flat for want of a height.
  ExtrusionCounts extrude(model::FeatureBatch& batch, GroundHeights* ground, std::vector<std::uint32_t>& flat);

 private:
  void gather(const model::FeatureBatch& batch, std::size_t firstPolygon, std::size_t endPolygon);
  double baseOf(const model::FeatureBatch& batch, std::uint32_t feature, double height, GroundHeights* ground,
                ExtrusionCounts& counts) const;
  double heightOf(const model::FeatureBatch& batch, std::uint32_t feature) const;
  void addBlock(model::FeatureBatch& batch, std::uint32_t feature, double base, double top);
  void addWall(model::FeatureBatch& batch, std::uint32_t feature, const glm::dvec2& a, const glm::dvec2& b, double base,
               double top);
  void addRoof(model::FeatureBatch& batch, std::uint32_t feature, std::size_t firstRing, std::size_t endRing,
               double top);

  ExtrusionRules rules_;
  geometry::PolygonTriangulator triangulator_;
  std::vector<std::vector<glm::dvec2>> rings_;  ///< of one feature: outer counter-clockwise, holes clockwise
  std::vector<std::size_t> polygonStarts_;      ///< first ring of each of its polygons, and the end
  double lowestOwnHeight_ = 0.0;                ///< scene z; NaN where there is none
  std::vector<std::uint32_t> roofIndices_;
  std::vector<std::uint32_t> roofRingEnds_;
};

}  // namespace belvedere::tiling
