#pragma once

#include <glm/vec2.hpp>
#include <optional>
#include <string_view>

namespace belvedere::loaders::citygml {

/// What a document's own coordinates tell about the order of its columns.
struct AxisSample {
  std::optional<glm::dvec2> position;       ///< the first position, as written
  std::optional<bool> isNorthFirstByRoofs;  ///< roofs look up only when the columns are read in the right order
};

/// Looks at the first position and at the first roofs.
AxisSample sampleAxisOrder(std::string_view text);

/// The first position, where neither it nor those after it can be degrees, in either order of the columns.
std::optional<glm::dvec2> positionBeyondDegrees(std::string_view text);

}  // namespace belvedere::loaders::citygml
