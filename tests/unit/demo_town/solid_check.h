#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/geometric.hpp>
#include <map>
#include <string>

#include "apps/demo_town/building.h"

namespace belvedere::demo {

/// Empty where a body, rounded to millimetres as it is written, is closed, planar within 5 mm and turned outwards; else
/// what is wrong.
inline std::string faultOf(const Body& body) {
  using Corner = std::array<long long, 3>;
  const auto rounded = [](const Vec3& p) {
    return Corner{std::llround(p.x * 1000), std::llround(p.y * 1000), std::llround(p.z * 1000)};
  };
  const auto millimetres = [](const Corner& c, const Corner& from) {
    return Vec3(static_cast<double>(c[0] - from[0]), static_cast<double>(c[1] - from[1]),
                static_cast<double>(c[2] - from[2]));
  };
  std::map<std::pair<Corner, Corner>, int> edges;
  const Corner origin = rounded(body.front().ring.front());
  double volume = 0.0;
  for (const Surface& surface : body) {
    const std::size_t count = surface.ring.size();
    if (count < 3) {
      return "a surface of fewer than three corners";
    }
    Vec3 normal(0.0);
    const Vec3 first = millimetres(rounded(surface.ring[0]), origin);
    for (std::size_t i = 0; i < count; ++i) {
      const Corner a = rounded(surface.ring[i]);
      const Corner b = rounded(surface.ring[(i + 1) % count]);
      if (a == b) {
        return "two corners in the same place";
      }
      ++edges[{a, b}];
      const Vec3 va = millimetres(a, origin);
      const Vec3 vb = millimetres(b, origin);
      normal += glm::cross(va - first, vb - first);
      volume += glm::dot(first, glm::cross(va, vb));
    }
    normal = glm::normalize(normal);
    for (const Vec3& p : surface.ring) {
      if (std::abs(glm::dot(millimetres(rounded(p), origin) - first, normal)) > 5.0) {
        return "a surface that is not planar";
      }
    }
  }
  for (const auto& [edge, times] : edges) {
    const auto back = edges.find({edge.second, edge.first});
    if (times != 1 || back == edges.end() || back->second != 1) {
      return "an edge that two surfaces do not share";
    }
  }
  return volume > 0.0 ? "" : "turned inside out";
}

}  // namespace belvedere::demo
