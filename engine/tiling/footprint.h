#pragma once

#include <glm/vec2.hpp>
#include <optional>
#include <span>
#include <vector>

namespace belvedere::tiling {

/// Heights of the relief in full resolution, in scene coordinates. One thread at a time.
class GroundHeights {
 public:
  virtual ~GroundHeights() = default;
  /// Scene z; nothing where there is no relief.
  virtual std::optional<double> heightAt(const glm::dvec2& scene) = 0;
  /// Between the samples of the relief.
  virtual double spacingMetres() const = 0;
};

/// The lowest relief under a polygon with holes (rings in scene coordinates): at its corners, along its edges and
/// inside, as finely as the relief is, but at no more than some 4,000 places. Nothing where there is no relief.
std::optional<double> lowestUnder(GroundHeights& ground, std::span<const std::vector<glm::dvec2>> rings);

}  // namespace belvedere::tiling
