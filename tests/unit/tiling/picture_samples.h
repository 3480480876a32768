#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "engine/core/image.h"
#include "engine/model/feature_batch.h"

/// Pictures whose every part can be told from the others.
namespace belvedere::tiling::samples {

/// Smooth, and nowhere the same: red grows to the right, green downwards, blue is a wave.
inline Image colourful(int width, int height, int channels) {
  Image image(width, height, channels);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* to = image.at(x, y);
      to[0] = static_cast<std::uint8_t>(255 * x / width);
      to[1] = static_cast<std::uint8_t>(255 * y / height);
      to[2] = static_cast<std::uint8_t>(128 + 100 * std::sin(x * 0.2 + y * 0.1));
      if (channels == 4) {
        to[3] = static_cast<std::uint8_t>(x < width / 2 ? 255 : 0);
      }
    }
  }
  return image;
}

/// All of one colour.
inline Image plain(int width, int height, const std::array<std::uint8_t, 3>& colour) {
  Image image(width, height, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = colour[i % 3];
  }
  return image;
}

/// Gives the last surface of a batch a picture; texture coordinates per corner, t upwards.
inline void wear(model::FeatureBatch& batch, std::uint32_t texture, const std::array<glm::vec2, 4>& texcoords) {
  batch.texcoords.resize(batch.positions.size() - texcoords.size());
  batch.texcoords.insert(batch.texcoords.end(), texcoords.begin(), texcoords.end());
  batch.surfaces.back().texture = texture;
}

/// The corners of a picture, in the order of those of a wall seen from outside: below left, below right, above.
inline std::array<glm::vec2, 4> corners(float left, float bottom, float right, float top) {
  return {glm::vec2(left, bottom), glm::vec2(right, bottom), glm::vec2(right, top), glm::vec2(left, top)};
}

}  // namespace belvedere::tiling::samples
