#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <memory>
#include <vector>

#include "engine/tiling/box_index.h"

namespace belvedere::tiling {

/// A bounded run of triangles of one feature, in plan.
struct PlanPatch {
  std::uint32_t feature = 0;
  std::uint32_t firstIndex = 0;
  std::uint32_t indexCount = 0;
};

/// Polygons, or lines widened to bands, as triangles in plan (scene coordinates), found by place. Immutable once
/// indexed.
struct PlanPatches {
  std::vector<glm::dvec2> positions;
  std::vector<std::uint32_t> indices;  ///< counter-clockwise
  std::vector<PlanPatch> patches;
  BoxIndex index;  ///< over `patches`

  void buildIndex();
  std::size_t byteSize() const;
};

/// A bounded run of a polyline of one feature; the next run of the same line begins with its last position.
struct PlanRun {
  std::uint32_t feature = 0;
  std::uint32_t firstPosition = 0;
  std::uint32_t positionCount = 0;
};

/// Polylines and polygon outlines in plan (scene coordinates), found by place.
struct PlanLines {
  std::vector<glm::dvec2> positions;
  std::vector<PlanRun> runs;
  BoxIndex index;  ///< over `runs`

  /// Adds a polyline, cut into runs.
  void add(std::uint32_t feature, const std::vector<glm::dvec2>& line);
  void buildIndex();
  std::size_t byteSize() const;
};

/// Points in plan (scene coordinates), found by place.
struct PlanPoints {
  std::vector<glm::dvec2> positions;
  std::vector<std::uint32_t> features;
  BoxIndex index;

  void buildIndex();
  std::size_t byteSize() const;
};

/// What one layer lays on the ground. Members are never null.
struct PlanarLayer {
  std::shared_ptr<const PlanPatches> areas = std::make_shared<PlanPatches>();
  std::shared_ptr<const PlanPatches> bands = std::make_shared<PlanPatches>();
  double bandWidthMetres = 0.0;  ///< of the bands, which are made of `lines`; 0: there are none
  std::shared_ptr<const PlanLines> lines = std::make_shared<PlanLines>();
  std::shared_ptr<const PlanPoints> points = std::make_shared<PlanPoints>();

  bool isEmpty() const { return areas->patches.empty() && lines->runs.empty() && points->positions.empty(); }
  geo::Bounds2 bounds() const;
  std::size_t byteSize() const;
};

}  // namespace belvedere::tiling
