#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <vector>

#include "engine/geometry/polygon_triangulator.h"
#include "engine/tiling/planar_layer.h"

namespace belvedere::tiling {

using PlanRing = std::vector<glm::dvec2>;

/// Splits polygons with holes into triangles of the plan, in patches of bounded size and extent: a polygon of very many
/// points is first halved until its pieces are small, so that no triangle reaches across it. Where the quick way leaves
/// an area that differs from the rings' (rings that cross or touch), the piece is filled by the even-odd rule.
/// Holds scratch memory; one thread.
class PlanTriangulator {
 public:
  static constexpr std::size_t kPiecePoints = 256;

  /// The outer ring first, without closing points, in either orientation. Appends triangles counter-clockwise. Returns
  /// false where nothing of the polygon has an area.
  bool add(PlanPatches& patches, std::uint32_t feature, std::vector<PlanRing> rings);

 private:
  void addPiece(PlanPatches& patches, std::uint32_t feature, std::vector<PlanRing> rings, int depth);
  bool triangulate(PlanPatches& patches, const std::vector<PlanRing>& rings);

  geometry::PolygonTriangulator triangulator_;
  std::vector<glm::dvec3> positions_;
  std::vector<std::uint32_t> ringEnds_;
  std::vector<std::uint32_t> indices_;
};

/// Twice the signed area, positive if counter-clockwise.
double twiceArea(const PlanRing& ring);

/// The part of a ring on one side of a line across the plan: where coordinate `axis` (0 or 1) is at most, or at least
/// (`isAbove`), `value` (Sutherland and Hodgman, 1974: what falls apart stays joined along the line, without area).
PlanRing clipRing(const PlanRing& ring, int axis, double value, bool isAbove);

/// Fills rings by the even-odd rule with triangles that do not overlap, however the rings cross. Appends positions and
/// counter-clockwise indices. For pieces of some hundred points: the time grows with their square.
void fillEvenOdd(const std::vector<PlanRing>& rings, std::vector<glm::dvec2>& positions,
                 std::vector<std::uint32_t>& indices);

}  // namespace belvedere::tiling
