#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace belvedere {

/// An 8-bit picture in memory: rows from the top, pixels from the left, channels interleaved, straight (not
/// premultiplied) alpha, sRGB. Channels: 1 grey, 3 RGB, 4 RGBA.
struct Image {
  int width = 0;     ///< pixels
  int height = 0;    ///< pixels
  int channels = 4;  ///< samples per pixel
  std::vector<std::uint8_t> pixels;

  Image() = default;
  Image(int widthPixels, int heightPixels, int channelCount)
      : width(widthPixels),
        height(heightPixels),
        channels(channelCount),
        pixels(static_cast<std::size_t>(widthPixels) * static_cast<std::size_t>(heightPixels) *
               static_cast<std::size_t>(channelCount)) {}

  bool isEmpty() const { return pixels.empty(); }

  /// The first sample of a pixel; column and row must be inside.
  std::uint8_t* at(int column, int row) {
    return pixels.data() +
           (static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column)) *
               static_cast<std::size_t>(channels);
  }
  const std::uint8_t* at(int column, int row) const { return const_cast<Image*>(this)->at(column, row); }
};

}  // namespace belvedere
