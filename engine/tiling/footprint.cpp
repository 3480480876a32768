#include "engine/tiling/footprint.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "engine/geo/bounds.h"

namespace belvedere::tiling {

namespace {

class Lowest {
 public:
  explicit Lowest(GroundHeights& ground) : ground_(ground) {}
  void add(const glm::dvec2& place) {
    const std::optional<double> height = ground_.heightAt(place);
    if (height && (!lowest_ || *height < *lowest_)) {
      lowest_ = height;
    }
  }
  std::optional<double> value() const { return lowest_; }

 private:
  GroundHeights& ground_;
  std::optional<double> lowest_;
};

void addEdges(Lowest& lowest, const std::vector<glm::dvec2>& ring, double spacing) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const glm::dvec2& a = ring[i];
    const glm::dvec2& b = ring[(i + 1) % ring.size()];
    const double steps = std::clamp(std::ceil(glm::length(b - a) / spacing), 1.0, 64.0);
    for (double step = 0.0; step < steps; step += 1.0) {
      lowest.add(a + (b - a) * (step / steps));
    }
  }
}

void addInside(Lowest& lowest, std::span<const std::vector<glm::dvec2>> rings, const geo::Bounds2& bounds,
               double spacing) {
  std::vector<double> crossings;
  for (double y = bounds.min.y + 0.5 * spacing; y < bounds.max.y; y += spacing) {
    crossings.clear();
    for (const std::vector<glm::dvec2>& ring : rings) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::dvec2& a = ring[i];
        const glm::dvec2& b = ring[(i + 1) % ring.size()];
        if ((a.y <= y) != (b.y <= y)) {
          crossings.push_back(a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)));
        }
      }
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      for (double x = crossings[i] + 0.5 * spacing; x < crossings[i + 1]; x += spacing) {
        lowest.add({x, y});
      }
    }
  }
}

}  // namespace

bool isGroundHeight(double mapHeight) { return mapHeight > -500.0 && mapHeight < 9000.0 && mapHeight != 0.0; }

std::optional<double> lowestUnder(GroundHeights& ground, std::span<const std::vector<glm::dvec2>> rings) {
  geo::Bounds2 bounds;
  for (const std::vector<glm::dvec2>& ring : rings) {
    for (const glm::dvec2& p : ring) {
      bounds.add(p);
    }
  }
  if (bounds.isEmpty()) {
    return std::nullopt;
  }
  const double spacing = std::max(ground.spacingMetres(), std::max(bounds.size().x, bounds.size().y) / 64.0);
  if (!(spacing > 0.0)) {
    return ground.heightAt(bounds.centre());
  }
  Lowest lowest(ground);
  for (const std::vector<glm::dvec2>& ring : rings) {
    addEdges(lowest, ring, spacing);
  }
  addInside(lowest, rings, bounds, spacing);
  return lowest.value();
}

}  // namespace belvedere::tiling
