#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/model/feature_batch.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/point_baking.h"

namespace belvedere::tiling::detail {

/// A point on its way into the tree: its place in 2^31ths of the root cube.
struct TreePoint {
  glm::uvec3 place{0};
  model::CloudPoint point;
};
static_assert(sizeof(TreePoint) == 20);

/// Bits of a coordinate in the root cube.
constexpr std::uint32_t kPlaceBits = 31;

/// A cube of the octree.
struct CubeKey {
  std::uint32_t level = 0;
  glm::uvec3 cell{0};

  static CubeKey of(const glm::uvec3& place, std::uint32_t level) {
    const std::uint32_t shift = kPlaceBits - level;
    return {level, {place.x >> shift, place.y >> shift, place.z >> shift}};
  }
  CubeKey child(std::uint32_t octant) const {
    return {level + 1, {cell.x * 2 + (octant & 1U), cell.y * 2 + ((octant >> 1U) & 1U), cell.z * 2 + (octant >> 2U)}};
  }
  friend bool operator<(const CubeKey& a, const CubeKey& b) {
    const auto tuple = [](const CubeKey& key) { return std::tuple(key.level, key.cell.z, key.cell.y, key.cell.x); };
    return tuple(a) < tuple(b);
  }
};

/// Points sorted into the cubes of one level: in memory up to a budget, then in runs of one file. One thread.
class PointSpill {
 public:
  PointSpill(std::filesystem::path file, std::uint32_t level, std::size_t memoryBytes)
      : path_(std::move(file)), level_(level), mostHeld_(memoryBytes / sizeof(TreePoint)) {}

  std::uint32_t level() const { return level_; }
  std::uint64_t byteCount() const { return file_ ? file_->size() : 0; }
  Status add(const TreePoint& point);
  /// Writes what is still in memory; the cubes, by z, y and x. No more is added from then on.
  Result<std::vector<SpilledCube>> finish();

 private:
  struct Held {
    std::vector<TreePoint> points;
    SpilledCube cube;
  };
  Status flush();

  std::filesystem::path path_;
  std::uint32_t level_;
  std::size_t mostHeld_;
  std::size_t held_ = 0;
  std::optional<BakeFile> file_;
  std::map<CubeKey, Held> contents_;
  Held* last_ = nullptr;  ///< of the point before, for neighbours come together
};

/// Hands on the points of a cube in the order in which they came, run by run. Fails with Io, with InvalidData where a
/// run is not as it was written (its points have been handed on by then), or as the sink does.
Status readCube(const BakeFile& file, const SpilledCube& cube,
                const std::function<Status(std::span<const TreePoint>)>& sink);

}  // namespace belvedere::tiling::detail
