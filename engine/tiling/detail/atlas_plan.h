#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <span>
#include <vector>

#include "engine/tiling/picture_store.h"

namespace belvedere::tiling::detail {

/// What one surface shows of a picture.
struct PictureUse {
  std::uint32_t picture = 0;  ///< in the list of pictures
  float metresPerTexel = 0.0F;
  std::span<const glm::vec2> texcoords;    ///< in sizes of the picture, t downwards
  std::span<const std::uint32_t> indices;  ///< three per triangle, in `texcoords`
};

/// A part of a picture with what is drawn of it on a page.
struct PictureRegion {
  std::uint32_t picture = 0;
  glm::ivec2 low{0};   ///< the first texel of the picture
  glm::ivec2 high{0};  ///< behind the last; outside the picture where it is repeated or its border goes on
  glm::ivec2 size{0};  ///< pixels on the page
  std::uint32_t page = 0;
  glm::ivec2 corner{0};  ///< the first pixel on the page
  int padding = 0;       ///< pixels around it that are its own too; a power of two that divides `corner`
  /// With its padding.
  glm::ivec2 outerSize() const;
};

/// A picture that is repeated too often to be drawn on a page: an image by itself.
struct WholePicture {
  std::uint32_t picture = 0;
  glm::ivec2 size{0};  ///< pixels
};

/// Where a surface finds its picture.
struct UsePlace {
  enum class Kind : std::uint8_t {
    Mean,    ///< too small to show more than one colour
    Region,  ///< on a page
    Whole
  };
  Kind kind = Kind::Mean;
  std::uint32_t index = 0;  ///< of the region or whole picture
  glm::vec2 shift{0.0F};    ///< repeats by which its texture coordinates are moved
};

/// A picture of a tile into which parts of others are drawn.
struct AtlasPage {
  glm::ivec2 size{0};
  bool hasAlpha = false;
};

/// How a tile's pictures are laid out.
struct AtlasPlan {
  std::vector<UsePlace> places;  ///< one per use
  std::vector<PictureRegion> regions;
  std::vector<WholePicture> wholes;
  std::vector<AtlasPage> pages;

  /// Of all pages and whole pictures.
  std::uint64_t texels() const;
};

/// How fine a tile's pictures are.
struct PictureDetail {
  double metresPerTexel = 0.0;   ///< of a tile that stands for others: no finer than this; 0: as delivered
  std::uint64_t mostTexels = 0;  ///< of all together: where there are more, all are made smaller
};

/// A page's side at most: a whole picture of the largest size that readers give, with its padding.
constexpr int kMostPageSide = 2048 + 2 * 16;

/// Lays pictures out. What of a picture is used is parted where nothing is shared, so that what no surface shows takes
/// no room; each part has its own padding, as much as mipmaps need as long as it is some pixels wide. The same uses
/// give the same plan.
AtlasPlan planAtlas(std::span<const PiecePicture> pictures, std::span<const PictureUse> uses,
                    const PictureDetail& detail);

/// How many texels of their pictures some surfaces show, near enough: of what would lie on pages, and of pictures that
/// would be images by themselves.
struct TexelCount {
  std::uint64_t onPages = 0;
  std::uint64_t whole = 0;
};
TexelCount countTexels(std::span<const PiecePicture> pictures, std::span<const PictureUse> uses);

}  // namespace belvedere::tiling::detail
