#pragma once

#include <cstdint>
#include <glm/vec3.hpp>
#include <optional>
#include <span>
#include <vector>

#include "engine/geometry/face_set.h"
#include "engine/tiling/bake_spill.h"
#include "engine/tiling/block.h"

namespace belvedere::tiling::detail {

/// The surfaces of one feature as the simplification sees them. Reused from one feature to the next.
class ObjectShape {
 public:
  void clear();
  void add(const SurfacePiece& piece);

  /// The block that stands for them with an error of at most `limit`; nothing where there is none.
  std::optional<Block> block(double limit, BlockExtent extent);

 private:
  struct Steepest {
    double area = 0.0;
    std::uint8_t kind = 0;
    void note(double faceArea, std::uint8_t faceKind) {
      if (faceArea > area) {
        area = faceArea;
        kind = faceKind;
      }
    }
  };
  void addTriangle(const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c, const PieceSurface& look);
  void addFaces(const PieceSurface& surface, std::span<const glm::dvec3> ring, const SurfacePiece& piece,
                std::span<const std::uint32_t> indices);

  ShapeSums sums_;
  geometry::FaceSet faces_;
  geometry::FaceSet blockFaces_;
  std::uint32_t feature_ = 0;
  std::string_view id_;
  bool hasColour_ = false;
  Steepest roof_;
  Steepest wall_;
};

}  // namespace belvedere::tiling::detail
