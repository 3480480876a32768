#include "data_loaders/gltf/detail/picture_sender.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "data_loaders/common/texture_decoder.h"

namespace belvedere::loaders::gltf {
namespace {

/// A factor in linear light as a table over sRGB bytes (IEC 61966-2-1).
std::array<std::uint8_t, 256> tintTable(float factor) {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double srgb = static_cast<double>(i) / 255.0;
    const double linear = (srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4)) * factor;
    const double tinted = linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1.0 / 2.4) - 0.055;
    table[i] = static_cast<std::uint8_t>(std::lround(std::clamp(tinted, 0.0, 1.0) * 255.0));
  }
  return table;
}

void tint(Image& image, const glm::vec4& factor) {
  const auto channels = static_cast<std::size_t>(image.channels);
  for (std::size_t c = 0; c < 3 && c < channels; ++c) {
    const float part = factor[static_cast<int>(c)];
    if (part < 1.0F) {
      const auto table = tintTable(part);
      for (std::size_t i = c; i < image.pixels.size(); i += channels) {
        image.pixels[i] = table[image.pixels[i]];
      }
    }
  }
}

Image withoutAlpha(const Image& image) {
  Image plain(image.width, image.height, 3);
  for (std::size_t i = 0; i < image.pixels.size() / 4; ++i) {
    std::copy_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(i * 4), 3,
                plain.pixels.begin() + static_cast<std::ptrdiff_t>(i * 3));
  }
  return plain;
}

Image decoded(const PictureUse& use, const std::string& name, Diagnostics& diagnostics) {
  std::string bytes = *use.bytes;
  Image image = decodeTexture(bytes, name, diagnostics);
  if (image.isEmpty()) {
    return image;
  }
  if (image.channels == 4 && use.alpha == AlphaMode::Opaque) {
    image = withoutAlpha(image);
  } else if (image.channels == 4 && use.alpha == AlphaMode::Mask) {
    for (std::size_t i = 3; i < image.pixels.size(); i += 4) {
      image.pixels[i] = static_cast<float>(image.pixels[i]) >= use.alphaCutoff * 255.0F ? 255 : 0;
    }
  }
  tint(image, use.factor);
  return image;
}

}  // namespace

void PictureSender::complete(model::FeatureBatch& batch, const Pictures& pictures, Diagnostics& diagnostics) {
  bool isAnyUnusable = false;
  for (model::Texture& texture : batch.textures) {
    const auto use = pictures.find(texture.name);
    if (use != pictures.end() && sent_.insert(texture.name).second) {
      texture.image = decoded(use->second, texture.name, diagnostics);
      if (texture.image.isEmpty()) {
        unusable_.insert(texture.name);
      }
    }
    isAnyUnusable = isAnyUnusable || unusable_.contains(texture.name);
  }
  for (model::Surface& surface : batch.surfaces) {
    if (isAnyUnusable && surface.texture != model::kNone && unusable_.contains(batch.textures[surface.texture].name)) {
      surface.texture = model::kNone;
    }
  }
}

void PictureSender::check(const model::FeatureBatch& batch, const Pictures& pictures, Diagnostics& diagnostics) {
  for (const model::Texture& texture : batch.textures) {
    const auto use = pictures.find(texture.name);
    if (use != pictures.end() && sent_.insert(texture.name).second) {
      decoded(use->second, texture.name, diagnostics);
    }
  }
}

}  // namespace belvedere::loaders::gltf
