#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "engine/core/common_messages.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/detail/point_spill.h"
#include "engine/tiling/point_tree.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kBuildingTree{"progress-points-tree", N_("Making levels of detail")};

constexpr std::uint32_t kGridBits = 7;  // inner nodes: at most one point per cell of a grid of 128 a side
constexpr std::uint32_t kDeepestLevel = kPlaceBits - kGridBits;
constexpr std::uint32_t kDeepestSpill = 10;
constexpr std::uint32_t kSpillLevels = 2;  // by which a cell with too many points is divided at a time
constexpr double kCellPoints = 500'000.0;
constexpr std::uint64_t kMostInMemory = 2'000'000;
constexpr std::uint32_t kPlaces = (1U << kPlaceBits) - 1;
constexpr double kLeastSideMetres = 0.01;

/// The level at which cells hold about kCellPoints, if the points lie on a surface.
std::uint32_t spillLevel(std::uint64_t expectedPoints) {
  const double levels = std::ceil(std::log2(std::max(static_cast<double>(expectedPoints) / kCellPoints, 1.0)) / 2.0);
  return std::min(static_cast<std::uint32_t>(levels), kDeepestSpill);
}

/// Places in the order of the octree's curve: the axis whose numbers differ in the highest bit decides.
bool isBefore(const TreePoint& a, const TreePoint& b) {
  const glm::uvec3 differing(a.place.x ^ b.place.x, a.place.y ^ b.place.y, a.place.z ^ b.place.z);
  const auto isLower = [](std::uint32_t x, std::uint32_t y) { return x < y && x < (x ^ y); };
  int axis = 2;
  for (const int other : {1, 0}) {
    axis = isLower(differing[axis], differing[other]) ? other : axis;
  }
  return a.place[axis] < b.place[axis];
}

std::uint32_t octantOf(const TreePoint& point, std::uint32_t level) {
  const std::uint32_t shift = kPlaceBits - 1 - level;
  return ((point.place.x >> shift) & 1U) | (((point.place.y >> shift) & 1U) << 1U) |
         (((point.place.z >> shift) & 1U) << 2U);
}

/// The points that stand for a node in a coarser picture.
using Choice = std::vector<TreePoint>;

/// Chooses the point nearest to the middle of each cell of a node's grid.
class GridChoice {
 public:
  GridChoice() : best_(std::size_t{1} << (3 * kGridBits), kNobody) {}

  Choice choose(const Choice& points, std::uint32_t level) {
    const std::uint32_t shift = kPlaceBits - level - kGridBits;
    constexpr std::uint32_t kMask = (1U << kGridBits) - 1;
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < points.size(); ++i) {
      const glm::uvec3& place = points[i].place;
      const std::uint32_t cell = ((place.x >> shift) & kMask) | (((place.y >> shift) & kMask) << kGridBits) |
                                 (((place.z >> shift) & kMask) << (2 * kGridBits));
      if (best_[cell] == kNobody) {
        best_[cell] = i;
        cells.push_back(cell);
      } else if (fromMiddle(place, shift) < fromMiddle(points[best_[cell]].place, shift)) {
        best_[cell] = i;
      }
    }
    Choice chosen;
    chosen.reserve(cells.size());
    for (const std::uint32_t cell : cells) {
      chosen.push_back(points[std::exchange(best_[cell], kNobody)]);
    }
    return chosen;
  }

 private:
  static constexpr std::uint32_t kNobody = ~0U;

  /// The squared distance of a place from the middle of its cell, in cells.
  static double fromMiddle(const glm::uvec3& place, std::uint32_t shift) {
    const auto side = static_cast<double>(1U << shift);
    const std::uint32_t mask = (1U << shift) - 1;
    double sum = 0.0;
    for (int axis = 0; axis < 3; ++axis) {
      const double off = (static_cast<double>(place[axis] & mask) + 0.5) / side - 0.5;
      sum += off * off;
    }
    return sum;
  }

  std::vector<std::uint32_t> best_;
};

}  // namespace

class PointTreeBuilder::Impl {
 public:
  explicit Impl(Settings settings) : settings_(std::move(settings)) {
    const glm::dvec3 size = settings_.bounds.size();
    side_ = std::max(std::max({size.x, size.y, size.z}), kLeastSideMetres);
    origin_ = settings_.bounds.isEmpty() ? glm::dvec3(0.0) : settings_.bounds.min;
    spill_ = std::make_unique<PointSpill>(settings_.folder / "points-0.spill", spillLevel(settings_.expectedPoints),
                                          settings_.memoryBytes);
  }

  Status add(std::span<const glm::dvec3> positions, std::span<const model::CloudPoint> cloud) {
    const double scale = static_cast<double>(kPlaces) / side_;
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const glm::dvec3 from = (positions[i] - origin_) * scale;
      if (!std::isfinite(from.x + from.y + from.z)) {
        ++leftOut_;
        continue;
      }
      TreePoint point;
      for (int axis = 0; axis < 3; ++axis) {
        point.place[axis] = static_cast<std::uint32_t>(std::clamp(from[axis], 0.0, static_cast<double>(kPlaces)));
      }
      point.point = cloud[i];
      if (Status added = spill_->add(point); !added) {
        return added;
      }
      ++points_;
    }
    return {};
  }

  std::uint64_t leftOut() const { return leftOut_; }

  Result<std::vector<PointNode>> finish(const std::stop_token& stop, const ProgressSink& progress) {
    stop_ = stop;
    progress_ = &progress;
    if (points_ == 0) {
      return std::vector<PointNode>();
    }
    auto chosen = divide(*spill_, {});
    if (!chosen) {
      return tl::unexpected(chosen.error());
    }
    std::sort(nodes_.begin(), nodes_.end(), [](const PointNode& a, const PointNode& b) {
      return std::tuple(a.level, a.z, a.y, a.x) < std::tuple(b.level, b.z, b.y, b.x);
    });
    takeBoundsUp();
    return std::move(nodes_);
  }

 private:
  /// Everything below a cube, of which a spill holds the points.
  Result<Choice> divide(PointSpill& spill, const CellKey& key) {
    if (key.level == spill.level()) {
      return divideCell(spill, key);
    }
    Choice below;
    for (std::uint32_t octant = 0; octant < 8; ++octant) {
      const CellKey child = key.child(octant);
      if (!holds(spill, child)) {
        continue;
      }
      auto chosen = divide(spill, child);
      if (!chosen) {
        return chosen;
      }
      below.insert(below.end(), chosen->begin(), chosen->end());
    }
    return addInner(key, below);
  }

  static bool holds(PointSpill& spill, const CellKey& key) {
    const std::uint32_t deeper = spill.level() - key.level;
    const auto& cells = spill.finish();
    return std::any_of(cells.begin(), cells.end(), [&](const auto& cell) {
      const glm::uvec3& own = cell.first.cell;
      return glm::uvec3(own.x >> deeper, own.y >> deeper, own.z >> deeper) == key.cell;
    });
  }

  Result<Choice> divideCell(PointSpill& spill, const CellKey& key) {
    if (stop_.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    const PointSpill::Cell& cell = spill.finish().at(key);
    if (cell.count > kMostInMemory && key.level + kSpillLevels < kDeepestLevel) {
      return divideLargeCell(spill, key);
    }
    std::vector<TreePoint> points;
    points.reserve(std::min(cell.count, kMostInMemory));
    const auto gather = [&](std::span<const TreePoint> some) -> Status {
      const std::size_t room = kMostInMemory - points.size();
      points.insert(points.end(), some.begin(),
                    some.begin() + static_cast<std::ptrdiff_t>(std::min(room, some.size())));
      return {};
    };
    if (Status taken = spill.take(key, gather); !taken) {
      return tl::unexpected(taken.error());
    }
    leftOut_ += cell.count - points.size();
    done_ += cell.count;
    auto chosen = build(points, key);
    if (progress_ != nullptr && *progress_) {
      (*progress_)({Message(kBuildingTree), static_cast<double>(done_) / static_cast<double>(points_)});
    }
    return chosen;
  }

  Result<Choice> divideLargeCell(PointSpill& spill, const CellKey& key) {
    PointSpill finer(settings_.folder / ("points-" + std::to_string(++spills_) + ".spill"), key.level + kSpillLevels,
                     settings_.memoryBytes / 2);
    const auto addAll = [&](std::span<const TreePoint> some) -> Status {
      for (const TreePoint& point : some) {
        if (Status added = finer.add(point); !added) {
          return added;
        }
      }
      return {};
    };
    if (Status taken = spill.take(key, addAll); !taken) {
      return tl::unexpected(taken.error());
    }
    return divide(finer, key);
  }

  /// Everything below a cube, of which all points are in memory.
  Result<Choice> build(std::span<TreePoint> points, const CellKey& key) {
    if (points.size() <= kLeafPoints || key.level >= kDeepestLevel) {
      return addLeaf(points, key);
    }
    std::array<std::size_t, 9> starts{};
    for (const TreePoint& point : points) {
      ++starts[octantOf(point, key.level) + 1];
    }
    for (std::size_t i = 1; i < starts.size(); ++i) {
      starts[i] += starts[i - 1];
    }
    {
      std::vector<TreePoint> sorted(points.size());
      std::array<std::size_t, 9> next = starts;
      for (const TreePoint& point : points) {
        sorted[next[octantOf(point, key.level)]++] = point;
      }
      std::copy(sorted.begin(), sorted.end(), points.begin());
    }
    Choice below;
    for (std::uint32_t octant = 0; octant < 8; ++octant) {
      const std::size_t count = starts[octant + 1] - starts[octant];
      if (count == 0) {
        continue;
      }
      auto chosen = build(points.subspan(starts[octant], count), key.child(octant));
      if (!chosen) {
        return chosen;
      }
      below.insert(below.end(), chosen->begin(), chosen->end());
    }
    return addInner(key, below);
  }

  Result<Choice> addLeaf(std::span<TreePoint> points, const CellKey& key) {
    if (points.size() > 4 * kLeafPoints) {  // in one place: more than anybody can see
      leftOut_ += points.size() - kLeafPoints;
      points = points.first(kLeafPoints);
    }
    std::stable_sort(points.begin(), points.end(), isBefore);
    Choice all(points.begin(), points.end());
    if (Status added = addNode(key, all, leafSpacing(all)); !added) {
      return tl::unexpected(added.error());
    }
    return all;
  }

  Result<Choice> addInner(const CellKey& key, const Choice& below) {
    Choice chosen = grid_.choose(below, key.level);
    if (Status added = addNode(key, chosen, std::ldexp(side_, -static_cast<int>(key.level + kGridBits))); !added) {
      return tl::unexpected(added.error());
    }
    return chosen;
  }

  /// From how much of the box's cells the points fill, as if they lay on surfaces.
  double leafSpacing(const Choice& points) {
    glm::uvec3 least(~0U);
    glm::uvec3 most(0U);
    for (const TreePoint& point : points) {
      for (int axis = 0; axis < 3; ++axis) {
        least[axis] = std::min(least[axis], point.place[axis]);
        most[axis] = std::max(most[axis], point.place[axis]);
      }
    }
    const std::uint32_t extent = std::max({most.x - least.x, most.y - least.y, most.z - least.z, 1U});
    // Cells that hold four points or so on average, so that holes between them are not counted as surface.
    const double perSide = std::clamp(std::sqrt(static_cast<double>(points.size()) / 4.0), 1.0, 64.0);
    const double cellSide = static_cast<double>(extent) / perSide + 1.0;
    std::vector<std::uint32_t> cells;
    cells.reserve(points.size());
    for (const TreePoint& point : points) {
      const auto index = [&](int axis) {
        return static_cast<std::uint32_t>(static_cast<double>(point.place[axis] - least[axis]) / cellSide);
      };
      cells.push_back(index(0) | (index(1) << kGridBits) | (index(2) << (2 * kGridBits)));
    }
    std::sort(cells.begin(), cells.end());
    const auto filled = std::unique(cells.begin(), cells.end()) - cells.begin();
    const double metres = cellSide * side_ / static_cast<double>(kPlaces);
    return std::max(metres * std::sqrt(static_cast<double>(filled) / static_cast<double>(points.size())), 1e-4);
  }

  Status addNode(const CellKey& key, const Choice& points, double spacing) {
    std::vector<glm::dvec3> positions;
    std::vector<model::CloudPoint> cloud;
    positions.reserve(points.size());
    cloud.reserve(points.size());
    const double metres = side_ / static_cast<double>(kPlaces);
    for (const TreePoint& point : points) {
      positions.push_back(origin_ + glm::dvec3(point.place) * metres);
      cloud.push_back(point.point);
    }
    const auto tile = makePointTile(positions, cloud, spacing);
    const std::vector<std::byte> bytes = encodePointTile(*tile);
    PointNode node;
    node.level = key.level;
    node.x = key.cell.x;
    node.y = key.cell.y;
    node.z = key.cell.z;
    node.points = points.size();
    node.bounds = tile->bounds;
    node.spacingMetres = spacing;
    node.bytes = bytes.size();
    node.hash = hashOf(bytes);
    const std::filesystem::path path = settings_.folder / node.path();
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    nodes_.push_back(node);
    return writeBakeFile(path, bytes);
  }

  /// A node's box holds all that lies below it.
  void takeBoundsUp() {
    const auto children = childrenOf(nodes_);
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      for (const std::uint32_t child : children[i]) {
        nodes_[i].bounds.add(nodes_[child].bounds);
      }
    }
  }

  Settings settings_;
  double side_ = 1.0;
  glm::dvec3 origin_{0.0};
  std::unique_ptr<PointSpill> spill_;
  GridChoice grid_;
  std::uint64_t points_ = 0;
  std::uint64_t leftOut_ = 0;
  std::uint64_t done_ = 0;
  int spills_ = 0;
  std::vector<PointNode> nodes_;
  std::stop_token stop_;
  const ProgressSink* progress_ = nullptr;
};

PointTreeBuilder::PointTreeBuilder(Settings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
PointTreeBuilder::~PointTreeBuilder() = default;

Status PointTreeBuilder::add(std::span<const glm::dvec3> positions, std::span<const model::CloudPoint> cloud) {
  return impl_->add(positions, cloud);
}

std::uint64_t PointTreeBuilder::leftOut() const { return impl_->leftOut(); }

Result<std::vector<PointNode>> PointTreeBuilder::finish(const std::stop_token& stop, const ProgressSink& progress) {
  return impl_->finish(stop, progress);
}

}  // namespace belvedere::tiling
