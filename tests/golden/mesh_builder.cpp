#include "tests/golden/mesh_builder.h"

#include <cmath>

namespace belvedere::golden {

void MeshBuilder::polygon(const std::vector<glm::dvec3>& corners, model::SurfaceKind kind,
                          const std::vector<glm::vec2>& texcoords) {
  glm::dvec3 n(0.0);
  for (std::size_t i = 0; i < corners.size(); ++i) {  // Newell
    const glm::dvec3& a = corners[i];
    const glm::dvec3& b = corners[(i + 1) % corners.size()];
    n += glm::dvec3((a.y - b.y) * (a.z + b.z), (a.z - b.z) * (a.x + b.x), (a.x - b.x) * (a.y + b.y));
  }
  n *= 127.0 / std::sqrt(n.x * n.x + n.y * n.y + n.z * n.z);
  const auto first = static_cast<std::uint32_t>(mesh_.positions.size());
  for (std::size_t i = 0; i < corners.size(); ++i) {
    mesh_.bounds.add(corners[i]);
    mesh_.positions.emplace_back(corners[i] - mesh_.origin);
    mesh_.normals.emplace_back(static_cast<std::int8_t>(std::lround(n.x)), static_cast<std::int8_t>(std::lround(n.y)),
                               static_cast<std::int8_t>(std::lround(n.z)), 0);
    mesh_.features.push_back(feature_);
    mesh_.kinds.push_back(static_cast<std::uint8_t>(kind));
    if (!texcoords.empty()) {
      mesh_.texcoords.push_back(texcoords[i]);
    }
  }
  for (std::uint32_t i = 2; i < corners.size(); ++i) {
    mesh_.indices.insert(mesh_.indices.end(), {first, first + i - 1, first + i});
  }
}

void MeshBuilder::walls(const std::vector<glm::dvec2>& ring, double low, double high) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const glm::dvec2& a = ring[i];
    const glm::dvec2& b = ring[(i + 1) % ring.size()];
    polygon({{a.x, a.y, low}, {b.x, b.y, low}, {b.x, b.y, high}, {a.x, a.y, high}}, model::SurfaceKind::Wall);
  }
}

std::shared_ptr<const tiling::TileMesh> MeshBuilder::finish() {
  if (mesh_.parts.empty()) {
    mesh_.parts.push_back({0, static_cast<std::uint32_t>(mesh_.indices.size()), model::kNone, false});
  }
  return std::make_shared<tiling::TileMesh>(std::move(mesh_));
}

}  // namespace belvedere::golden
