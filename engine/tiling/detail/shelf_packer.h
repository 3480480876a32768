#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <span>
#include <vector>

namespace belvedere::tiling::detail {

/// A rectangle to be packed, and where.
struct PackedBox {
  glm::ivec2 size{0};    ///< pixels; multiples of `step`
  int step = 1;          ///< a power of two, 16 at most, of which `corner` becomes a multiple
  glm::ivec2 corner{0};  ///< result
  std::uint32_t page = 0;
};

/// Packs boxes side by side on shelves, the tallest first, on pages of at most `mostSide` pixels a side, which no box
/// exceeds. Gives the pages' sizes: no larger than needed, and multiples of kPageStep, so that mipmaps halve evenly.
std::vector<glm::ivec2> packShelves(std::span<PackedBox> boxes, int mostSide);

constexpr int kPageStep = 32;

}  // namespace belvedere::tiling::detail
