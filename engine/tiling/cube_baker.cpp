#include "engine/tiling/detail/cube_baker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/core/common_messages.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/point_tile.h"

namespace belvedere::tiling::detail {

namespace {

constexpr std::uint32_t kGridBits = 7;  // inner nodes: at most one point per cell of a grid of 128 a side
constexpr std::uint32_t kDeepestLevel = kPlaceBits - kGridBits;
constexpr std::uint32_t kSpillLevels = 2;  // by which a cube with too many points is divided at a time
constexpr std::uint64_t kMostInMemory = 2'000'000;
constexpr std::uint32_t kPlaces = (1U << kPlaceBits) - 1;
constexpr double kLeastSideMetres = 0.01;
constexpr std::uint32_t kNobody = ~0U;

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

/// The squared distance of a place from the middle of its cell, in cells.
double fromMiddle(const glm::uvec3& place, std::uint32_t shift) {
  const auto side = static_cast<double>(1U << shift);
  const std::uint32_t mask = (1U << shift) - 1;
  double sum = 0.0;
  for (int axis = 0; axis < 3; ++axis) {
    const double off = (static_cast<double>(place[axis] & mask) + 0.5) / side - 0.5;
    sum += off * off;
  }
  return sum;
}

/// A file that goes with the object.
struct TemporaryFile {
  std::filesystem::path path;

  explicit TemporaryFile(std::filesystem::path file) : path(std::move(file)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

}  // namespace

GridChoice::GridChoice() : best_(std::size_t{1} << (3 * kGridBits), kNobody) {}

Choice GridChoice::choose(const Choice& points, std::uint32_t level) {
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

RootCube::RootCube(const geo::Bounds3& bounds) : origin(bounds.isEmpty() ? glm::dvec3(0.0) : bounds.min) {
  const glm::dvec3 size = bounds.size();
  side = std::max(std::max({size.x, size.y, size.z}), kLeastSideMetres);
}

Result<Choice> CubeBaker::bakeCube(const BakeFile& spill, std::uint32_t level, const SpilledCube& cube) {
  if (stop_.stop_requested()) {
    return fail(ErrorCode::Cancelled, Message(kCancelled));
  }
  const CubeKey key{level, cube.cell};
  if (cube.count > kMostInMemory && level + kSpillLevels < kDeepestLevel) {
    return divideLarge(spill, key, cube);
  }
  std::vector<TreePoint> points;
  points.reserve(std::min(cube.count, kMostInMemory));
  const auto gather = [&](std::span<const TreePoint> some) -> Status {
    const std::size_t room = kMostInMemory - points.size();
    points.insert(points.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(std::min(room, some.size())));
    return {};
  };
  if (Status taken = readCube(spill, cube, gather); !taken) {
    return tl::unexpected(taken.error());
  }
  leftOut_ += cube.count - points.size();
  return build(points, key);
}

Result<Choice> CubeBaker::divideLarge(const BakeFile& spill, const CubeKey& key, const SpilledCube& cube) {
  const TemporaryFile file(folder_ / (temporaryName_ + "-" + std::to_string(++spills_) + ".spill"));
  PointSpill finer(file.path, key.level + kSpillLevels, memoryBytes_);
  const auto addAll = [&](std::span<const TreePoint> some) -> Status {
    for (const TreePoint& point : some) {
      if (Status added = finer.add(point); !added) {
        return added;
      }
    }
    return {};
  };
  if (Status taken = readCube(spill, cube, addAll); !taken) {
    return tl::unexpected(taken.error());
  }
  const auto cubes = finer.finish();
  if (!cubes) {
    return tl::unexpected(cubes.error());
  }
  const auto sorted = BakeFile::open(file.path);
  if (!sorted) {
    return tl::unexpected(sorted.error());
  }
  std::vector<const SpilledCube*> all;
  for (const SpilledCube& below : *cubes) {
    all.push_back(&below);
  }
  return divide(*sorted, all, finer.level(), key);
}

Result<Choice> CubeBaker::divide(const BakeFile& spill, const std::vector<const SpilledCube*>& cubes,
                                 std::uint32_t level, const CubeKey& key) {
  if (key.level == level) {
    return bakeCube(spill, level, *cubes.front());
  }
  const std::uint32_t deeper = level - key.level - 1;
  Choice below;
  for (std::uint32_t octant = 0; octant < 8; ++octant) {
    const CubeKey child = key.child(octant);
    std::vector<const SpilledCube*> own;
    std::copy_if(cubes.begin(), cubes.end(), std::back_inserter(own), [&](const SpilledCube* cube) {
      return glm::uvec3(cube->cell.x >> deeper, cube->cell.y >> deeper, cube->cell.z >> deeper) == child.cell;
    });
    if (own.empty()) {
      continue;
    }
    auto chosen = divide(spill, own, level, child);
    if (!chosen) {
      return chosen;
    }
    below.insert(below.end(), chosen->begin(), chosen->end());
  }
  return bakeInner(key, below);
}

Result<Choice> CubeBaker::build(std::span<TreePoint> points, const CubeKey& key) {
  if (points.size() <= PointBaking::kLeafPoints || key.level >= kDeepestLevel) {
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
  return bakeInner(key, below);
}

Result<Choice> CubeBaker::addLeaf(std::span<TreePoint> points, const CubeKey& key) {
  if (points.size() > 4 * PointBaking::kLeafPoints) {  // in one place: more than anybody can see
    leftOut_ += points.size() - PointBaking::kLeafPoints;
    points = points.first(PointBaking::kLeafPoints);
  }
  std::stable_sort(points.begin(), points.end(), isBefore);
  Choice all(points.begin(), points.end());
  if (Status added = addNode(key, all, leafSpacing(all)); !added) {
    return tl::unexpected(added.error());
  }
  return all;
}

Result<Choice> CubeBaker::bakeInner(const CubeKey& key, const Choice& below) {
  Choice chosen = grid_.choose(below, key.level);
  if (Status added = addNode(key, chosen, std::ldexp(root_.side, -static_cast<int>(key.level + kGridBits))); !added) {
    return tl::unexpected(added.error());
  }
  return chosen;
}

/// From how much of the box's cells the points fill, as if they lay on surfaces.
double CubeBaker::leafSpacing(const Choice& points) const {
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
  const double metres = cellSide * root_.side / static_cast<double>(kPlaces);
  return std::max(metres * std::sqrt(static_cast<double>(filled) / static_cast<double>(points.size())), 1e-4);
}

Status CubeBaker::addNode(const CubeKey& key, const Choice& points, double spacing) {
  std::vector<glm::dvec3> positions;
  std::vector<model::CloudPoint> cloud;
  positions.reserve(points.size());
  cloud.reserve(points.size());
  const double metres = root_.side / static_cast<double>(kPlaces);
  for (const TreePoint& point : points) {
    positions.push_back(root_.origin + glm::dvec3(point.place) * metres);
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
  const std::filesystem::path path = folder_ / node.path();
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  nodes_.push_back(node);
  return writeBakeFile(path, bytes);
}

}  // namespace belvedere::tiling::detail
