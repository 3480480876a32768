#pragma once

#include <cstdint>
#include <glm/vec3.hpp>
#include <optional>
#include <span>
#include <vector>

namespace belvedere::geometry {

/// Planar convex polygons in space, each a run of corners in order. One without area stands for its edges.
class FaceSet {
 public:
  struct Face {
    std::uint32_t firstCorner = 0;
    std::uint32_t cornerCount = 0;
    glm::dvec3 normal{0.0};  ///< unit; zero where there is no area
  };

  void clear();
  /// At least one corner.
  void add(std::span<const glm::dvec3> corners);

  const std::vector<Face>& faces() const { return faces_; }
  const std::vector<glm::dvec3>& corners() const { return corners_; }
  std::span<const glm::dvec3> cornersOf(const Face& face) const {
    return std::span(corners_).subspan(face.firstCorner, face.cornerCount);
  }
  /// In the face's plane and across the edge that begins at each corner, towards the inside; of no certain length.
  std::span<const glm::dvec3> inwardsOf(const Face& face) const {
    return std::span(inwards_).subspan(face.firstCorner, face.cornerCount);
  }
  bool isEmpty() const { return faces_.empty(); }

 private:
  std::vector<Face> faces_;
  std::vector<glm::dvec3> corners_;
  std::vector<glm::dvec3> inwards_;
};

/// A bound of how far a point of `from` may be from the nearest point of `to` (one direction of their Hausdorff
/// distance). It holds for every point, not for samples: the distance to a convex set is largest at a corner of a
/// convex patch, and patches that no single face answers for are divided. Nothing where `limit` cannot be shown to be
/// kept. A bound of `enough` or less is not sharpened further.
std::optional<double> directedHausdorffBound(const FaceSet& from, const FaceSet& to, double limit, double enough);

/// Whether every point is within `limit` of the faces: where it is not, no bound need be looked for.
bool areNear(std::span<const glm::dvec3> points, const FaceSet& to, double limit);

}  // namespace belvedere::geometry
