#include "engine/tiling/detail/atlas_painter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/vec3.hpp>
#include <numeric>
#include <tuple>

#include "engine/tiling/picture_resampling.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kInside = 0.0;       // a texel counts for the mean where its middle is in a triangle
constexpr double kFilterReach = 1.5;  // texels that a filter may take in around a triangle, at the first mipmap

using Triangle = std::array<glm::dvec2, 3>;

double cross(const glm::dvec2& a, const glm::dvec2& b) { return a.x * b.y - a.y * b.x; }

/// Narrows [low, high] to where a row at height `y` is at most `grow` outside the line from p to q, whose inside is on
/// its left.
void cutRow(const glm::dvec2& p, const glm::dvec2& q, double y, double grow, double& low, double& high) {
  const glm::dvec2 along = q - p;
  const double length = std::sqrt(along.x * along.x + along.y * along.y);
  if (length <= 0.0) {
    return;
  }
  const glm::dvec2 normal(-along.y / length, along.x / length);
  const double rest = -grow - normal.y * (y - p.y);  // normal.x * (x - p.x) >= rest
  if (std::abs(normal.x) < 1e-12) {
    high = rest > 0.0 ? low - 1.0 : high;
  } else if (normal.x > 0.0) {
    low = std::max(low, p.x + rest / normal.x);
  } else {
    high = std::min(high, p.x + rest / normal.x);
  }
}

/// Calls `take(column, row)` for each pixel whose middle is at most `grow` outside a triangle.
template <class Take>
void eachPixel(Triangle t, double grow, const glm::ivec2& size, const Take& take) {
  const double turn = cross(t[1] - t[0], t[2] - t[0]);
  if (turn < 0.0) {
    std::swap(t[1], t[2]);
  }
  const auto [left, right] = std::minmax({t[0].x, t[1].x, t[2].x});
  const auto [bottom, top] = std::minmax({t[0].y, t[1].y, t[2].y});
  const auto first = [&](double value) { return std::max(0, static_cast<int>(std::ceil(value - grow - 0.5))); };
  const auto last = [](double value, int end) { return std::min(end - 1, static_cast<int>(std::floor(value - 0.5))); };
  for (int row = first(bottom); row <= last(top + grow, size.y); ++row) {
    double low = left - grow;
    double high = right + grow;
    for (std::size_t i = 0; i < 3 && turn != 0.0; ++i) {
      cutRow(t[i], t[(i + 1) % 3], row + 0.5, grow, low, high);
    }
    for (int column = std::max(0, static_cast<int>(std::ceil(low - 0.5))); column <= last(high, size.x); ++column) {
      take(column, row);
    }
  }
}

int wrapped(int index, int count, bool isRepeated) {
  if (index >= 0 && index < count) {
    return index;
  }
  if (isRepeated) {
    const int rest = index % count;
    return rest < 0 ? rest + count : rest;
  }
  return std::clamp(index, 0, count - 1);
}

/// Takes pixels of a region from its picture.
class RegionSampler {
 public:
  RegionSampler(const PictureRegion& region, const PiecePicture& picture, const Image& image)
      : region_(region), image_(image), isRepeated_(picture.isRepeated != 0) {
    const glm::dvec2 extent(region.high - region.low);
    isExact_ = region.size == region.high - region.low && image.width == static_cast<int>(picture.width);
    shrink_ = {static_cast<double>(image.width) / picture.width, static_cast<double>(image.height) / picture.height};
    step_ = extent / glm::dvec2(region.size);
  }

  /// Of the region with its padding.
  void put(int column, int row, std::uint8_t* to) const {
    const glm::ivec2 at(column - region_.padding, row - region_.padding);
    if (isExact_) {
      const std::uint8_t* from = pixel(region_.low.x + at.x, region_.low.y + at.y);
      std::copy_n(from, image_.channels, to);
      return;
    }
    const double x = (region_.low.x + (at.x + 0.5) * step_.x) * shrink_.x - 0.5;
    const double y = (region_.low.y + (at.y + 0.5) * step_.y) * shrink_.y - 0.5;
    blend(x, y, to);
  }

 private:
  const std::uint8_t* pixel(int x, int y) const {
    return image_.at(wrapped(x, image_.width, isRepeated_), wrapped(y, image_.height, isRepeated_));
  }

  void blend(double x, double y, std::uint8_t* to) const {
    const int left = static_cast<int>(std::floor(x));
    const int top = static_cast<int>(std::floor(y));
    const auto u = static_cast<float>(x - left);
    const auto v = static_cast<float>(y - top);
    glm::vec3 light(0.0F);
    float alpha = 0.0F;
    const auto add = [&](const std::uint8_t* from, float share) {
      const float weight = image_.channels == 4 ? share * static_cast<float>(from[3]) / 255.0F : share;
      light += weight * glm::vec3(linearFromSrgb(from[0]), linearFromSrgb(from[1]), linearFromSrgb(from[2]));
      alpha += weight;
    };
    add(pixel(left, top), (1.0F - u) * (1.0F - v));
    add(pixel(left + 1, top), u * (1.0F - v));
    add(pixel(left, top + 1), (1.0F - u) * v);
    add(pixel(left + 1, top + 1), u * v);
    for (int i = 0; i < 3; ++i) {
      to[i] = srgbFromLinear(alpha > 0.0F ? light[i] / alpha : 0.0F);
    }
    if (image_.channels == 4) {
      to[3] = static_cast<std::uint8_t>(std::lround(std::min(alpha, 1.0F) * 255.0F));
    }
  }

  const PictureRegion& region_;
  const Image& image_;
  bool isRepeated_;
  bool isExact_ = false;
  glm::dvec2 shrink_{1.0};  ///< of the image against the picture as delivered
  glm::dvec2 step_{1.0};    ///< texels of the picture as delivered per pixel
};

/// Sums linear light by alpha.
class MeanColour {
 public:
  void add(const std::uint8_t* pixel, int channels) {
    const double alpha = channels == 4 ? std::max<double>(pixel[3], 1.0) / 255.0 : 1.0;
    for (std::size_t i = 0; i < 3; ++i) {
      light_[i] += alpha * linearFromSrgb(pixel[i]);
    }
    weight_ += alpha;
  }
  bool isEmpty() const { return weight_ <= 0.0; }
  glm::u8vec4 colour() const {
    const auto part = [&](double light) { return srgbFromLinear(static_cast<float>(light / weight_)); };
    return {part(light_[0]), part(light_[1]), part(light_[2]), std::uint8_t{255}};
  }

 private:
  std::array<double, 3> light_{};
  double weight_ = 0.0;
};

/// Triangles of a use in pixels of its region with padding.
template <class Take>
void eachTriangle(const PictureUse& use, const UsePlace& place, const PiecePicture& picture,
                  const PictureRegion& region, const Take& take) {
  const glm::dvec2 extent(region.high - region.low);
  const auto at = [&](std::uint32_t index) {
    const glm::dvec2 texels =
        (glm::dvec2(use.texcoords[index]) - glm::dvec2(place.shift)) * glm::dvec2(picture.width, picture.height);
    return (texels - glm::dvec2(region.low)) * glm::dvec2(region.size) / extent + glm::dvec2(region.padding);
  };
  for (std::size_t i = 0; i + 2 < use.indices.size(); i += 3) {
    take(Triangle{at(use.indices[i]), at(use.indices[i + 1]), at(use.indices[i + 2])});
  }
}

/// The mean of those of four pixels that are known.
void putMean(const std::array<const std::uint8_t*, 4>& pixels, int known, int channels, std::uint8_t* to) {
  for (int c = 0; c < channels; ++c) {
    int sum = known / 2;
    for (const std::uint8_t* pixel : pixels) {
      sum += pixel != nullptr ? pixel[c] : 0;
    }
    to[c] = static_cast<std::uint8_t>(sum / known);
  }
}

/// The picture at half its size; a pixel is known where any of its four is.
Image halved(const Image& image, const std::vector<std::uint8_t>& isKnown, std::vector<std::uint8_t>& isHalfKnown) {
  Image half((image.width + 1) / 2, (image.height + 1) / 2, image.channels);
  isHalfKnown.assign(half.pixels.size() / static_cast<std::size_t>(half.channels), 0);
  std::size_t at = 0;
  for (int y = 0; y < half.height; ++y) {
    for (int x = 0; x < half.width; ++x, ++at) {
      std::array<const std::uint8_t*, 4> pixels{};
      int known = 0;
      for (int i = 0; i < 4; ++i) {
        const int column = 2 * x + i % 2;
        const int row = 2 * y + i / 2;
        const auto place =
            static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(column);
        if (column < image.width && row < image.height && isKnown[place] != 0) {
          pixels[static_cast<std::size_t>(i)] = image.at(column, row);
          ++known;
        }
      }
      if (known > 0) {
        putMean(pixels, known, image.channels, half.at(x, y));
        isHalfKnown[at] = 1;
      }
    }
  }
  return half;
}

/// Gives what nothing is drawn on the mean colour of all that is, which disturbs neither mipmaps nor JPEG.
void fillGaps(Image& page, const std::vector<std::uint8_t>& isDrawn) {
  std::array<std::uint64_t, 4> sum{};
  std::uint64_t count = 0;
  const auto channels = static_cast<std::size_t>(page.channels);
  for (std::size_t i = 0; i < isDrawn.size(); ++i) {
    for (std::size_t c = 0; c < channels && isDrawn[i] != 0; ++c) {
      sum[c] += page.pixels[i * channels + c];
    }
    count += isDrawn[i];
  }
  for (std::size_t i = 0; i < isDrawn.size() && count > 0; ++i) {
    for (std::size_t c = 0; c < channels && isDrawn[i] == 0; ++c) {
      page.pixels[i * channels + c] = static_cast<std::uint8_t>(sum[c] / count);
    }
  }
}

}  // namespace

void fillUnknown(Image& image, std::vector<std::uint8_t>& isKnown) {
  if (std::find(isKnown.begin(), isKnown.end(), 0) == isKnown.end() || (image.width == 1 && image.height == 1)) {
    return;
  }
  std::vector<std::uint8_t> isHalfKnown;
  Image half = halved(image, isKnown, isHalfKnown);
  fillUnknown(half, isHalfKnown);
  std::size_t at = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x, ++at) {
      if (isKnown[at] == 0) {
        std::copy_n(half.at(x / 2, y / 2), image.channels, image.at(x, y));
        isKnown[at] = 1;
      }
    }
  }
}

AtlasPainter::AtlasPainter(std::span<const PiecePicture> pictures, std::span<const PictureUse> uses,
                           const AtlasPlan& plan, PictureCache& cache)
    : pictures_(pictures),
      uses_(uses),
      plan_(plan),
      cache_(cache),
      usesByRegion_(plan.regions.size()),
      means_(uses.size(), glm::u8vec4(255)) {
  for (std::uint32_t i = 0; i < uses.size(); ++i) {
    if (plan.places[i].kind == UsePlace::Kind::Region) {
      usesByRegion_[plan.places[i].index].push_back(i);
    }
  }
}

Result<Image> AtlasPainter::page(std::uint32_t number) {
  const AtlasPage& page = plan_.pages[number];
  Image image(page.size.x, page.size.y, page.hasAlpha ? 4 : 3);
  std::vector<std::uint8_t> isDrawn(static_cast<std::size_t>(page.size.x) * static_cast<std::size_t>(page.size.y), 0);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < plan_.regions.size(); ++i) {
    if (plan_.regions[i].page == number) {
      order.push_back(i);
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return plan_.regions[a].picture < plan_.regions[b].picture;  // each picture is read once, if it can be kept
  });
  for (const std::uint32_t i : order) {
    if (auto drawn = drawRegion(plan_.regions[i], usesByRegion_[i], image, isDrawn); !drawn) {
      return tl::unexpected(drawn.error());
    }
  }
  fillGaps(image, isDrawn);
  return image;
}

Status AtlasPainter::drawRegion(const PictureRegion& region, std::span<const std::uint32_t> uses, Image& page,
                                std::vector<std::uint8_t>& isDrawn) {
  const PiecePicture& picture = pictures_[region.picture];
  const glm::ivec2 extent = region.high - region.low;
  const double scale =
      std::max(static_cast<double>(region.size.x) / extent.x, static_cast<double>(region.size.y) / extent.y);
  const auto source = cache_.read(picture, levelForScale(scale));
  if (!source) {
    return tl::unexpected(source.error());
  }
  const glm::ivec2 size = region.outerSize();
  Image image(size.x, size.y, page.channels);
  std::vector<std::uint8_t> isKnown(static_cast<std::size_t>(size.x) * static_cast<std::size_t>(size.y), 0);
  const RegionSampler sampler(region, picture, **source);
  const auto known = [&](int column, int row) -> std::uint8_t& {
    return isKnown[static_cast<std::size_t>(row) * static_cast<std::size_t>(size.x) + static_cast<std::size_t>(column)];
  };
  for (const std::uint32_t i : uses) {
    MeanColour mean;
    const auto addToMean = [&](int column, int row) { mean.add(image.at(column, row), image.channels); };
    eachTriangle(uses_[i], plan_.places[i], picture, region, [&](const Triangle& triangle) {
      eachPixel(triangle, kFilterReach, size, [&](int column, int row) {
        if (known(column, row) == 0) {
          known(column, row) = 1;
          sampler.put(column, row, image.at(column, row));
        }
      });
      eachPixel(triangle, kInside, size, addToMean);
    });
    if (mean.isEmpty()) {  // so thin that no pixel's middle is in it
      eachTriangle(uses_[i], plan_.places[i], picture, region,
                   [&](const Triangle& triangle) { eachPixel(triangle, kFilterReach, size, addToMean); });
    }
    means_[i] = mean.isEmpty() ? means_[i] : mean.colour();
  }
  fillUnknown(image, isKnown);
  const glm::ivec2 corner = region.corner - glm::ivec2(region.padding);
  for (int row = 0; row < size.y; ++row) {
    std::copy_n(image.at(0, row), size.x * image.channels, page.at(corner.x, corner.y + row));
    const auto first = isDrawn.begin() + static_cast<std::ptrdiff_t>(corner.y + row) * page.width + corner.x;
    std::fill_n(first, size.x, std::uint8_t{1});
  }
  return {};
}

Result<Image> AtlasPainter::whole(const WholePicture& whole) {
  const PiecePicture& picture = pictures_[whole.picture];
  const double scale =
      std::max(static_cast<double>(whole.size.x) / picture.width, static_cast<double>(whole.size.y) / picture.height);
  const auto source = cache_.read(picture, levelForScale(scale));
  if (!source) {
    return tl::unexpected(source.error());
  }
  const Image& image = **source;
  Image scaled = resampled(image, std::min(whole.size.x, image.width), std::min(whole.size.y, image.height));
  MeanColour mean;
  for (std::size_t i = 0; i < scaled.pixels.size(); i += static_cast<std::size_t>(scaled.channels)) {
    mean.add(scaled.pixels.data() + i, scaled.channels);
  }
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    const UsePlace& place = plan_.places[i];
    if (place.kind == UsePlace::Kind::Whole && plan_.wholes[place.index].picture == whole.picture) {
      means_[i] = mean.colour();
    }
  }
  return scaled;
}

}  // namespace belvedere::tiling::detail
