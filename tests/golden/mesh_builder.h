#pragma once

#include <vector>

#include "engine/model/feature_batch.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::golden {

/// Puts flat polygons into a TileMesh.
class MeshBuilder {
 public:
  explicit MeshBuilder(const glm::dvec3& origin) { mesh_.origin = origin; }

  void setFeature(std::uint32_t feature) { feature_ = feature; }
  /// A convex polygon, counter-clockwise from outside, in scene coordinates.
  void polygon(const std::vector<glm::dvec3>& corners, model::SurfaceKind kind,
               const std::vector<glm::vec2>& texcoords = {});
  /// The walls around a closed ring at two heights; counter-clockwise from above for an outer ring.
  void walls(const std::vector<glm::dvec2>& ring, double low, double high);
  tiling::TileMesh& mesh() { return mesh_; }
  /// One part over everything unless parts are given already.
  std::shared_ptr<const tiling::TileMesh> finish();

 private:
  tiling::TileMesh mesh_;
  std::uint32_t feature_ = 0;
};

}  // namespace belvedere::golden
