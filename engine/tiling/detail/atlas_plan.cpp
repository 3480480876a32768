#include "engine/tiling/detail/atlas_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "engine/tiling/detail/shelf_packer.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kSnapTexels = 0.02;     // what a coordinate may lie beyond a texel's border by rounding
constexpr double kFewTexels = 2.0;       // so small a surface shows one colour
constexpr int kGridTexels = 32;          // in which it is noted what of a picture is used
constexpr int kMostGridCells = 64;       // along a side
constexpr double kBorderPictures = 4.0;  // beyond a border that goes on, in pictures: more is taken as repeated
constexpr int kMostFittings = 8;

/// What a surface shows of its picture, in texels from where its first repeat begins.
struct TexelBox {
  glm::ivec2 low{0};
  glm::ivec2 high{0};
  glm::vec2 shift{0.0F};
  bool isWhole = false;  ///< of a picture by itself

  std::uint64_t area() const {
    const glm::ivec2 size = high - low;
    return static_cast<std::uint64_t>(size.x) * static_cast<std::uint64_t>(size.y);
  }
};

TexelBox boxOf(const PiecePicture& picture, const PictureUse& use) {
  const glm::dvec2 size(picture.width, picture.height);
  glm::dvec2 low(use.texcoords[use.indices[0]]);
  glm::dvec2 high = low;
  for (const std::uint32_t index : use.indices) {
    const glm::dvec2 texcoord(use.texcoords[index]);
    low = {std::min(low.x, texcoord.x), std::min(low.y, texcoord.y)};
    high = {std::max(high.x, texcoord.x), std::max(high.y, texcoord.y)};
  }
  TexelBox box;
  const bool isRepeated = picture.isRepeated != 0;
  const auto extent = [&](int axis) {
    const double most = size[axis];
    const double shift = isRepeated ? std::floor(low[axis] + kSnapTexels / most) : 0.0;
    box.shift[axis] = static_cast<float>(shift);
    const double first = std::floor((low[axis] - shift) * most + kSnapTexels);
    const double last = std::ceil((high[axis] - shift) * most - kSnapTexels);
    const double farthest = isRepeated ? 1e9 : kBorderPictures * most;
    if (first < -farthest || last > farthest) {
      box.isWhole = true;
      return;
    }
    box.low[axis] = static_cast<int>(first);
    box.high[axis] = std::max(static_cast<int>(first) + 1, static_cast<int>(last));
  };
  extent(0);
  extent(1);
  const glm::ivec2 all(picture.width, picture.height);
  const bool isInside = box.low.x >= 0 && box.low.y >= 0 && box.high.x <= all.x && box.high.y <= all.y;
  const std::uint64_t most = std::uint64_t{picture.width} * picture.height;
  box.isWhole = box.isWhole || (!isInside && box.area() > (isRepeated ? most : 4 * most)) ||
                (!isInside && std::max(box.high.x - box.low.x, box.high.y - box.low.y) > kMostPageSide - 32);
  return box;
}

bool isInside(const TexelBox& box, const PiecePicture& picture) {
  return box.low.x >= 0 && box.low.y >= 0 && box.high.x <= static_cast<int>(picture.width) &&
         box.high.y <= static_cast<int>(picture.height);
}

/// What tells one region that reaches over its picture's border from another: they are not shared.
using UnrolledKey = std::tuple<std::uint32_t, int, int, int, int>;

UnrolledKey unrolledKey(std::uint32_t picture, const TexelBox& box) {
  return {picture, box.low.x, box.low.y, box.high.x, box.high.y};
}

/// Parts the uses of one picture into those that share texels, near enough.
class UseParts {
 public:
  explicit UseParts(const PiecePicture& picture) {
    const auto cells = [](std::uint32_t texels, int& side) {
      side = std::max(kGridTexels, static_cast<int>((texels + kMostGridCells - 1) / kMostGridCells));
      return static_cast<int>((texels + static_cast<std::uint32_t>(side) - 1) / static_cast<std::uint32_t>(side));
    };
    columns_ = cells(picture.width, cellWidth_);
    rows_ = cells(picture.height, cellHeight_);
    parent_.resize(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  void add(const TexelBox& box) {
    const std::size_t first = cellAt(box.low.x, box.low.y);
    for (int y = box.low.y / cellHeight_; y <= (box.high.y - 1) / cellHeight_; ++y) {
      for (int x = box.low.x / cellWidth_; x <= (box.high.x - 1) / cellWidth_; ++x) {
        parent_[root(static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(x))] =
            root(first);
      }
    }
  }

  /// The same for all that share.
  std::size_t partOf(const TexelBox& box) { return root(cellAt(box.low.x, box.low.y)); }

 private:
  std::size_t cellAt(int x, int y) const {
    return static_cast<std::size_t>(y / cellHeight_) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(x / cellWidth_);
  }
  std::size_t root(std::size_t cell) {
    while (parent_[cell] != cell) {
      cell = parent_[cell] = parent_[parent_[cell]];
    }
    return cell;
  }

  int columns_ = 0;
  int rows_ = 0;
  int cellWidth_ = 0;
  int cellHeight_ = 0;
  std::vector<std::size_t> parent_;
};

int roundedUp(int value, int step) { return (value + step - 1) / step * step; }

/// At the mipmap in which the padding is one pixel, the region is eight wide or more, or has no more than two.
int paddingFor(const glm::ivec2& size) {
  const int side = std::min(size.x, size.y);
  return side < 16 ? 2 : side < 64 ? 4 : side < 256 ? 8 : 16;
}

class Planning {
 public:
  Planning(std::span<const PiecePicture> pictures, std::span<const PictureUse> uses, const PictureDetail& detail)
      : pictures_(pictures), uses_(uses), detail_(detail) {
    for (const PictureUse& use : uses) {
      boxes_.push_back(boxOf(pictures[use.picture], use));
    }
  }

  AtlasPlan run() {
    place();
    for (int i = 0; i < kMostFittings && isTooMuch(); ++i) {
      shrink();
    }
    pack(false);
    pack(true);
    return std::move(plan_);
  }

 private:
  double scaleOf(const PictureUse& use) const {
    return detail_.metresPerTexel > 0.0 ? std::min(1.0, use.metresPerTexel / detail_.metresPerTexel) : 1.0;
  }

  bool isMean(const glm::ivec2& texels, double scale) const {
    return detail_.metresPerTexel > 0.0 && std::max(texels.x, texels.y) * scale <= kFewTexels;
  }

  void place() {
    std::map<std::uint32_t, std::vector<std::uint32_t>> inside;  // uses by picture
    plan_.places.resize(uses_.size());
    for (std::uint32_t i = 0; i < uses_.size(); ++i) {
      const TexelBox& box = boxes_[i];
      const PiecePicture& picture = pictures_[uses_[i].picture];
      const double scale = scaleOf(uses_[i]);
      plan_.places[i].shift = box.shift;
      if (isMean(box.isWhole ? glm::ivec2(picture.width, picture.height) : box.high - box.low, scale)) {
        continue;
      }
      if (box.isWhole) {
        placeWhole(i, scale);
      } else if (isInside(box, picture)) {
        inside[uses_[i].picture].push_back(i);
      } else {
        placeUnrolled(i, scale);
      }
    }
    for (const auto& [picture, uses] : inside) {
      placeInside(picture, uses);
    }
  }

  void placeWhole(std::uint32_t use, double scale) {
    const std::uint32_t picture = uses_[use].picture;
    const auto [known, isNew] = wholes_.try_emplace(picture, static_cast<std::uint32_t>(plan_.wholes.size()));
    if (isNew) {
      plan_.wholes.push_back({picture, {}});
      wholeScales_.push_back(0.0);
    }
    wholeScales_[known->second] = std::max(wholeScales_[known->second], scale);
    plan_.places[use].kind = UsePlace::Kind::Whole;
    plan_.places[use].index = known->second;
  }

  /// What reaches over a border of its picture has a region of its own, in which the picture goes on.
  void placeUnrolled(std::uint32_t use, double scale) {
    const TexelBox& box = boxes_[use];
    const auto [known, isNew] =
        unrolled_.try_emplace(unrolledKey(uses_[use].picture, box), static_cast<std::uint32_t>(plan_.regions.size()));
    if (isNew) {
      addRegion(uses_[use].picture, box.low, box.high);
    }
    join(use, known->second, scale);
  }

  void placeInside(std::uint32_t picture, const std::vector<std::uint32_t>& uses) {
    UseParts parts(pictures_[picture]);
    for (const std::uint32_t use : uses) {
      parts.add(boxes_[use]);
    }
    std::map<std::size_t, std::uint32_t> regions;
    for (const std::uint32_t use : uses) {
      const TexelBox& box = boxes_[use];
      const auto next = static_cast<std::uint32_t>(plan_.regions.size());
      const auto [known, isNew] = regions.try_emplace(parts.partOf(box), next);
      if (isNew) {
        addRegion(picture, box.low, box.high);
      }
      PictureRegion& region = plan_.regions[known->second];
      region.low = {std::min(region.low.x, box.low.x), std::min(region.low.y, box.low.y)};
      region.high = {std::max(region.high.x, box.high.x), std::max(region.high.y, box.high.y)};
      join(use, known->second, scaleOf(uses_[use]));
    }
  }

  void addRegion(std::uint32_t picture, const glm::ivec2& low, const glm::ivec2& high) {
    PictureRegion region;
    region.picture = picture;
    region.low = low;
    region.high = high;
    plan_.regions.push_back(region);
    regionScales_.push_back(0.0);
  }

  void join(std::uint32_t use, std::uint32_t region, double scale) {
    regionScales_[region] = std::max(regionScales_[region], scale);
    plan_.places[use].kind = UsePlace::Kind::Region;
    plan_.places[use].index = region;
  }

  /// Gives all regions and whole pictures their sizes. Whether that is more than a tile may have.
  bool isTooMuch() {
    const auto scaled = [&](const glm::ivec2& texels, double scale) {
      const auto side = [&](int length) { return std::max(1, static_cast<int>(std::ceil(length * scale - 1e-6))); };
      return glm::ivec2(side(texels.x), side(texels.y));
    };
    total_ = 0;
    for (std::size_t i = 0; i < plan_.regions.size(); ++i) {
      PictureRegion& region = plan_.regions[i];
      region.size = scaled(region.high - region.low, regionScales_[i] * shrunk_);
      region.padding = paddingFor(region.size);
      total_ += static_cast<std::uint64_t>(region.outerSize().x) * static_cast<std::uint64_t>(region.outerSize().y);
    }
    for (std::size_t i = 0; i < plan_.wholes.size(); ++i) {
      const PiecePicture& picture = pictures_[plan_.wholes[i].picture];
      plan_.wholes[i].size = scaled({picture.width, picture.height}, wholeScales_[i] * shrunk_);
      total_ += static_cast<std::uint64_t>(plan_.wholes[i].size.x) * static_cast<std::uint64_t>(plan_.wholes[i].size.y);
    }
    return detail_.mostTexels > 0 && total_ > detail_.mostTexels;
  }

  void shrink() {
    constexpr double kALittleMore = 0.97;  // padding does not shrink along
    shrunk_ *= kALittleMore * std::sqrt(static_cast<double>(detail_.mostTexels) / static_cast<double>(total_));
  }

  void pack(bool hasAlpha) {
    std::vector<std::uint32_t> numbers;
    std::vector<PackedBox> boxes;
    for (std::uint32_t i = 0; i < plan_.regions.size(); ++i) {
      const PictureRegion& region = plan_.regions[i];
      if ((pictures_[region.picture].hasAlpha != 0) == hasAlpha) {
        numbers.push_back(i);
        boxes.push_back({region.outerSize(), region.padding, {}, 0});
      }
    }
    const auto firstPage = static_cast<std::uint32_t>(plan_.pages.size());
    for (const glm::ivec2& size : packShelves(boxes, kMostPageSide)) {
      plan_.pages.push_back({size, hasAlpha});
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      PictureRegion& region = plan_.regions[numbers[i]];
      region.page = firstPage + boxes[i].page;
      region.corner = boxes[i].corner + glm::ivec2(region.padding);
    }
  }

  std::span<const PiecePicture> pictures_;
  std::span<const PictureUse> uses_;
  PictureDetail detail_;
  std::vector<TexelBox> boxes_;  ///< one per use
  AtlasPlan plan_;
  std::map<std::uint32_t, std::uint32_t> wholes_;  ///< by picture
  std::map<UnrolledKey, std::uint32_t> unrolled_;
  std::vector<double> regionScales_;
  std::vector<double> wholeScales_;
  double shrunk_ = 1.0;
  std::uint64_t total_ = 0;
};

}  // namespace

glm::ivec2 PictureRegion::outerSize() const {
  return {roundedUp(size.x, padding) + 2 * padding, roundedUp(size.y, padding) + 2 * padding};
}

std::uint64_t AtlasPlan::texels() const {
  std::uint64_t texels = 0;
  const auto add = [&](const glm::ivec2& size) {
    texels += static_cast<std::uint64_t>(size.x) * static_cast<std::uint64_t>(size.y);
  };
  for (const AtlasPage& page : pages) {
    add(page.size);
  }
  for (const WholePicture& whole : wholes) {
    add(whole.size);
  }
  return texels;
}

AtlasPlan planAtlas(std::span<const PiecePicture> pictures, std::span<const PictureUse> uses,
                    const PictureDetail& detail) {
  return Planning(pictures, uses, detail).run();
}

TexelCount countTexels(std::span<const PiecePicture> pictures, std::span<const PictureUse> uses) {
  std::vector<std::uint64_t> used(pictures.size(), 0);
  std::vector<bool> isWhole(pictures.size(), false);
  std::set<UnrolledKey> unrolled;
  TexelCount count;
  for (const PictureUse& use : uses) {
    const TexelBox box = boxOf(pictures[use.picture], use);
    if (box.isWhole) {
      isWhole[use.picture] = true;
    } else if (isInside(box, pictures[use.picture])) {
      used[use.picture] += box.area();
    } else {
      count.onPages += unrolled.insert(unrolledKey(use.picture, box)).second ? box.area() : 0;
    }
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::uint64_t all = std::uint64_t{pictures[i].width} * pictures[i].height;
    count.onPages += std::min(used[i], all);
    count.whole += isWhole[i] ? all : 0;
  }
  return count;
}

}  // namespace belvedere::tiling::detail
