#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/model/feature_batch.h"
#include "engine/tiling/bake_file.h"

namespace belvedere::tiling {

/// A point on its way into the tree: its place in 2^31ths of the root cube.
struct TreePoint {
  glm::uvec3 place{0};
  model::CloudPoint point;
};
static_assert(sizeof(TreePoint) == 20);

/// Bits of a coordinate in the root cube.
constexpr std::uint32_t kPlaceBits = 31;

/// A cube of the octree.
struct CellKey {
  std::uint32_t level = 0;
  glm::uvec3 cell{0};

  static CellKey of(const glm::uvec3& place, std::uint32_t level) {
    const std::uint32_t shift = kPlaceBits - level;
    return {level, {place.x >> shift, place.y >> shift, place.z >> shift}};
  }
  CellKey child(std::uint32_t octant) const {
    return {level + 1, {cell.x * 2 + (octant & 1U), cell.y * 2 + ((octant >> 1U) & 1U), cell.z * 2 + (octant >> 2U)}};
  }
  friend bool operator<(const CellKey& a, const CellKey& b) {
    const auto tuple = [](const CellKey& key) { return std::tuple(key.level, key.cell.z, key.cell.y, key.cell.x); };
    return tuple(a) < tuple(b);
  }
};

/// Points sorted into the cubes of one level: in memory up to a budget, and else in runs of one file. One thread.
class PointSpill {
 public:
  PointSpill(std::filesystem::path file, std::uint32_t level, std::size_t memoryBytes)
      : path_(std::move(file)), level_(level), mostHeld_(memoryBytes / sizeof(TreePoint)) {}
  /// Removes its file.
  ~PointSpill();
  PointSpill(const PointSpill&) = delete;
  PointSpill& operator=(const PointSpill&) = delete;

  struct Cell {
    std::uint64_t count = 0;
    glm::uvec3 least{~0U};  ///< of its places
    glm::uvec3 most{0U};
  };

  std::uint32_t level() const { return level_; }
  Status add(const TreePoint& point);
  /// What has been added, by cube. No more is added from then on.
  const std::map<CellKey, Cell>& finish();
  /// Hands on the points of a cube in the order in which they came, run by run, and forgets what was in memory.
  Status take(const CellKey& key, const std::function<Status(std::span<const TreePoint>)>& sink);

 private:
  struct Run {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
  };
  struct Held {
    std::vector<TreePoint> points;
    std::vector<Run> runs;
  };
  Status flush();

  std::filesystem::path path_;
  std::uint32_t level_;
  std::size_t mostHeld_;
  std::size_t held_ = 0;
  std::optional<BakeFile> file_;
  std::map<CellKey, Held> contents_;
  std::map<CellKey, Cell> cells_;
  Held* lastHeld_ = nullptr;  ///< of the point before, for neighbours come together
  Cell* lastCell_ = nullptr;
  CellKey lastKey_;
};

}  // namespace belvedere::tiling
