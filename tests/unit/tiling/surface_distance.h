#pragma once

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <limits>
#include <unordered_map>
#include <vector>

#include "engine/tiling/tile_mesh.h"

/// Distances between meshes by dense samples, with nothing of the code that is tested.
namespace belvedere::tiling::samples {

struct Triangle3 {
  glm::dvec3 a, b, c;
};

inline void addTriangles(std::vector<Triangle3>& triangles, const TileMesh& mesh) {
  const auto at = [&](std::uint32_t index) { return mesh.origin + glm::dvec3(mesh.positions[index]); };
  for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    triangles.push_back({at(mesh.indices[i]), at(mesh.indices[i + 1]), at(mesh.indices[i + 2])});
  }
}

/// After Ericson, Real-Time Collision Detection, 5.1.5.
inline double distance(const glm::dvec3& p, const Triangle3& t) {
  const glm::dvec3 ab = t.b - t.a;
  const glm::dvec3 ac = t.c - t.a;
  const glm::dvec3 ap = p - t.a;
  const double d1 = glm::dot(ab, ap);
  const double d2 = glm::dot(ac, ap);
  const glm::dvec3 bp = p - t.b;
  const double d3 = glm::dot(ab, bp);
  const double d4 = glm::dot(ac, bp);
  const glm::dvec3 cp = p - t.c;
  const double d5 = glm::dot(ab, cp);
  const double d6 = glm::dot(ac, cp);
  const double va = d3 * d6 - d5 * d4;
  const double vb = d5 * d2 - d1 * d6;
  const double vc = d1 * d4 - d3 * d2;
  glm::dvec3 nearest = t.a;
  if (d1 <= 0.0 && d2 <= 0.0) {
    nearest = t.a;
  } else if (d3 >= 0.0 && d4 <= d3) {
    nearest = t.b;
  } else if (vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0) {
    nearest = t.a + ab * (d1 - d3 > 0.0 ? d1 / (d1 - d3) : 0.0);
  } else if (d6 >= 0.0 && d5 <= d6) {
    nearest = t.c;
  } else if (vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0) {
    nearest = t.a + ac * (d2 - d6 > 0.0 ? d2 / (d2 - d6) : 0.0);
  } else if (va <= 0.0 && d4 - d3 >= 0.0 && d5 - d6 >= 0.0) {
    nearest = t.b + (t.c - t.b) * ((d4 - d3) / std::max((d4 - d3) + (d5 - d6), 1e-300));
  } else {
    nearest = t.a + ab * (vb / (va + vb + vc)) + ac * (vc / (va + vb + vc));
  }
  return glm::length(p - nearest);
}

/// Triangles by squares of the plan, for the nearest one to a point within a reach.
class TriangleGrid {
 public:
  TriangleGrid(const std::vector<Triangle3>& triangles, double reach) : triangles_(triangles), side_(reach) {
    for (std::size_t i = 0; i < triangles.size(); ++i) {
      const Triangle3& t = triangles[i];
      for (long x = cell(std::min({t.a.x, t.b.x, t.c.x})); x <= cell(std::max({t.a.x, t.b.x, t.c.x})); ++x) {
        for (long y = cell(std::min({t.a.y, t.b.y, t.c.y})); y <= cell(std::max({t.a.y, t.b.y, t.c.y})); ++y) {
          cells_[key(x, y)].push_back(i);
        }
      }
    }
  }

  /// Infinite where nothing lies within the reach.
  double nearest(const glm::dvec3& p) const {
    double best = std::numeric_limits<double>::infinity();
    for (long x = cell(p.x) - 1; x <= cell(p.x) + 1; ++x) {
      for (long y = cell(p.y) - 1; y <= cell(p.y) + 1; ++y) {
        const auto found = cells_.find(key(x, y));
        for (const std::size_t i : found == cells_.end() ? std::vector<std::size_t>() : found->second) {
          best = std::min(best, distance(p, triangles_[i]));
        }
      }
    }
    return best;
  }

 private:
  long cell(double metres) const { return static_cast<long>(std::floor(metres / side_)); }
  static long key(long x, long y) { return x * 1000003L + y; }
  const std::vector<Triangle3>& triangles_;
  double side_;
  std::unordered_map<long, std::vector<std::size_t>> cells_;
};

/// The largest distance of a sample of `from` to `to`; samples lie `spacing` apart at most, on about `mostTriangles`
/// triangles in equal steps.
inline double directedDistance(const std::vector<Triangle3>& from, const std::vector<Triangle3>& to, double reach,
                               double spacing, std::size_t mostTriangles = 20000) {
  const TriangleGrid grid(to, reach);
  double worst = 0.0;
  for (std::size_t at = 0; at < from.size(); at += 1 + from.size() / mostTriangles) {
    const Triangle3& t = from[at];
    const double longest = std::max({glm::length(t.b - t.a), glm::length(t.c - t.b), glm::length(t.a - t.c)});
    const int steps = std::max(1, static_cast<int>(std::ceil(longest / spacing)));
    for (int i = 0; i <= steps; ++i) {
      for (int k = 0; k <= steps - i; ++k) {
        worst =
            std::max(worst, grid.nearest(t.a + (t.b - t.a) * (double(i) / steps) + (t.c - t.a) * (double(k) / steps)));
      }
    }
  }
  return worst;
}

}  // namespace belvedere::tiling::samples
