#pragma once

#include <cstdint>
#include <glm/vec4.hpp>

#include "engine/core/image.h"

namespace belvedere::tiling {

/// The linear light of an sRGB byte, 0 to 1 (IEC 61966-2-1).
float linearFromSrgb(std::uint8_t value);
/// The nearest sRGB byte; what lies outside 0 to 1 is clamped.
std::uint8_t srgbFromLinear(float value);

/// The picture with fewer pixels: each is the mean of those it covers, in linear light and weighted by their alpha, so
/// that neither contrast nor the edges of masks darken. Sizes of at least 1 and at most the picture's; RGB or RGBA.
Image resampled(const Image& picture, int width, int height);

/// The mean of all pixels, as `resampled` to one of them. RGBA.
glm::u8vec4 meanColour(const Image& picture);

}  // namespace belvedere::tiling
