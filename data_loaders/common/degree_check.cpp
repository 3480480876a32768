#include "data_loaders/common/degree_check.h"

#include <algorithm>
#include <cmath>

namespace belvedere::loaders {
namespace {

constexpr MessageId kOutsideCrs{
    "coordinates-outside-crs",
    N_("The coordinates do not fit {crs}: they reach {x}, {y}. They look like metres of a map projection."),
    N_("Give the true system with --crs, for example --crs EPSG:2154 for Lambert-93.")};

// Degrees beyond this are no longitudes, whatever the convention.
constexpr double kLargestLongitude = 541.0;
// A frame of the whole earth may reach a little beyond the poles.
constexpr double kLargestLatitude = 91.0;

}  // namespace

bool isBeyondDegrees(const glm::dvec2& position) {
  const double x = std::abs(position.x);
  const double y = std::abs(position.y);
  return std::max(x, y) > kLargestLongitude || std::min(x, y) > kLargestLatitude;
}

Message coordinatesOutsideCrs(const std::string& crs, const glm::dvec2& position) {
  return Message(
      kOutsideCrs,
      {{"crs", crs}, {"x", std::to_string(std::lround(position.x))}, {"y", std::to_string(std::lround(position.y))}});
}

}  // namespace belvedere::loaders
