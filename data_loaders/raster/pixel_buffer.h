#pragma once

#include <cstdint>
#include <vector>

namespace belvedere::loaders::raster {

/// A part of a raster in memory, reduced by a whole power of two. Samples of one band follow those of the band before.
struct PixelBuffer {
  double firstColumn = 0.0, firstRow = 0.0;  ///< of its corner, in pixels of the raster
  double columnStep = 1.0, rowStep = 1.0;    ///< pixels of the raster per sample
  int width = 0, height = 0;                 ///< samples
  int bands = 0;
  std::vector<float> samples;         ///< heights in metres; colours 0 to 255; palette entries
  std::vector<std::uint8_t> weights;  ///< 0 where there is nothing, 255 where there is something, between at soft edges

  std::size_t area() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }
};

/// Whole pixels of a raster; right and bottom exclusive.
struct PixelWindow {
  std::int64_t left = 0, top = 0, right = 0, bottom = 0;
  bool isEmpty() const { return left >= right || top >= bottom; }
};

}  // namespace belvedere::loaders::raster
