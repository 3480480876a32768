#pragma once

#include <array>
#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/cityjson/detail/appearance.h"
#include "engine/geometry/polygon_triangulator.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::cityjson {

/// How one surface looks; materials and textures as indices of the batch.
struct SurfaceLook {
  std::uint8_t lod = 255;
  model::SurfaceKind kind = model::SurfaceKind::Unspecified;
  bool isTwoSided = false;
  bool isMirrored = false;  ///< its points were moved by a mirroring, which turns it over
  std::uint32_t material = model::kNone;
  std::uint32_t texture = model::kNone;
};

/// Fills one batch after another.
class BatchBuilder {
 public:
  /// Begins a feature; `parent` is an earlier one of the same batch or kNone. Returns its index.
  std::uint32_t beginFeature(std::string_view type, std::string_view id, std::uint32_t parent);
  model::AttributeStore& attributes() { return batch_.attributes; }

  /// Adds a polygon to the last feature: all rings one after the other, with the end of each; `texcoords` empty or one
  /// per position. Returns the faults found (geometry::PolygonFault); an unusable polygon leaves no trace.
  std::uint32_t addSurface(std::span<const glm::dvec3> positions, std::span<const std::uint32_t> ringEnds,
                           std::span<const glm::vec2> texcoords, const SurfaceLook& look);
  void addPoint(const glm::dvec3& position);
  void addLine(std::span<const glm::dvec3> positions);

  /// The batch's index of a material or texture, added where it is new.
  std::uint32_t material(const std::array<float, 4>& colour);
  std::uint32_t texture(const TextureText& texture);

  bool isEmpty() const { return batch_.features.empty(); }
  /// Triangles, points and line points so far.
  std::size_t size() const { return batch_.triangles.size() / 3 + batch_.points.size() + lineVertices_; }
  const model::FeatureBatch& batch() const { return batch_; }
  /// Hands the batch over and begins an empty one.
  model::FeatureBatch take();

 private:
  std::uint16_t typeIndex(std::string_view type);

  model::FeatureBatch batch_;
  std::size_t lineVertices_ = 0;
  std::map<std::string, std::uint16_t, std::less<>> types_;
  std::map<std::array<float, 4>, std::uint32_t> materials_;
  std::map<std::string, std::uint32_t, std::less<>> textures_;
  geometry::PolygonTriangulator triangulator_;
};

}  // namespace belvedere::loaders::cityjson
