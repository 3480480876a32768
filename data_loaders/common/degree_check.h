#pragma once

#include <glm/vec2.hpp>
#include <string>

#include "engine/core/message.h"

namespace belvedere::loaders {

/// Whether a position, in either order of its columns, is no longitude and latitude in degrees.
bool isBeyondDegrees(const glm::dvec2& position);

/// Says that coordinates that reach `position` are not in `crs`, a system in degrees that the source declares
/// ("coordinates- outside-crs"). Such a declaration counts as none, so that the request's system is used in its place.
Message coordinatesOutsideCrs(const std::string& crs, const glm::dvec2& position);

}  // namespace belvedere::loaders
