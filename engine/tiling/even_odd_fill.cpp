#include <algorithm>
#include <cmath>

#include "engine/tiling/plan_triangulator.h"

namespace belvedere::tiling {

namespace {

/// An edge that is not level, from its lower to its upper end.
struct Edge {
  glm::dvec2 low;
  glm::dvec2 high;
  double xAt(double y) const { return low.x + (high.x - low.x) * ((y - low.y) / (high.y - low.y)); }
};

std::vector<Edge> edgesOf(const std::vector<PlanRing>& rings) {
  std::vector<Edge> edges;
  for (const PlanRing& ring : rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const glm::dvec2& a = ring[i];
      const glm::dvec2& b = ring[(i + 1) % ring.size()];
      if (a.y != b.y) {
        edges.push_back(a.y < b.y ? Edge{a, b} : Edge{b, a});
      }
    }
  }
  return edges;
}

void addCrossings(const std::vector<Edge>& edges, std::vector<double>& levels) {
  for (std::size_t i = 0; i < edges.size(); ++i) {
    for (std::size_t k = i + 1; k < edges.size(); ++k) {
      const double low = std::max(edges[i].low.y, edges[k].low.y);
      const double high = std::min(edges[i].high.y, edges[k].high.y);
      if (low >= high) {
        continue;
      }
      const double below = edges[i].xAt(low) - edges[k].xAt(low);
      const double above = edges[i].xAt(high) - edges[k].xAt(high);
      if ((below < 0.0 && above > 0.0) || (below > 0.0 && above < 0.0)) {
        levels.push_back(low + (high - low) * (below / (below - above)));
      }
    }
  }
}

/// The heights between which no edge begins, ends or meets another.
std::vector<double> slabLevels(const std::vector<Edge>& edges) {
  std::vector<double> levels;
  for (const Edge& edge : edges) {
    levels.push_back(edge.low.y);
    levels.push_back(edge.high.y);
  }
  addCrossings(edges, levels);
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

void addTrapezoid(const Edge& left, const Edge& right, double low, double high, std::vector<glm::dvec2>& positions,
                  std::vector<std::uint32_t>& indices) {
  const auto first = static_cast<std::uint32_t>(positions.size());
  const double bottomLeft = left.xAt(low);
  const double topLeft = left.xAt(high);
  const double bottom = std::max(bottomLeft, right.xAt(low));
  const double top = std::max(topLeft, right.xAt(high));
  positions.insert(positions.end(), {{bottomLeft, low}, {bottom, low}, {top, high}, {topLeft, high}});
  if (bottom > bottomLeft) {
    indices.insert(indices.end(), {first, first + 1, first + 2});
  }
  if (top > topLeft) {
    indices.insert(indices.end(), {first, first + 2, first + 3});
  }
}

}  // namespace

void fillEvenOdd(const std::vector<PlanRing>& rings, std::vector<glm::dvec2>& positions,
                 std::vector<std::uint32_t>& indices) {
  const std::vector<Edge> edges = edgesOf(rings);
  const std::vector<double> levels = slabLevels(edges);
  std::vector<const Edge*> across;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const double low = levels[i];
    const double high = levels[i + 1];
    const double middle = 0.5 * (low + high);
    across.clear();
    for (const Edge& edge : edges) {
      if (edge.low.y <= low && edge.high.y >= high) {
        across.push_back(&edge);
      }
    }
    std::sort(across.begin(), across.end(),
              [&](const Edge* a, const Edge* b) { return a->xAt(middle) < b->xAt(middle); });
    for (std::size_t k = 0; k + 1 < across.size(); k += 2) {
      addTrapezoid(*across[k], *across[k + 1], low, high, positions, indices);
    }
  }
}

}  // namespace belvedere::tiling
