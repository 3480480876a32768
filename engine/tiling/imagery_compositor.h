#pragma once

#include <memory>
#include <span>

#include "engine/core/image.h"
#include "engine/geo/bounds.h"

namespace belvedere::tiling {

/// One imagery layer's picture of a cell.
struct PictureLayer {
  std::shared_ptr<const Image> picture;  ///< RGBA; null where the layer has nothing here
  double opacity = 1.0;
};

/// Lays pictures over one another, the first lowest ("over", straight alpha, sRGB values as they are). All pictures
/// have the size of the first; others are left out. Null where nothing is visible. A single opaque layer is handed
/// back as it is, without a copy.
std::shared_ptr<const Image> compositePictures(std::span<const PictureLayer> layers);

/// A part of a picture, smoothly enlarged to `size` pixels a side; what lies beyond the picture is like its edge. RGBA.
Image enlargePart(const Image& picture, const geo::Bounds2& pictureArea, const geo::Bounds2& part, int size);

/// Gives transparent pixels beside visible ones their colour, so that smoothing between them darkens no border. RGBA.
void bleedColours(Image& image);

}  // namespace belvedere::tiling
