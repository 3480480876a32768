#include "engine/tiling/point_tree.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace belvedere::tiling {

namespace {

constexpr std::uint32_t kDeepestLevel = 30;
constexpr std::uint64_t kMostNodeBytes = std::uint64_t{1} << 30U;

using Place = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;

Place placeOf(const PointNode& node) { return {node.level, node.z, node.y, node.x}; }
Place parentOf(const PointNode& node) { return {node.level - 1, node.z / 2, node.y / 2, node.x / 2}; }

bool isSound(const PointNode& node) {
  const glm::dvec3 sum = node.bounds.min + node.bounds.max;
  return node.level <= kDeepestLevel && !node.bounds.isEmpty() && std::isfinite(sum.x + sum.y + sum.z) &&
         std::isfinite(node.spacingMetres) && node.spacingMetres > 0.0 && node.points > 0 && node.bytes > 0 &&
         node.bytes <= kMostNodeBytes;
}

}  // namespace

std::filesystem::path PointNode::path() const {
  return std::filesystem::path("points") / std::to_string(level) / std::to_string(x) / std::to_string(y) /
         (std::to_string(z) + ".glb");
}

bool isPointTree(const std::vector<PointNode>& nodes) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const bool isRoot = nodes[i].level == 0;
    if (!isSound(nodes[i]) || isRoot != (i == 0) || (i > 0 && !(placeOf(nodes[i - 1]) < placeOf(nodes[i])))) {
      return false;
    }
    const auto first = nodes.begin();
    const auto isBefore = [](const PointNode& node, const Place& place) { return placeOf(node) < place; };
    if (!isRoot) {
      const auto found = std::lower_bound(first, first + static_cast<std::ptrdiff_t>(i), parentOf(nodes[i]), isBefore);
      if (found == first + static_cast<std::ptrdiff_t>(i) || placeOf(*found) != parentOf(nodes[i])) {
        return false;
      }
    }
  }
  return true;
}

std::vector<std::vector<std::uint32_t>> childrenOf(const std::vector<PointNode>& nodes) {
  std::vector<std::vector<std::uint32_t>> children(nodes.size());
  std::map<Place, std::uint32_t> known;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    known.emplace(placeOf(nodes[i]), i);
    const auto parent = nodes[i].level > 0 ? known.find(parentOf(nodes[i])) : known.end();
    if (parent != known.end()) {
      children[parent->second].push_back(i);
    }
  }
  return children;
}

}  // namespace belvedere::tiling
