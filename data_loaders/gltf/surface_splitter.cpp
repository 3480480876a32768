#include "data_loaders/gltf/surface_splitter.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <numeric>
#include <tuple>

namespace belvedere::loaders::gltf {
namespace {

constexpr double kSameDirection = 0.99939;  // cosine of 2 degrees
constexpr double kSamePlaneMetres = 0.005;
constexpr float kSameColour = 0.02F;
constexpr std::uint32_t kFree = 0xFFFFFFFFU;

/// One side of a triangle between two places, the smaller first.
struct Edge {
  std::uint32_t a = 0, b = 0, face = 0;
  friend bool operator<(const Edge& p, const Edge& q) {
    return std::tie(p.a, p.b, p.face) < std::tie(q.a, q.b, q.face);
  }
};

bool isBefore(const glm::dvec3& a, const glm::dvec3& b) {
  return a.x != b.x ? a.x < b.x : (a.y != b.y ? a.y < b.y : a.z < b.z);
}

bool isSameColour(const glm::vec4& a, const glm::vec4& b) {
  return std::abs(a.x - b.x) < kSameColour && std::abs(a.y - b.y) < kSameColour && std::abs(a.z - b.z) < kSameColour &&
         std::abs(a.w - b.w) < kSameColour;
}

}  // namespace

void TriangleSoup::clear() {
  positions.clear();
  texcoords.clear();
  colours.clear();
  triangles.clear();
}

void SurfaceSplitter::weld(const TriangleSoup& soup) {
  const std::size_t count = soup.positions.size();
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const glm::dvec3& p = soup.positions[a];
    const glm::dvec3& q = soup.positions[b];
    return p == q ? a < b : isBefore(p, q);
  });
  place_.resize(count);
  std::uint32_t first = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool isNew = i == 0 || soup.positions[order[i]] != soup.positions[order[i - 1]];
    first = isNew ? order[i] : first;
    place_[order[i]] = first;
  }
}

void SurfaceSplitter::measure(const TriangleSoup& soup) {
  faces_.assign(soup.triangles.size() / 3, {});
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    const std::uint32_t* corner = soup.triangles.data() + i * 3;
    const glm::dvec3& a = soup.positions[corner[0]];
    const glm::dvec3 across = glm::cross(soup.positions[corner[1]] - a, soup.positions[corner[2]] - a);
    const double length = glm::length(across);
    Face& face = faces_[i];
    if (length > 0.0 && std::isfinite(length)) {
      face.normal = across / length;
      face.area = length / 2.0;
    }
    if (!soup.colours.empty()) {
      face.colour = (soup.colours[corner[0]] + soup.colours[corner[1]] + soup.colours[corner[2]]) / 3.0F;
    }
  }
}

void SurfaceSplitter::findNeighbours(const TriangleSoup& soup) {
  std::vector<Edge> edges;
  edges.reserve(soup.triangles.size());
  for (std::uint32_t i = 0; i < faces_.size(); ++i) {
    for (std::size_t side = 0; side < 3 && faces_[i].area > 0.0; ++side) {
      const std::uint32_t a = place_[soup.triangles[std::size_t{i} * 3 + side]];
      const std::uint32_t b = place_[soup.triangles[std::size_t{i} * 3 + (side + 1) % 3]];
      edges.push_back({std::min(a, b), std::max(a, b), i});
    }
  }
  std::sort(edges.begin(), edges.end());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::size_t i = 0; i < edges.size();) {
    std::size_t end = i + 1;
    while (end < edges.size() && edges[end].a == edges[i].a && edges[end].b == edges[i].b) {
      ++end;
    }
    // An edge of very many triangles is no seam of a surface; each is linked to its next only, so that the work stays
    // linear.
    for (std::size_t k = i; k + 1 < end; ++k) {
      pairs.emplace_back(edges[k].face, edges[k + 1].face);
      pairs.emplace_back(edges[k + 1].face, edges[k].face);
    }
    i = end;
  }
  edgeStarts_.assign(faces_.size() + 1, 0);
  for (const auto& [from, to] : pairs) {
    ++edgeStarts_[from + 1];
  }
  std::partial_sum(edgeStarts_.begin(), edgeStarts_.end(), edgeStarts_.begin());
  neighbours_.resize(pairs.size());
  std::vector<std::uint32_t> next(edgeStarts_.begin(), edgeStarts_.end() - 1);
  for (const auto& [from, to] : pairs) {
    neighbours_[next[from]++] = to;
  }
}

bool SurfaceSplitter::belongs(const TriangleSoup& soup, std::uint32_t seed, std::uint32_t face) const {
  const double along = glm::dot(faces_[seed].normal, faces_[face].normal);
  if (!isSameColour(faces_[seed].colour, faces_[face].colour) || along <= 0.0) {
    return false;
  }
  if (along >= kSameDirection) {
    return true;
  }
  // A sliver's own direction says little: it belongs where its corners do.
  const glm::dvec3& origin = soup.positions[soup.triangles[std::size_t{seed} * 3]];
  const auto isInPlane = [&](std::size_t corner) {
    const glm::dvec3& p = soup.positions[soup.triangles[std::size_t{face} * 3 + corner]];
    return std::abs(glm::dot(faces_[seed].normal, p - origin)) <= kSamePlaneMetres;
  };
  return faces_[face].area < faces_[seed].area && isInPlane(0) && isInPlane(1) && isInPlane(2);
}

FlatRun SurfaceSplitter::grow(const TriangleSoup& soup, std::uint32_t seed) {
  FlatRun run;
  std::vector<std::uint32_t> members{seed};
  isTaken_[seed] = 1;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::uint32_t face = members[i];
    for (std::uint32_t n = edgeStarts_[face]; n < edgeStarts_[face + 1]; ++n) {
      const std::uint32_t other = neighbours_[n];
      if (isTaken_[other] == 0 && belongs(soup, seed, other)) {
        isTaken_[other] = 1;
        members.push_back(other);
      }
    }
  }
  glm::vec4 colours(0.0F);
  for (const std::uint32_t face : members) {
    colours += faces_[face].colour;
    for (std::size_t corner = 0; corner < 3; ++corner) {
      const std::uint32_t own = soup.triangles[std::size_t{face} * 3 + corner];
      const std::uint32_t place = place_[own];
      const bool isJoined = soup.texcoords.empty() || soup.texcoords[own] == soup.texcoords[place];
      const std::uint32_t vertex = isJoined ? place : own;
      if (slot_[vertex] == kFree) {
        slot_[vertex] = static_cast<std::uint32_t>(run.vertices.size());
        run.vertices.push_back(vertex);
      }
      run.triangles.push_back(slot_[vertex]);
    }
  }
  run.colour = colours / static_cast<float>(members.size());
  for (const std::uint32_t vertex : run.vertices) {
    slot_[vertex] = kFree;
  }
  return run;
}

std::vector<FlatRun> SurfaceSplitter::split(const TriangleSoup& soup) {
  weld(soup);
  measure(soup);
  findNeighbours(soup);
  isTaken_.assign(faces_.size(), 0);
  slot_.assign(soup.positions.size(), kFree);
  std::vector<std::uint32_t> order(faces_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return faces_[a].area > faces_[b].area; });
  std::vector<FlatRun> runs;
  for (const std::uint32_t face : order) {
    if (isTaken_[face] == 0 && faces_[face].area > 0.0) {
      runs.push_back(grow(soup, face));
    }
  }
  return runs;
}

}  // namespace belvedere::loaders::gltf
