#pragma once

#include <algorithm>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <limits>

namespace belvedere::geo {

/// An axis-aligned box on the map in the units of its CRS (metres or degrees); empty until something is added.
struct Bounds2 {
  glm::dvec2 min{std::numeric_limits<double>::infinity()};
  glm::dvec2 max{-std::numeric_limits<double>::infinity()};

  bool isEmpty() const { return !(min.x <= max.x && min.y <= max.y); }
  glm::dvec2 size() const { return isEmpty() ? glm::dvec2(0.0) : max - min; }
  glm::dvec2 centre() const { return (min + max) * 0.5; }
  void add(const glm::dvec2& p) {
    min = {std::min(min.x, p.x), std::min(min.y, p.y)};
    max = {std::max(max.x, p.x), std::max(max.y, p.y)};
  }
  void add(const Bounds2& other) {
    if (!other.isEmpty()) {
      add(other.min);
      add(other.max);
    }
  }
  bool overlaps(const Bounds2& o) const {
    return min.x <= o.max.x && o.min.x <= max.x && min.y <= o.max.y && o.min.y <= max.y;
  }
  bool contains(const glm::dvec2& p) const { return p.x >= min.x && p.x <= max.x && p.y >= min.y && p.y <= max.y; }
};

/// The same with heights.
struct Bounds3 {
  glm::dvec3 min{std::numeric_limits<double>::infinity()};
  glm::dvec3 max{-std::numeric_limits<double>::infinity()};

  bool isEmpty() const { return !(min.x <= max.x && min.y <= max.y && min.z <= max.z); }
  glm::dvec3 size() const { return isEmpty() ? glm::dvec3(0.0) : max - min; }
  glm::dvec3 centre() const { return (min + max) * 0.5; }
  Bounds2 plan() const { return {{min.x, min.y}, {max.x, max.y}}; }
  void add(const glm::dvec3& p) {
    min = {std::min(min.x, p.x), std::min(min.y, p.y), std::min(min.z, p.z)};
    max = {std::max(max.x, p.x), std::max(max.y, p.y), std::max(max.z, p.z)};
  }
  void add(const Bounds3& other) {
    if (!other.isEmpty()) {
      add(other.min);
      add(other.max);
    }
  }
};

}  // namespace belvedere::geo
