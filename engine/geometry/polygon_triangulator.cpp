#include "engine/geometry/polygon_triangulator.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <limits>
#include <utility>

#include "engine/geometry/detail/ear_clipper.h"
#include "engine/geometry/detail/hole_bridges.h"
#include "engine/geometry/detail/ring_graph.h"

namespace belvedere::geometry {
namespace {

constexpr double kAbsurdCoordinate = 1e9;  // metres; the earth's radius is 6.4e6
constexpr double kNonPlanarMetres = 0.1;
constexpr double kNeedle = 1e-9;  // height over length under which a ring has no area
constexpr double kCoordinateNoise = 4.0 * std::numeric_limits<double>::epsilon();
constexpr double kCrossingAreaShare = 1e-6;  // triangles that differ from the ring by more betray a crossing

double largest(const glm::dvec3& p) { return std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}); }

bool isSane(const glm::dvec3& p) {
  return std::abs(p.x) < kAbsurdCoordinate && std::abs(p.y) < kAbsurdCoordinate && std::abs(p.z) < kAbsurdCoordinate;
}

bool hasNoArea(double area2, double extent, double magnitude) {
  return !(area2 > extent * (kNeedle * extent + kCoordinateNoise * magnitude));
}

TriangulatedPolygon leftOut(std::uint32_t faults) { return {false, faults, glm::dvec3(0.0), 0.0}; }

void append(std::vector<std::uint32_t>& indices, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  const std::uint32_t triangle[] = {a, b, c};
  indices.insert(indices.end(), triangle, triangle + 3);
}

TriangulatedPolygon triangulateTriangle(const glm::dvec3* p, std::vector<std::uint32_t>& indices) {
  if (!isSane(p[0]) || !isSane(p[1]) || !isSane(p[2])) {
    return leftOut(kNotFinite);
  }
  const glm::dvec3 ab = p[1] - p[0];
  const glm::dvec3 ac = p[2] - p[0];
  const glm::dvec3 bc = p[2] - p[1];
  const glm::dvec3 normal = glm::cross(ab, ac);
  const double area2 = std::sqrt(glm::dot(normal, normal));
  const double extent = std::max({largest(ab), largest(ac), largest(bc)});
  if (hasNoArea(area2, extent, largest(p[0]))) {
    const bool isRepeated = p[0] == p[1] || p[1] == p[2] || p[2] == p[0];
    return leftOut(isRepeated ? kRepeatedPoints | kTooFewPoints : kZeroArea);
  }
  append(indices, 0, 1, 2);
  return {true, kNoFault, normal / area2, area2 * 0.5};
}

// The diagonal that splits a simple quad: 0 for corners 0 and 2, 1 for corners 1 and 3, -1 where the quad is not simple
// or has corners on a line. `corner[i]` is positive where the ring turns left at corner i.
int quadDiagonal(const double (&corner)[4], double noise, const glm::dvec3& d02, const glm::dvec3& d13) {
  int others = 0;
  int other = 0;
  for (int i = 0; i < 4; ++i) {
    if (!(corner[i] > noise)) {
      ++others;
      other = i;
    }
  }
  if (others == 1) {
    return other % 2;  // a reflex or straight corner must be an end of the diagonal
  }
  if (others > 1) {
    return -1;
  }
  // The shorter one; the first where they are equal but for rounding, as in a rectangle.
  return glm::dot(d13, d13) < glm::dot(d02, d02) * (1.0 - 1e-6) ? 1 : 0;
}

// Takes quads without fault; leaves all others (false) to the general way.
bool triangulateQuad(const glm::dvec3* p, std::vector<std::uint32_t>& indices, TriangulatedPolygon& out) {
  if (!isSane(p[0]) || !isSane(p[1]) || !isSane(p[2]) || !isSane(p[3])) {
    return false;
  }
  const glm::dvec3 edges[4] = {p[1] - p[0], p[2] - p[1], p[3] - p[2], p[0] - p[3]};
  const glm::dvec3 d02 = p[2] - p[0];
  const glm::dvec3 d13 = p[3] - p[1];
  const glm::dvec3 normal = glm::cross(d02, d13);
  const double area2 = std::sqrt(glm::dot(normal, normal));
  const double extent = std::max({largest(d02), largest(d13), largest(edges[0]), largest(edges[1])});
  const double magnitude = largest(p[0]);
  if (hasNoArea(area2, extent, magnitude)) {
    return false;
  }
  const double corner[4] = {
      glm::dot(glm::cross(edges[3], edges[0]), normal), glm::dot(glm::cross(edges[0], edges[1]), normal),
      glm::dot(glm::cross(edges[1], edges[2]), normal), glm::dot(glm::cross(edges[2], edges[3]), normal)};
  const double noise = area2 * extent * kCoordinateNoise * magnitude;
  const int diagonal = quadDiagonal(corner, noise, d02, d13);
  if (diagonal < 0) {
    return false;
  }
  const std::uint32_t s = static_cast<std::uint32_t>(diagonal);
  append(indices, s, s + 1, s + 2);
  append(indices, s + 2, (s + 3) % 4, s);
  const double offPlane = std::abs(glm::dot(edges[0] + edges[2], normal)) / (4.0 * area2);
  out = {true, offPlane > kNonPlanarMetres ? kNonPlanar : kNoFault, normal / area2, area2 * 0.5};
  return true;
}

// The plane without the axis that the normal follows most: coordinates stay as they are, and the ring turns
// counter-clockwise.
struct Projection {
  int u, v, dropped;
  explicit Projection(const glm::dvec3& normal) {
    const glm::dvec3 size(std::abs(normal.x), std::abs(normal.y), std::abs(normal.z));
    dropped = size.z >= size.x && size.z >= size.y ? 2 : size.x >= size.y ? 0 : 1;
    u = (dropped + 1) % 3;
    v = (dropped + 2) % 3;
    if (normal[dropped] < 0.0) {
      std::swap(u, v);
    }
  }
  glm::dvec2 operator()(const glm::dvec3& p) const { return {p[u], p[v]}; }
};

struct Ring {
  std::uint32_t begin, end;
};

}  // namespace

struct PolygonTriangulator::Scratch {
  std::vector<std::uint32_t> kept;  ///< indices of the rings' points without repetitions
  std::vector<Ring> rings;          ///< into kept
  std::vector<std::uint32_t> firstNodes;
  detail::RingGraph graph;
  detail::HoleBridges bridges;
  detail::EarClipper clipper;

  TriangulatedPolygon triangulate(std::span<const glm::dvec3> positions, std::span<const std::uint32_t> ringEnds,
                                  std::vector<std::uint32_t>& indices);
  std::uint32_t collectRings(std::span<const glm::dvec3> positions, std::span<const std::uint32_t> ringEnds);
  glm::dvec3 ringVector(std::span<const glm::dvec3> positions, const Ring& ring) const;
  double ringExtent(std::span<const glm::dvec3> positions, const Ring& ring) const;
  double largestOffset(std::span<const glm::dvec3> positions, const glm::dvec3& normal) const;
  bool isConvex(std::span<const glm::dvec3> positions, const Projection& project, double tolerance) const;
  void fan(std::vector<std::uint32_t>& indices);
  void buildGraph(std::span<const glm::dvec3> positions, const Projection& project, const glm::dvec3& normal);
};

std::string_view polygonFaultCode(PolygonFault fault) {
  switch (fault) {
    case kTooFewPoints:
      return "101";
    case kRepeatedPoints:
      return "102";
    case kRingNotClosed:
      return "103";
    case kRingSelfIntersection:
      return "104";
    case kNonPlanar:
      return "203";
    case kHoleOutside:
      return "206";
    case kZeroArea:
      return "zero-area";
    case kNotFinite:
      return "not-finite";
    case kNoFault:
      break;
  }
  return "";
}

glm::dvec3 newellVector(std::span<const glm::dvec3> ring) {
  glm::dvec3 sum(0.0);
  for (std::size_t i = 2; i < ring.size(); ++i) {
    sum += glm::cross(ring[i - 1] - ring[0], ring[i] - ring[0]);
  }
  return sum;
}

PolygonTriangulator::PolygonTriangulator() : scratch_(std::make_unique<Scratch>()) {}
PolygonTriangulator::PolygonTriangulator(PolygonTriangulator&&) noexcept = default;
PolygonTriangulator& PolygonTriangulator::operator=(PolygonTriangulator&&) noexcept = default;
PolygonTriangulator::~PolygonTriangulator() = default;

TriangulatedPolygon PolygonTriangulator::triangulate(std::span<const glm::dvec3> positions,
                                                     std::span<const std::uint32_t> ringEnds,
                                                     std::vector<std::uint32_t>& indices) {
  if (ringEnds.size() == 1 && positions.size() >= ringEnds[0]) {
    if (ringEnds[0] == 3) {
      return triangulateTriangle(positions.data(), indices);
    }
    TriangulatedPolygon quad;
    if (ringEnds[0] == 4 && triangulateQuad(positions.data(), indices, quad)) {
      return quad;
    }
  }
  return scratch_->triangulate(positions, ringEnds, indices);
}

TriangulatedPolygon PolygonTriangulator::Scratch::triangulate(std::span<const glm::dvec3> positions,
                                                              std::span<const std::uint32_t> ringEnds,
                                                              std::vector<std::uint32_t>& indices) {
  TriangulatedPolygon out;
  out.faults = collectRings(positions, ringEnds);
  if ((out.faults & kNotFinite) != 0 || rings.empty()) {
    return out;
  }
  const glm::dvec3 vector = ringVector(positions, rings[0]);
  const double area2 = glm::length(vector);
  const double magnitude = largest(positions[kept[0]]);
  const double extent = ringExtent(positions, rings[0]);
  if (hasNoArea(area2, extent, magnitude)) {
    return leftOut(out.faults | kZeroArea);
  }
  out.normal = vector / area2;
  out.areaSquareMetres = area2 * 0.5;
  if (largestOffset(positions, out.normal) > kNonPlanarMetres) {
    out.faults |= kNonPlanar;
  }
  const Projection project(out.normal);
  const double tolerance = kCoordinateNoise * (magnitude + extent);
  if (rings.size() == 1 && isConvex(positions, project, tolerance)) {
    fan(indices);
    out.isUsable = true;
    return out;
  }
  buildGraph(positions, project, out.normal);
  const double planeShare = largest(out.normal);  // of the area that shows in the projection
  if (rings.size() > 1) {
    bridges.join(graph, firstNodes, tolerance);
  }
  for (std::size_t ring = 1; ring < rings.size(); ++ring) {
    if (bridges.isJoined(static_cast<std::uint32_t>(ring))) {
      out.areaSquareMetres -= std::abs(ringVector(positions, rings[ring])[project.dropped]) * 0.5 / planeShare;
    } else {
      out.faults |= kHoleOutside;
    }
  }
  const std::size_t before = indices.size();
  const double cutArea = clipper.clip(graph, firstNodes[0], tolerance, indices) * 0.5 / planeShare;
  if (clipper.hasMetCrossing() ||
      std::abs(cutArea - out.areaSquareMetres) > kCrossingAreaShare * (out.areaSquareMetres + cutArea)) {
    out.faults |= kRingSelfIntersection;
  }
  out.isUsable = indices.size() > before;
  return out.isUsable ? out : leftOut(out.faults | kZeroArea);
}

std::uint32_t PolygonTriangulator::Scratch::collectRings(std::span<const glm::dvec3> positions,
                                                         std::span<const std::uint32_t> ringEnds) {
  kept.clear();
  rings.clear();
  std::uint32_t faults = kNoFault;
  std::uint32_t begin = 0;
  for (const std::uint32_t end : ringEnds) {
    const auto keptBegin = static_cast<std::uint32_t>(kept.size());
    for (std::uint32_t i = begin; i < end && i < positions.size(); ++i) {
      if (!isSane(positions[i])) {
        return faults | kNotFinite;
      }
      if (kept.size() > keptBegin && positions[kept.back()] == positions[i]) {
        faults |= kRepeatedPoints;
      } else {
        kept.push_back(i);
      }
    }
    while (kept.size() > keptBegin + 1 && positions[kept.back()] == positions[kept[keptBegin]]) {
      kept.pop_back();
      faults |= kRepeatedPoints;
    }
    begin = std::max(begin, end);
    if (kept.size() >= keptBegin + 3) {
      rings.push_back({keptBegin, static_cast<std::uint32_t>(kept.size())});
      continue;
    }
    faults |= kTooFewPoints;
    kept.resize(keptBegin);
    if (rings.empty()) {
      return faults;  // without an outer ring there is nothing to cut
    }
  }
  return rings.empty() ? faults | kTooFewPoints : faults;
}

glm::dvec3 PolygonTriangulator::Scratch::ringVector(std::span<const glm::dvec3> positions, const Ring& ring) const {
  const glm::dvec3 origin = positions[kept[ring.begin]];
  glm::dvec3 sum(0.0);
  glm::dvec3 previous = positions[kept[ring.begin + 1]] - origin;
  for (std::uint32_t i = ring.begin + 2; i < ring.end; ++i) {
    const glm::dvec3 here = positions[kept[i]] - origin;
    sum += glm::cross(previous, here);
    previous = here;
  }
  return sum;
}

double PolygonTriangulator::Scratch::ringExtent(std::span<const glm::dvec3> positions, const Ring& ring) const {
  double extent = 0.0;
  for (std::uint32_t i = ring.begin + 1; i < ring.end; ++i) {
    extent = std::max(extent, largest(positions[kept[i]] - positions[kept[ring.begin]]));
  }
  return extent;
}

double PolygonTriangulator::Scratch::largestOffset(std::span<const glm::dvec3> positions,
                                                   const glm::dvec3& normal) const {
  const glm::dvec3 origin = positions[kept[0]];
  double sum = 0.0;
  double low = 0.0;
  double high = 0.0;
  for (std::uint32_t i = 0; i < rings[0].end; ++i) {
    const double offset = glm::dot(positions[kept[i]] - origin, normal);
    sum += offset;
    low = std::min(low, offset);
    high = std::max(high, offset);
  }
  const double mean = sum / rings[0].end;
  return std::max(high - mean, mean - low);
}

bool PolygonTriangulator::Scratch::isConvex(std::span<const glm::dvec3> positions, const Projection& project,
                                            double tolerance) const {
  const std::uint32_t count = rings[0].end;
  const auto at = [&](std::uint32_t i) { return project(positions[kept[i % count]]); };
  int xTurns = 0;  // a ring that goes round once changes its direction along x twice
  glm::dvec2 edge = at(count) - at(count - 1);
  bool isRightwards = edge.x > 0.0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const glm::dvec2 next = at(i + 1) - at(i);
    const double noise = tolerance * (std::abs(edge.x) + std::abs(edge.y) + std::abs(next.x) + std::abs(next.y));
    if (!(edge.x * next.y - edge.y * next.x > noise)) {
      return false;
    }
    if ((next.x > 0.0) != isRightwards) {
      isRightwards = !isRightwards;
      ++xTurns;
    }
    edge = next;
  }
  return xTurns <= 2;
}

void PolygonTriangulator::Scratch::fan(std::vector<std::uint32_t>& indices) {
  // Cuts off every second corner in turns, which gives rounder triangles than a fan around one corner.
  std::size_t count = kept.size();
  while (count > 2) {
    std::size_t left = 0;
    for (std::size_t i = 0; i < count; i += 2) {
      if (i + 1 < count) {
        append(indices, kept[i], kept[i + 1], i + 2 < count ? kept[i + 2] : kept[0]);
      }
      kept[left++] = kept[i];
    }
    count = left;
  }
}

void PolygonTriangulator::Scratch::buildGraph(std::span<const glm::dvec3> positions, const Projection& project,
                                              const glm::dvec3& normal) {
  graph.clear();
  firstNodes.clear();
  const glm::dvec3 origin = positions[kept[0]];
  for (std::size_t r = 0; r < rings.size(); ++r) {
    const Ring ring = rings[r];
    const auto first = static_cast<std::uint32_t>(graph.nodes.size());
    firstNodes.push_back(first);
    const bool isReversed = r > 0 && glm::dot(ringVector(positions, ring), normal) > 0.0;
    for (std::uint32_t i = ring.begin; i < ring.end; ++i) {
      const std::uint32_t vertex = kept[isReversed ? ring.end - 1 - (i - ring.begin) : i];
      graph.append(project(positions[vertex] - origin), vertex, static_cast<std::uint32_t>(r), first);
    }
  }
}

}  // namespace belvedere::geometry
