#pragma once

#include <glm/vec4.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace belvedere::style {

/// sRGB and opacity, 0 to 1.
using Colour = glm::vec4;

/// Reads "#rrggbb" and "#rrggbbaa", either case; nothing else.
std::optional<Colour> colourFromText(std::string_view text);

/// "#rrggbb", or "#rrggbbaa" where it is not opaque; each channel rounded to 8 bits.
std::string colourText(const Colour& colour);

}  // namespace belvedere::style
