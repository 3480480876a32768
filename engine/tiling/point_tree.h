#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/geo/bounds.h"

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

}  // namespace belvedere::tiling
