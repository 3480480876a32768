#include "tests/golden/picture_comparison.h"

#include <algorithm>
#include <cstdlib>
#include <png.h>

namespace belvedere::golden {
namespace {

constexpr int kTolerance = 5;

bool differs(const std::uint8_t* a, const std::uint8_t* b) {
  return std::abs(a[0] - b[0]) > kTolerance || std::abs(a[1] - b[1]) > kTolerance || std::abs(a[2] - b[2]) > kTolerance;
}

}  // namespace

std::optional<Difference> compare(const Image& expected, const Image& actual, const PixelBox& mask) {
  if (expected.width != actual.width || expected.height != actual.height) {
    return std::nullopt;
  }
  Difference difference;
  difference.shown = Image(expected.width, expected.height, 3);
  int all = 0;
  int masked = 0;
  for (int y = 0; y < expected.height; ++y) {
    for (int x = 0; x < expected.width; ++x) {
      const std::uint8_t* e = expected.at(x, y);
      const bool isOff = differs(e, actual.at(x, y));
      all += isOff ? 1 : 0;
      masked += isOff && mask.contains(x, y) ? 1 : 0;
      for (int c = 0; c < 3; ++c) {
        const int pale = 192 + e[c] / 4;
        difference.shown.at(x, y)[c] = static_cast<std::uint8_t>(isOff ? (c == 0 ? 220 : 0) : pale);
      }
    }
  }
  difference.shareOfAll = static_cast<double>(all) / (expected.width * expected.height);
  difference.shareWithinMask = static_cast<double>(masked) / std::max(mask.width * mask.height, 1);
  return difference;
}

std::optional<Image> readPng(const std::filesystem::path& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&png, file.c_str()) == 0) {
    return std::nullopt;
  }
  png.format = PNG_FORMAT_RGB;
  Image image(static_cast<int>(png.width), static_cast<int>(png.height), 3);
  if (png_image_finish_read(&png, nullptr, image.pixels.data(), 0, nullptr) == 0) {
    return std::nullopt;
  }
  return image;
}

}  // namespace belvedere::golden
