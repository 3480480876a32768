#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace belvedere::geometry {

/// Faults of a polygon, with val3dity's codes (github.com/tudelft3d/val3dity); a bit set, several may be met at once.
enum PolygonFault : std::uint32_t {
  kNoFault = 0,
  kTooFewPoints = 1U << 0,          ///< 101: fewer than three distinct points; ring left out
  kRepeatedPoints = 1U << 1,        ///< 102: consecutive points the same; merged
  kRingNotClosed = 1U << 2,         ///< 103: set by readers; closed
  kRingSelfIntersection = 1U << 3,  ///< 104: drawn as it is
  kNonPlanar = 1U << 4,             ///< 203: a point more than 0.1 m off the plane; drawn as it is
  kHoleOutside = 1U << 5,           ///< 206: hole outside its outer ring; left out
  kZeroArea = 1U << 6,              ///< no area (needle or line); polygon left out
  kNotFinite = 1U << 7              ///< NaN, infinite or absurd coordinate; polygon left out
};

/// "101", "102", … ; for kZeroArea and kNotFinite "zero-area" and "not-finite". One bit only.
std::string_view polygonFaultCode(PolygonFault fault);

/// What became of one polygon.
struct TriangulatedPolygon {
  bool isUsable = false;  ///< false: nothing was appended
  std::uint32_t faults = kNoFault;
  glm::dvec3 normal{0.0};         ///< unit, from the outer ring (Newell), towards whoever sees it counter-clockwise
  double areaSquareMetres = 0.0;  ///< of the outer ring less its holes, in the plane; unit is that of the coordinates
};

/// Splits planar or nearly planar 3D polygons with holes into triangles. Repairs what it can and says so. Holds scratch
/// memory, so keep one per thread and reuse it: no allocation once warm. Triangles, quads and convex rings are fast
/// paths; large rings take n log n steps as a rule, and always a bounded number. The same input gives the same output.
class PolygonTriangulator {
 public:
  PolygonTriangulator();
  PolygonTriangulator(PolygonTriangulator&&) noexcept;
  PolygonTriangulator& operator=(PolygonTriangulator&&) noexcept;
  ~PolygonTriangulator();

  /// `positions` holds all rings one after the other without closing points; `ringEnds` the exclusive end of each, the
  /// outer ring first. The orientation of the outer ring is kept; holes may turn either way. Appends three indices into
  /// `positions` per triangle. The triangles' area equals the polygon's within 1e-9 of its size.
  TriangulatedPolygon triangulate(std::span<const glm::dvec3> positions, std::span<const std::uint32_t> ringEnds,
                                  std::vector<std::uint32_t>& indices);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

/// Twice the vector area of a closed ring (Newell's method): its direction is the normal, its length twice the area.
glm::dvec3 newellVector(std::span<const glm::dvec3> ring);

}  // namespace belvedere::geometry
