#pragma once

#include <cstdint>
#include <glm/vec3.hpp>
#include <string_view>

namespace belvedere::model {

/// A point's class in words: ASPRS LAS 1.4 R15, table 17; what IGN's LiDAR HD adds from 64 on. English, marked with N_;
/// empty for classes that nobody has named.
std::string_view pointClassName(std::uint8_t classification);

/// The colours by class that pictures and legends use (sRGB). The standard names none: these are the usual ones, ground
/// brown, vegetation green, buildings red, water blue.
glm::u8vec3 pointClassColour(std::uint8_t classification);

}  // namespace belvedere::model
