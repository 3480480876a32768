#pragma once

#include <array>
#include <cstdint>

#include "engine/render/detail/gl.h"

namespace belvedere::render {

/// What every shader knows of the picture being drawn: the std140 block `Frame` of shaders/frame.glsl, member by
/// member. Directions and positions are along the scene's axes, positions relative to the eye; colours are linear.
struct FrameBlock {
  using Vec4 = std::array<float, 4>;
  std::array<float, 16> shadowFromEye{};  ///< column-major
  std::array<float, 16> viewToWorld{};    ///< column-major
  Vec4 rays{};                            ///< View::rayOffsetScale
  Vec4 sunDirection{};
  Vec4 sunColour{};
  Vec4 skyColour{};     ///< light from above
  Vec4 bounceColour{};  ///< light from below
  Vec4 zenithColour{};  ///< background: top, horizon, below the horizon
  Vec4 horizonColour{};
  Vec4 nadirColour{};
  Vec4 edgeColour{};     ///< w: strength
  Vec4 haze{};           ///< density per metre, height of half density in metres, glow at the sun, occlusion strength
  Vec4 targetSize{};     ///< scene target: width, height, 1/width, 1/height
  Vec4 pictureOrigin{};  ///< of the target's bottom left in the whole picture, target pixels; then the whole's size
  Vec4 measures{};       ///< extent of a target pixel (View::pixelExtent), target pixels per style pixel, eye's height
                         ///< above the map's zero, near plane or half the orthographic reach
  Vec4 shadow{};         ///< texel size in the map (0 to 1), softness in texels, strength, metres per texel
  Vec4 ground{};         ///< lowest and highest relief above the map's zero
  std::array<std::int32_t, 4> options{};  ///< samples a pixel, taps of a shadow
};

/// The block's buffer, bound for good to binding point 0.
class FrameBuffer {
 public:
  FrameBuffer();
  void upload(const FrameBlock& block) const;

 private:
  GlBuffer buffer_;
};

}  // namespace belvedere::render
