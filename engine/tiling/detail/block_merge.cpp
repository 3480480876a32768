#include "engine/tiling/detail/block_merge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "engine/geo/bounds.h"
#include "engine/tiling/detail/block_union.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kMostReach = 4.0;      // between the middles of two that are tried to be merged, in limits
constexpr double kMostAreaReach = 3.0;  // between the middles of many
constexpr std::size_t kMostParts = 64;
constexpr std::size_t kMostTries = 64;  // per block: where many stand close, any neighbours will do
constexpr std::size_t kMostSquares = std::size_t{1} << 16U;

/// Blocks by squares of the plan that are as wide as anything reaches.
class BlockGrid {
 public:
  BlockGrid(const std::vector<Block>& blocks, double reach) : side_(reach) {
    for (const Block& block : blocks) {
      bounds_.add(block.shape.centre);
    }
    const glm::dvec2 size = bounds_.size();
    const auto area = static_cast<double>(kMostSquares);
    side_ = std::max({side_, std::max(size.x, size.y) / std::sqrt(area)});
    columns_ = index(size.x) + 1;
    rows_ = index(size.y) + 1;
    squares_.resize(columns_ * rows_);
  }

  void add(std::uint32_t number, const glm::dvec2& place) { squares_[at(place)].push_back(number); }
  void remove(std::uint32_t number, const glm::dvec2& place) { std::erase(squares_[at(place)], number); }

  template <class Take>
  void eachNear(const glm::dvec2& place, const Take& take) const {
    const std::size_t column = index(place.x - bounds_.min.x);
    const std::size_t row = index(place.y - bounds_.min.y);
    for (std::size_t y = row > 0 ? row - 1 : 0; y <= std::min(row + 1, rows_ - 1); ++y) {
      for (std::size_t x = column > 0 ? column - 1 : 0; x <= std::min(column + 1, columns_ - 1); ++x) {
        for (const std::uint32_t number : squares_[y * columns_ + x]) {
          take(number);
        }
      }
    }
  }

 private:
  std::size_t index(double metres) const { return static_cast<std::size_t>(std::max(0.0, metres / side_)); }
  /// What becomes one lies between its parts, but for rounding.
  std::size_t at(const glm::dvec2& place) const {
    return std::min(index(place.y - bounds_.min.y), rows_ - 1) * columns_ +
           std::min(index(place.x - bounds_.min.x), columns_ - 1);
  }

  double side_;
  geo::Bounds2 bounds_;
  std::size_t columns_ = 0;
  std::size_t rows_ = 0;
  std::vector<std::vector<std::uint32_t>> squares_;
};

/// Two blocks that may become one.
struct Pair {
  double errorMetres = 0.0;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  friend bool operator>(const Pair& a, const Pair& b) {
    return std::tie(a.errorMetres, a.first, a.second) > std::tie(b.errorMetres, b.first, b.second);
  }
};

/// A block as it grows, and what it is made from.
struct Cluster {
  std::vector<BlockPart> parts;    ///< by which it is measured
  std::vector<BlockPart> members;  ///< the blocks that went into it
  double leastError = 0.0;         ///< of the parts, from block back to object
  bool isGone = false;
};

double leastError(const std::vector<BlockPart>& parts) {
  double least = std::numeric_limits<double>::infinity();
  for (const BlockPart& part : parts) {
    least = std::min(least, part.error.back);
  }
  return least;
}

void append(std::vector<BlockPart>& to, const std::vector<BlockPart>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

class Merger {
 public:
  Merger(std::vector<Block>& blocks, double limit)
      : blocks_(blocks), limit_(limit), uniter_(limit), grid_(blocks, kMostReach * limit), clusters_(blocks.size()) {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      clusters_[i].members = {{blocks[i].shape, blocks[i].error}};
      clusters_[i].parts = blocks[i].parts.empty() ? clusters_[i].members : blocks[i].parts;
      clusters_[i].leastError = leastError(clusters_[i].parts);
    }
  }

  void run() {
    mergeAreas();
    for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
      if (!clusters_[i].isGone && hasRoof(i)) {
        pairWithAllNear(i);
        grid_.add(i, blocks_[i].shape.centre);
      }
    }
    while (!pairs_.empty()) {
      const Pair pair = pairs_.top();
      pairs_.pop();
      if (!clusters_[pair.first].isGone && !clusters_[pair.second].isGone) {
        merge(pair);
      }
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (clusters_[i].isGone) {
        continue;
      }
      if (kept != i) {
        blocks_[kept] = std::move(blocks_[i]);
      }
      if (clusters_[i].members.size() > 1) {
        blocks_[kept].parts = std::move(clusters_[i].members);
      }
      ++kept;
    }
    blocks_.resize(kept);
  }

 private:
  using Numbers = std::span<std::uint32_t>;

  /// Walls and fences stay by themselves: they have no plan to be measured by.
  bool hasRoof(std::uint32_t number) const { return blocks_[number].sums.roofArea > 0.0; }

  /// Makes whole areas one, which leaves few for the pairs.
  void mergeAreas() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
      if (hasRoof(i)) {
        order.push_back(i);
      }
    }
    const auto kinds = [&](std::uint32_t number) {
      return std::pair(blocks_[number].roofKind, blocks_[number].wallKind);
    };
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return kinds(a) < kinds(b); });
    for (auto first = order.begin(); first != order.end();) {
      const auto last =
          std::find_if(first, order.end(), [&](std::uint32_t number) { return kinds(number) != kinds(*first); });
      mergeArea({first, last});
      first = last;
    }
  }

  /// One block for all, or else each half by itself, parted across the longer side.
  void mergeArea(Numbers numbers) {
    if (numbers.size() < 2) {
      return;
    }
    geo::Bounds2 middles;
    std::size_t parts = 0;
    for (const std::uint32_t number : numbers) {
      middles.add(blocks_[number].shape.centre);
      parts += clusters_[number].parts.size();
    }
    const glm::dvec2 size = middles.size();
    if (parts <= kMostParts && std::max(size.x, size.y) <= kMostAreaReach * limit_) {
      if (const auto all = unite(numbers)) {
        replace(numbers, *all);
        return;
      }
    }
    const int along = size.x >= size.y ? 0 : 1;
    const auto cut = std::stable_partition(numbers.begin(), numbers.end(), [&](std::uint32_t number) {
      return blocks_[number].shape.centre[along] < middles.centre()[along];
    });
    auto count = static_cast<std::size_t>(cut - numbers.begin());
    count = count > 0 && count < numbers.size() ? count : numbers.size() / 2;
    mergeArea(numbers.first(count));
    mergeArea(numbers.subspan(count));
  }

  std::optional<BlockUnion> unite(std::span<const std::uint32_t> numbers) {
    sources_.clear();
    for (const std::uint32_t number : numbers) {
      sources_.push_back({&blocks_[number].sums, blocks_[number].skyline, clusters_[number].parts});
    }
    return uniter_.unite(sources_);
  }

  /// Puts a block in the place of several; gives its number.
  std::uint32_t replace(std::span<const std::uint32_t> numbers, const BlockUnion& all) {
    const auto largest = std::max_element(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
      return blocks_[a].sums.roofArea < blocks_[b].sums.roofArea;
    });
    Block block = blocks_[*largest];
    block.sums = {};
    Cluster cluster;
    for (const std::uint32_t number : numbers) {
      const Block& other = blocks_[number];
      block.sums.add(other.sums);
      block.skyline = std::max(block.skyline, other.skyline);
      block.hasColour = block.hasColour || other.hasColour;
      append(cluster.parts, clusters_[number].parts);
      append(cluster.members, clusters_[number].members);
      clusters_[number] = {{}, {}, 0.0, true};
    }
    cluster.leastError = leastError(cluster.parts);
    block.shape = all.shape;
    block.error = all.error;
    blocks_.push_back(std::move(block));
    clusters_.push_back(std::move(cluster));
    return static_cast<std::uint32_t>(blocks_.size() - 1);
  }

  void pairWithAllNear(std::uint32_t number) {
    std::size_t tries = 0;
    grid_.eachNear(blocks_[number].shape.centre, [&](std::uint32_t other) {
      if (tries < kMostTries && mayUnite(number, other)) {
        ++tries;
        if (const auto both = unite(std::array{other, number})) {
          pairs_.push({both->error.largest(), other, number});
        }
      }
    });
  }

  /// Far cheaper than to unite them, and right for most that cannot be: what lies in the middle between two is half of
  /// the gap from both.
  bool mayUnite(std::uint32_t first, std::uint32_t second) const {
    const Block& a = blocks_[first];
    const Block& b = blocks_[second];
    const Cluster& one = clusters_[first];
    const Cluster& other = clusters_[second];
    if (a.roofKind != b.roofKind || a.wallKind != b.wallKind || one.parts.size() + other.parts.size() > kMostParts) {
      return false;
    }
    const glm::dvec2 between = b.shape.centre - a.shape.centre;
    const double distance = std::sqrt(between.x * between.x + between.y * between.y);
    if (distance > kMostReach * limit_) {
      return false;
    }
    const glm::dvec2 direction = distance > 0.0 ? between / distance : glm::dvec2(1.0, 0.0);
    const double gap = distance - a.shape.planReach(direction) - b.shape.planReach(direction);
    return gap <= 2.0 * limit_ - one.leastError - other.leastError;
  }

  void merge(const Pair& pair) {
    const std::array both{pair.first, pair.second};
    if (const auto one = unite(both)) {
      grid_.remove(pair.first, blocks_[pair.first].shape.centre);
      grid_.remove(pair.second, blocks_[pair.second].shape.centre);
      const std::uint32_t number = replace(both, *one);
      pairWithAllNear(number);
      grid_.add(number, blocks_[number].shape.centre);
    }
  }

  std::vector<Block>& blocks_;
  double limit_;
  BlockUniter uniter_;
  BlockGrid grid_;
  std::vector<Cluster> clusters_;  ///< of each block
  std::vector<UnionSource> sources_;
  std::priority_queue<Pair, std::vector<Pair>, std::greater<>> pairs_;
};

}  // namespace

void mergeBlocks(std::vector<Block>& blocks, double limit) {
  if (blocks.size() > 1) {
    Merger(blocks, limit).run();
  }
}

}  // namespace belvedere::tiling::detail
