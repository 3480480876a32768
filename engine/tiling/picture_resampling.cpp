#include "engine/tiling/picture_resampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/vec3.hpp>
#include <vector>

namespace belvedere::tiling {

namespace {

constexpr std::size_t kLinearSteps = 65536;  // fine enough for the darkest bytes

std::array<float, 256> makeLinearTable() {
  std::array<float, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double srgb = static_cast<double>(i) / 255.0;
    table[i] = static_cast<float>(srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4));
  }
  return table;
}

std::vector<std::uint8_t> makeSrgbTable() {
  std::vector<std::uint8_t> table(kLinearSteps);
  for (std::size_t i = 0; i < kLinearSteps; ++i) {
    const double linear = static_cast<double>(i) / static_cast<double>(kLinearSteps - 1);
    const double srgb = linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1.0 / 2.4) - 0.055;
    table[i] = static_cast<std::uint8_t>(std::lround(srgb * 255.0));
  }
  return table;
}

/// Which source pixels one target pixel covers, and by how much.
struct Cover {
  int first = 0;
  std::vector<float> shares;
};

std::vector<Cover> coversOf(int from, int to) {
  std::vector<Cover> covers(static_cast<std::size_t>(to));
  const double step = static_cast<double>(from) / to;
  for (int i = 0; i < to; ++i) {
    const double low = i * step;
    const double high = std::min<double>(from, low + step);
    Cover& cover = covers[static_cast<std::size_t>(i)];
    cover.first = static_cast<int>(low);
    for (int at = cover.first; at < high; ++at) {
      cover.shares.push_back(static_cast<float>(std::min<double>(high, at + 1) - std::max<double>(low, at)));
    }
  }
  return covers;
}

/// Sums of linear colour times alpha, of alpha and of shares, per target pixel of a row.
struct Sums {
  glm::vec4 light{0.0F};  ///< w: alpha
  glm::vec3 plain{0.0F};  ///< without alpha, for pixels of which all is transparent
  float share = 0.0F;
};

class Resampling {
 public:
  Resampling(const Image& picture, int width, int height)
      : picture_(picture), columns_(coversOf(picture.width, width)), rows_(coversOf(picture.height, height)) {}

  Image run() {
    Image target(static_cast<int>(columns_.size()), static_cast<int>(rows_.size()), picture_.channels);
    std::vector<Sums> sums(columns_.size());
    for (int row = 0; row < target.height; ++row) {
      const Cover& cover = rows_[static_cast<std::size_t>(row)];
      std::fill(sums.begin(), sums.end(), Sums());
      for (std::size_t i = 0; i < cover.shares.size(); ++i) {
        addRow(cover.first + static_cast<int>(i), cover.shares[i], sums);
      }
      for (int column = 0; column < target.width; ++column) {
        put(sums[static_cast<std::size_t>(column)], target.at(column, row));
      }
    }
    return target;
  }

 private:
  void addRow(int row, float rowShare, std::vector<Sums>& sums) const {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const Cover& cover = columns_[column];
      const std::uint8_t* from = picture_.at(cover.first, row);
      for (const float share : cover.shares) {
        const float weight = share * rowShare;
        const float alpha = picture_.channels == 4 ? static_cast<float>(from[3]) / 255.0F : 1.0F;
        const glm::vec3 light(linearFromSrgb(from[0]), linearFromSrgb(from[1]), linearFromSrgb(from[2]));
        sums[column].light += glm::vec4(light * alpha, alpha) * weight;
        sums[column].plain += light * weight;
        sums[column].share += weight;
        from += picture_.channels;
      }
    }
  }

  void put(const Sums& sums, std::uint8_t* to) const {
    const glm::vec3 light = sums.light.w > 0.0F ? glm::vec3(sums.light) / sums.light.w : sums.plain / sums.share;
    to[0] = srgbFromLinear(light.x);
    to[1] = srgbFromLinear(light.y);
    to[2] = srgbFromLinear(light.z);
    if (picture_.channels == 4) {
      to[3] = static_cast<std::uint8_t>(std::lround(std::clamp(sums.light.w / sums.share, 0.0F, 1.0F) * 255.0F));
    }
  }

  const Image& picture_;
  std::vector<Cover> columns_;
  std::vector<Cover> rows_;
};

/// Half as wide and high, of even sides and without alpha: what nearly all mipmaps are, several times as fast.
Image halvedEvenly(const Image& picture) {
  Image half(picture.width / 2, picture.height / 2, 3);
  std::uint8_t* to = half.pixels.data();
  for (int row = 0; row < half.height; ++row) {
    const std::uint8_t* upper = picture.at(0, 2 * row);
    const std::uint8_t* lower = picture.at(0, 2 * row + 1);
    for (int column = 0; column < half.width; ++column, upper += 6, lower += 6) {
      for (int c = 0; c < 3; ++c) {
        *to++ = srgbFromLinear((linearFromSrgb(upper[c]) + linearFromSrgb(upper[c + 3]) + linearFromSrgb(lower[c]) +
                                linearFromSrgb(lower[c + 3])) /
                               4.0F);
      }
    }
  }
  return half;
}

}  // namespace

float linearFromSrgb(std::uint8_t value) {
  static const std::array<float, 256> table = makeLinearTable();
  return table[value];
}

std::uint8_t srgbFromLinear(float value) {
  static const std::vector<std::uint8_t> table = makeSrgbTable();
  const float clamped = std::clamp(value, 0.0F, 1.0F);
  // NOLINTNEXTLINE(bugprone-incorrect-roundings): never negative, and asked for each sample of each picture
  return table[static_cast<std::size_t>(clamped * static_cast<float>(kLinearSteps - 1) + 0.5F)];
}

Image resampled(const Image& picture, int width, int height) {
  if (picture.channels == 3 && picture.width == 2 * width && picture.height == 2 * height) {
    return halvedEvenly(picture);
  }
  return width == picture.width && height == picture.height ? picture : Resampling(picture, width, height).run();
}

glm::u8vec4 meanColour(const Image& picture) {
  const Image one = resampled(picture, 1, 1);
  return {one.pixels[0], one.pixels[1], one.pixels[2], one.channels == 4 ? one.pixels[3] : std::uint8_t{255}};
}

}  // namespace belvedere::tiling
