#pragma once

#include <glm/vec2.hpp>
#include <string>
#include <vector>

namespace belvedere::geo {

/// The projected systems that PROJ's database lists for use at a place (longitude, latitude in degrees), as
/// "EPSG:2154", without deprecated ones, those of whole continents and web Mercator; in the order of their codes. Costs
/// some ten milliseconds. Any thread.
std::vector<std::string> projectedCrsAt(const glm::dvec2& lonLatDegrees);

}  // namespace belvedere::geo
