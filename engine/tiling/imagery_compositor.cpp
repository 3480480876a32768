#include "engine/tiling/imagery_compositor.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace belvedere::tiling {

namespace {

bool isVisible(const Image& image) {
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) {
    if (image.pixels[i] != 0) {
      return true;
    }
  }
  return false;
}

/// `weight` is the layer's opacity, 0 to 256.
void layOver(Image& below, const Image& above, unsigned weight) {
  for (std::size_t i = 0; i + 3 < below.pixels.size(); i += 4) {
    const unsigned alpha = above.pixels[i + 3] * weight;  // 0 to 255 * 256
    if (alpha == 0) {
      continue;
    }
    const unsigned kept = below.pixels[i + 3] * (255U * 256U - alpha) / 255U;  // what still shows of the lower
    const unsigned sum = alpha + kept;
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint64_t mixed = static_cast<std::uint64_t>(above.pixels[i + c]) * alpha +
                                  static_cast<std::uint64_t>(below.pixels[i + c]) * kept;
      below.pixels[i + c] = static_cast<std::uint8_t>((mixed + sum / 2) / sum);
    }
    below.pixels[i + 3] = static_cast<std::uint8_t>((sum + 128U) / 256U);
  }
}

/// Where a pixel of the enlarged picture lies between two of the picture.
struct Between {
  int first = 0, second = 0;
  double part = 0.0;
};

Between betweenPixels(double place, int count) {
  const double clamped = std::clamp(place - 0.5, 0.0, count - 1.0);
  const int first = static_cast<int>(clamped);
  return {first, std::min(first + 1, count - 1), clamped - first};
}

/// Three sums of colours and how many there are.
struct ColourSum {
  unsigned red = 0, green = 0, blue = 0, count = 0;
};

/// Of the visible pixels around one.
ColourSum coloursAround(const Image& image, int column, int row) {
  ColourSum sum;
  for (int y = std::max(0, row - 1); y <= std::min(image.height - 1, row + 1); ++y) {
    for (int x = std::max(0, column - 1); x <= std::min(image.width - 1, column + 1); ++x) {
      const std::uint8_t* pixel = image.at(x, y);
      if (pixel[3] != 0) {
        sum.red += pixel[0];
        sum.green += pixel[1];
        sum.blue += pixel[2];
        ++sum.count;
      }
    }
  }
  return sum;
}

}  // namespace

void bleedColours(Image& image) {
  if (image.channels != 4 || !isVisible(image)) {
    return;
  }
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      std::uint8_t* pixel = image.at(column, row);
      if (pixel[3] != 0) {
        continue;
      }
      const ColourSum sum = coloursAround(image, column, row);
      if (sum.count > 0) {  // alpha stays 0, so that this pixel feeds no other
        pixel[0] = static_cast<std::uint8_t>(sum.red / sum.count);
        pixel[1] = static_cast<std::uint8_t>(sum.green / sum.count);
        pixel[2] = static_cast<std::uint8_t>(sum.blue / sum.count);
      }
    }
  }
}

Image enlargePart(const Image& picture, const geo::Bounds2& pictureArea, const geo::Bounds2& part, int size) {
  Image enlarged(size, size, 4);
  const glm::dvec2 scale = glm::dvec2(picture.width, picture.height) / pictureArea.size();
  const glm::dvec2 pixel = part.size() / static_cast<double>(size);
  for (int row = 0; row < size; ++row) {
    const double north = part.max.y - (row + 0.5) * pixel.y;
    const Between y = betweenPixels((pictureArea.max.y - north) * scale.y, picture.height);
    for (int column = 0; column < size; ++column) {
      const double east = part.min.x + (column + 0.5) * pixel.x;
      const Between x = betweenPixels((east - pictureArea.min.x) * scale.x, picture.width);
      for (int c = 0; c < 4; ++c) {
        const double upper = std::lerp(picture.at(x.first, y.first)[c], picture.at(x.second, y.first)[c], x.part);
        const double lower = std::lerp(picture.at(x.first, y.second)[c], picture.at(x.second, y.second)[c], x.part);
        enlarged.at(column, row)[c] = static_cast<std::uint8_t>(std::lround(std::lerp(upper, lower, y.part)));
      }
    }
  }
  return enlarged;
}

std::shared_ptr<const Image> compositePictures(std::span<const PictureLayer> layers) {
  std::vector<PictureLayer> visible;
  for (const PictureLayer& layer : layers) {
    const bool fits = layer.picture && layer.picture->channels == 4 &&
                      (visible.empty() || (layer.picture->width == visible.front().picture->width &&
                                           layer.picture->height == visible.front().picture->height));
    if (fits && layer.opacity > 0.0 && isVisible(*layer.picture)) {
      visible.push_back(layer);
    }
  }
  if (visible.empty()) {
    return nullptr;
  }
  if (visible.size() == 1 && visible.front().opacity >= 1.0) {
    return visible.front().picture;
  }
  auto result = std::make_shared<Image>(visible.front().picture->width, visible.front().picture->height, 4);
  for (const PictureLayer& layer : visible) {
    layOver(*result, *layer.picture, static_cast<unsigned>(std::lround(std::clamp(layer.opacity, 0.0, 1.0) * 256.0)));
  }
  return result;
}

}  // namespace belvedere::tiling
