#pragma once

#include <filesystem>
#include <glm/vec3.hpp>
#include <string>

#include "engine/core/result.h"

namespace belvedere::demo {

/// Where things are in the main town, for the bookmarks; map coordinates with heights.
struct Sights {
  std::string townName;
  glm::dvec3 market{0.0};
  glm::dvec3 bridge{0.0};
  glm::dvec3 houses{0.0};
  double side = 1.0;        ///< of the river that the town stands on: +1 north
  double townRadius = 0.0;  ///< metres
};

/// Writes territory.json for the files that stand in the folder already.
Status writeTerritory(const std::filesystem::path& folder, const Sights& sights);

}  // namespace belvedere::demo
