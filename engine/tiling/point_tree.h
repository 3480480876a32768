#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/point_tile.h"

namespace belvedere::tiling {

/// A node of the octree over a cloud: level 0 the whole cube, each child an eighth. Children replace their parent,
/// whose points are a spatially even choice of theirs.
struct PointNode {
  std::uint32_t level = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t z = 0;
  std::uint64_t points = 0;    ///< at least one
  geo::Bounds3 bounds;         ///< of the points of the node and all below, scene coordinates of the baking
  double spacingMetres = 0.0;  ///< between neighbouring points, about
  std::uint64_t bytes = 0;     ///< of the node's file
  ContentHash hash;

  /// Below the folder of the tree.
  std::filesystem::path path() const;
};
static_assert(sizeof(PointNode) == 4 * 4 + 3 * 8 + 2 * 24 + 16, "is written as it lies in memory: no padding");

/// Whether nodes make one tree, by level, z, y and x, each below one that stands earlier; with finite numbers.
bool isPointTree(const std::vector<PointNode>& nodes);

/// For each node, the indices of its children.
std::vector<std::vector<std::uint32_t>> childrenOf(const std::vector<PointNode>& nodes);

/// Builds the octree of a cloud of any size in bounded memory. Points are sorted by place into cells as they come, in
/// memory up to a budget and else through a file; each cell is then divided until a node holds at most kLeafPoints, and
/// inner nodes take from their children the point nearest to the middle of each cell of a grid of 128 a side. The same
/// points in the same order give the same files. One thread.
class PointTreeBuilder {
 public:
  static constexpr std::size_t kLeafPoints = 40'000;

  struct Settings {
    std::filesystem::path folder;  ///< exists; nodes are written below it, and what is spilled meanwhile
    geo::Bounds3 bounds;           ///< of all points, scene coordinates; what lies outside counts as on its faces
    std::uint64_t expectedPoints = 0;
    std::size_t memoryBytes = std::size_t{96} << 20;
  };
  explicit PointTreeBuilder(Settings settings);
  ~PointTreeBuilder();
  PointTreeBuilder(const PointTreeBuilder&) = delete;
  PointTreeBuilder& operator=(const PointTreeBuilder&) = delete;

  /// One of `cloud` per position. Positions that are not finite are left out and counted. Fails with Io.
  Status add(std::span<const glm::dvec3> positions, std::span<const model::CloudPoint> cloud);
  std::uint64_t leftOut() const;

  /// Writes the nodes; empty where there are no points. Fails with Io or Cancelled.
  Result<std::vector<PointNode>> finish(const std::stop_token& stop, const ProgressSink& progress);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace belvedere::tiling
