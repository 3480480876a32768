#pragma once

#include <array>
#include <limits>
#include <map>
#include <string>
#include <string_view>

#include "data_loaders/citygml/member_model.h"
#include "engine/core/diagnostics.h"
#include "engine/geo/bounds.h"

namespace belvedere::loaders::citygml {

/// What was met while reading: counts and extent.
struct ReadSummary {
  std::map<std::string_view, std::size_t> objects;  ///< by local name; views into the document
  std::array<std::size_t, kLodLevels> lods{};       ///< features with geometry of their own
  geo::Bounds2 extent;                              ///< of what is shown
  double minHeight = std::numeric_limits<double>::infinity();
  double maxHeight = -std::numeric_limits<double>::infinity();
  Diagnostics diagnostics;

  void add(const glm::dvec3& position) {
    extent.add(glm::dvec2(position.x, position.y));
    minHeight = position.z < minHeight ? position.z : minHeight;  // false for NaN
    maxHeight = position.z > maxHeight ? position.z : maxHeight;
  }
  void merge(const ReadSummary& other) {
    for (const auto& [type, count] : other.objects) {
      objects[type] += count;
    }
    for (std::size_t i = 0; i < lods.size(); ++i) {
      lods[i] += other.lods[i];
    }
    extent.add(other.extent);
    minHeight = std::min(minHeight, other.minHeight);
    maxHeight = std::max(maxHeight, other.maxHeight);
    diagnostics.merge(other.diagnostics);
  }
};

}  // namespace belvedere::loaders::citygml
