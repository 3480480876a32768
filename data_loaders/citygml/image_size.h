#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace belvedere::loaders::citygml {

/// Width and height of a picture, in pixels.
struct ImageSize {
  std::uint32_t width = 0;   ///< pixels
  std::uint32_t height = 0;  ///< pixels
};

/// The size that a PNG, JPEG or TIFF states in its header; nothing where it is none of them, or damaged.
std::optional<ImageSize> readImageSize(std::string_view bytes);

}  // namespace belvedere::loaders::citygml
