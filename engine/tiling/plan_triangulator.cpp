#include "engine/tiling/plan_triangulator.h"

#include <algorithm>
#include <cmath>

namespace belvedere::tiling {

namespace {

constexpr int kDeepestHalving = 40;
constexpr double kFurthestMetres = 1e8;

bool isPlace(const glm::dvec2& p) { return std::abs(p.x) < kFurthestMetres && std::abs(p.y) < kFurthestMetres; }

void removeRepeated(PlanRing& ring) {
  ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
  while (ring.size() > 1 && ring.front() == ring.back()) {
    ring.pop_back();
  }
}

std::size_t pointCount(const std::vector<PlanRing>& rings) {
  std::size_t count = 0;
  for (const PlanRing& ring : rings) {
    count += ring.size();
  }
  return count;
}

geo::Bounds2 boundsOf(const PlanRing& ring) {
  geo::Bounds2 bounds;
  for (const glm::dvec2& p : ring) {
    bounds.add(p);
  }
  return bounds;
}

double cross(const glm::dvec2& a, const glm::dvec2& b, const glm::dvec2& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

}  // namespace

double twiceArea(const PlanRing& ring) {
  double sum = 0.0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    sum += cross(ring[0], ring[i], ring[i + 1]);
  }
  return sum;
}

PlanRing clipRing(const PlanRing& ring, int axis, double value, bool isAbove) {
  PlanRing clipped;
  const auto distance = [&](const glm::dvec2& p) { return isAbove ? p[axis] - value : value - p[axis]; };
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const glm::dvec2& a = ring[i];
    const glm::dvec2& b = ring[(i + 1) % ring.size()];
    const double da = distance(a);
    const double db = distance(b);
    if (da >= 0.0) {
      clipped.push_back(a);
    }
    if ((da < 0.0 && db > 0.0) || (da > 0.0 && db < 0.0)) {
      const bool isForward = a[axis] < b[axis];  // the same point from both sides of the line
      const glm::dvec2& low = isForward ? a : b;
      const glm::dvec2& high = isForward ? b : a;
      glm::dvec2 p = low + (high - low) * ((value - low[axis]) / (high[axis] - low[axis]));
      p[axis] = value;
      clipped.push_back(p);
    }
  }
  removeRepeated(clipped);
  return clipped;
}

bool PlanTriangulator::add(PlanPatches& patches, std::uint32_t feature, std::vector<PlanRing> rings) {
  for (PlanRing& ring : rings) {
    if (!std::all_of(ring.begin(), ring.end(), isPlace)) {
      return false;
    }
    removeRepeated(ring);
  }
  const std::size_t before = patches.indices.size();
  addPiece(patches, feature, std::move(rings), 0);
  return patches.indices.size() > before;
}

void PlanTriangulator::addPiece(PlanPatches& patches, std::uint32_t feature, std::vector<PlanRing> rings, int depth) {
  if (rings.empty() || rings.front().size() < 3) {
    return;
  }
  std::erase_if(rings, [](const PlanRing& ring) { return ring.size() < 3; });
  if (pointCount(rings) > kPiecePoints && depth < kDeepestHalving) {
    const geo::Bounds2 bounds = boundsOf(rings.front());
    const int axis = bounds.size().x >= bounds.size().y ? 0 : 1;
    const double middle = bounds.centre()[axis];
    for (const bool isAbove : {false, true}) {
      std::vector<PlanRing> half;
      half.reserve(rings.size());
      for (const PlanRing& ring : rings) {
        half.push_back(clipRing(ring, axis, middle, isAbove));
      }
      addPiece(patches, feature, std::move(half), depth + 1);
    }
    return;
  }
  const auto firstIndex = static_cast<std::uint32_t>(patches.indices.size());
  if (!triangulate(patches, rings)) {
    fillEvenOdd(rings, patches.positions, patches.indices);
  }
  const auto count = static_cast<std::uint32_t>(patches.indices.size()) - firstIndex;
  if (count > 0) {
    patches.patches.push_back({feature, firstIndex, count});
  }
}

/// The quick way; false, with nothing appended, where its area is not that of the rings.
bool PlanTriangulator::triangulate(PlanPatches& patches, const std::vector<PlanRing>& rings) {
  positions_.clear();
  ringEnds_.clear();
  indices_.clear();
  double expected = 0.0;
  for (const PlanRing& ring : rings) {
    const double area = std::abs(twiceArea(ring));
    expected += ringEnds_.empty() ? area : -area;
    for (const glm::dvec2& p : ring) {
      positions_.emplace_back(p.x, p.y, 0.0);
    }
    ringEnds_.push_back(static_cast<std::uint32_t>(positions_.size()));
  }
  if (!triangulator_.triangulate(positions_, ringEnds_, indices_).isUsable) {
    return false;
  }
  double found = 0.0;
  for (std::size_t i = 0; i + 2 < indices_.size(); i += 3) {
    found += std::abs(cross(positions_[indices_[i]], positions_[indices_[i + 1]], positions_[indices_[i + 2]]));
  }
  if (std::abs(found - expected) > 1e-6 * std::max(found, expected) + 1e-9) {
    return false;
  }
  const auto offset = static_cast<std::uint32_t>(patches.positions.size());
  patches.positions.insert(patches.positions.end(), positions_.begin(), positions_.end());
  for (std::size_t i = 0; i + 2 < indices_.size(); i += 3) {
    const bool isForward =
        cross(positions_[indices_[i]], positions_[indices_[i + 1]], positions_[indices_[i + 2]]) >= 0.0;
    patches.indices.push_back(indices_[i] + offset);
    patches.indices.push_back(indices_[isForward ? i + 1 : i + 2] + offset);
    patches.indices.push_back(indices_[isForward ? i + 2 : i + 1] + offset);
  }
  return true;
}

}  // namespace belvedere::tiling
