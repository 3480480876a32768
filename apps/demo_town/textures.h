#pragma once

#include <cstdint>
#include <vector>

#include "apps/demo_town/plane_geometry.h"

namespace belvedere::demo {

/// A seamless square texture of one number per texel, with halved copies for coarse pictures.
class Texture {
 public:
  Texture(std::vector<float> texels, int size, double texelMetres);
  int size() const { return size_; }
  /// The copy whose texels are just below the picture's pixels.
  int levelFor(double pixelMetres) const;
  /// Smooth between texels; repeats for ever.
  float at(Vec2 p, int level) const {
    const Level& texture = levels_[static_cast<std::size_t>(level)];
    const auto x = static_cast<std::int64_t>(p.x * texture.scale);
    const auto y = static_cast<std::int64_t>(-p.y * texture.scale);
    const float u = static_cast<float>(x & 255) * (1.0F / 256.0F);
    const float v = static_cast<float>(y & 255) * (1.0F / 256.0F);
    const float* top = texture.row(y >> 8);
    const float* bottom = texture.row((y >> 8) + 1);
    const std::int64_t left = (x >> 8) & (texture.size - 1);
    const std::int64_t right = (left + 1) & (texture.size - 1);
    const float above = top[left] + (top[right] - top[left]) * u;
    const float below = bottom[left] + (bottom[right] - bottom[left]) * u;
    return above + (below - above) * v;
  }
  /// The texel itself.
  float nearest(Vec2 p, int level) const {
    const Level& texture = levels_[static_cast<std::size_t>(level)];
    const auto x = static_cast<std::int64_t>(p.x * texture.scale);
    const auto y = static_cast<std::int64_t>(-p.y * texture.scale);
    return texture.row(y >> 8)[(x >> 8) & (texture.size - 1)];
  }

 private:
  struct Level {
    int size;
    double scale;  ///< 256ths of a texel per metre
    std::vector<float> texels;
    const float* row(std::int64_t y) const { return texels.data() + (y & (size - 1)) * size; }
  };
  int size_;
  double texelMetres_;
  std::vector<Level> levels_;
};

/// What the orthophoto's grounds are made of.
struct Textures {
  Texture clouds;   ///< -1 to 1, soft patches up to 60 m
  Texture grain;    ///< -1 to 1, each texel its own
  Texture crowns;   ///< light on tree crowns seen from above, about 0 to 1.4
  Texture species;  ///< which tree a place belongs to, 0 to 1
  static Textures make(std::uint64_t seed);
};

}  // namespace belvedere::demo
