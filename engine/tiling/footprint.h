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

/// Whether a map height can be one of the ground: neither 0 nor far outside the earth's relief, as the codes for
/// "unknown" are that data sets use (-1000, -9999).
bool isGroundHeight(double mapHeight);

/// The lowest relief under a polygon with holes (rings in scene coordinates): at its corners, along its edges and
/// inside, as finely as the relief is, but at no more than some 4,000 places. Nothing where there is no relief.
std::optional<double> lowestUnder(GroundHeights& ground, std::span<const std::vector<glm::dvec2>> rings);

}  // namespace belvedere::tiling
