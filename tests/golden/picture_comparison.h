#pragma once

#include <filesystem>
#include <optional>

#include "engine/core/image.h"

namespace belvedere::golden {

/// A part of a picture, pixels from the top left.
struct PixelBox {
  int left = 0, top = 0, width = 0, height = 0;
  bool contains(int x, int y) const { return x >= left && y >= top && x < left + width && y < top + height; }
};

/// How two pictures of the same size differ: shares of pixels with a channel that differs by more than 5 of 255.
struct Difference {
  double shareOfAll = 0.0;
  double shareWithinMask = 0.0;
  Image shown;  ///< the expected picture, pale, with what differs in red
  /// Within a thousandth of all pixels, and a hundredth of the mask.
  bool isWithinTolerance() const { return shareOfAll <= 0.001 && shareWithinMask <= 0.01; }
};

/// Nothing where the sizes differ.
std::optional<Difference> compare(const Image& expected, const Image& actual, const PixelBox& mask);

/// An RGB picture from a PNG, or nothing.
std::optional<Image> readPng(const std::filesystem::path& file);

}  // namespace belvedere::golden
