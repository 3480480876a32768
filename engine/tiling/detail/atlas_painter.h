#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec4.hpp>
#include <optional>
#include <span>
#include <vector>

#include "engine/core/image.h"
#include "engine/core/result.h"
#include "engine/tiling/detail/atlas_plan.h"

namespace belvedere::tiling::detail {

/// Gives pixels that are not known the colour of those around them (Gortler et al., "The Lumigraph": pull and push), so
/// that mipmaps and filters take nothing else in. `isKnown`: one entry per pixel, 0 or 1.
void fillUnknown(Image& image, std::vector<std::uint8_t>& isKnown);

/// Draws the pages of a plan, one at a time. Of each region what surfaces show, and a pixel around it, is taken from
/// the picture; the rest goes on in the same colours, so that nothing of what lies beside bleeds in. One thread.
class AtlasPainter {
 public:
  /// All given must outlive it.
  AtlasPainter(std::span<const PiecePicture> pictures, std::span<const PictureUse> uses, const AtlasPlan& plan,
               PictureCache& cache);

  /// RGB, or RGBA where the page has alpha. Fails as PictureCache::read.
  Result<Image> page(std::uint32_t number);
  /// A picture that is an image by itself, RGB or RGBA.
  Result<Image> whole(const WholePicture& whole);
  /// The mean colour of what each use shows, once its page, or its whole picture, was drawn: sRGB, opaque.
  const std::vector<glm::u8vec4>& means() const { return means_; }

 private:
  Status drawRegion(const PictureRegion& region, std::span<const std::uint32_t> uses, Image& page,
                    std::vector<std::uint8_t>& isDrawn);

  std::span<const PiecePicture> pictures_;
  std::span<const PictureUse> uses_;
  const AtlasPlan& plan_;
  PictureCache& cache_;
  std::vector<std::vector<std::uint32_t>> usesByRegion_;
  std::vector<glm::u8vec4> means_;
};

}  // namespace belvedere::tiling::detail
