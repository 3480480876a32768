#include "engine/tiling/extruder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/tiling/plan_triangulator.h"

namespace belvedere::tiling {

namespace {

constexpr double kTallestMetres = 2000.0;

std::optional<double> numberOf(const model::FeatureBatch& batch, std::uint32_t feature, const std::string& name) {
  if (name.empty() || feature >= batch.attributes.featureCount()) {
    return std::nullopt;
  }
  const std::optional<std::uint32_t> column = batch.attributes.findColumn(name);
  return column ? batch.attributes.number(feature, *column) : std::nullopt;
}

model::Surface beginSurface(const model::FeatureBatch& batch, std::uint32_t feature, model::SurfaceKind kind) {
  model::Surface surface;
  surface.feature = feature;
  surface.firstIndex = static_cast<std::uint32_t>(batch.triangles.size());
  surface.firstPosition = static_cast<std::uint32_t>(batch.positions.size());
  surface.lod = 10;
  surface.kind = kind;
  return surface;
}

}  // namespace

ExtrusionCounts Extruder::extrude(model::FeatureBatch& batch, GroundHeights* ground, std::vector<std::uint32_t>& flat) {
  ExtrusionCounts counts;
  for (std::size_t first = 0; first < batch.polygons.size();) {
    const std::uint32_t feature = batch.polygons[first].feature;
    std::size_t end = first + 1;
    while (end < batch.polygons.size() && batch.polygons[end].feature == feature) {
      ++end;
    }
    const double height = heightOf(batch, feature);
    if (height > 0.0) {
      gather(batch, first, end);
      if (!rings_.empty()) {
        const double base = baseOf(batch, feature, height, ground, counts);
        addBlock(batch, feature, base, base + height);
        ++counts.blocks;
      }
    } else {
      ++counts.withoutHeight;
      for (std::size_t i = first; i < end; ++i) {
        flat.push_back(static_cast<std::uint32_t>(i));
      }
    }
    first = end;
  }
  if (!batch.texcoords.empty()) {
    batch.texcoords.resize(batch.positions.size());
  }
  return counts;
}

double Extruder::heightOf(const model::FeatureBatch& batch, std::uint32_t feature) const {
  const double height = numberOf(batch, feature, rules_.heightAttribute).value_or(rules_.heightConstant);
  if (height > 0.0 && height < kTallestMetres) {
    return height;
  }
  return rules_.heightConstant;
}

/// Takes the rings of a feature's polygons, turned the right way; polygons with a place that is not finite are left
/// out.
void Extruder::gather(const model::FeatureBatch& batch, std::size_t firstPolygon, std::size_t endPolygon) {
  rings_.clear();
  polygonStarts_.assign(1, 0);
  lowestOwnHeight_ = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = firstPolygon; i < endPolygon; ++i) {
    const model::PolygonPart& polygon = batch.polygons[i];
    for (std::uint32_t r = 0; r < polygon.ringCount; ++r) {
      const model::Ring& ring = batch.rings[polygon.firstRing + r];
      std::vector<glm::dvec2> plan;
      plan.reserve(ring.positionCount);
      for (std::uint32_t k = 0; k < ring.positionCount; ++k) {
        const glm::dvec3& p = batch.positions[ring.firstPosition + k];
        if (std::isfinite(p.x + p.y) && (plan.empty() || plan.back() != glm::dvec2(p.x, p.y))) {
          plan.emplace_back(p.x, p.y);
        }
        lowestOwnHeight_ = std::fmin(lowestOwnHeight_, p.z);
      }
      const double area = twiceArea(plan);
      if (plan.size() < 3 || area == 0.0) {
        if (r == 0) {
          break;
        }
        continue;
      }
      if ((area > 0.0) != (r == 0)) {
        std::reverse(plan.begin(), plan.end());
      }
      rings_.push_back(std::move(plan));
    }
    if (rings_.size() > polygonStarts_.back()) {
      polygonStarts_.push_back(rings_.size());
    }
  }
}

double Extruder::baseOf(const model::FeatureBatch& batch, std::uint32_t feature, double height, GroundHeights* ground,
                        ExtrusionCounts& counts) const {
  if (ground != nullptr) {
    if (const std::optional<double> lowest = lowestUnder(*ground, rings_)) {
      return *lowest;
    }
  }
  const std::optional<double> stated = numberOf(batch, feature, rules_.baseAttribute);
  if (stated && (isGroundHeight(*stated) || *stated == 0.0)) {
    return *stated - rules_.sceneOriginHeight;
  }
  const double own = lowestOwnHeight_ + rules_.sceneOriginHeight;
  if (isGroundHeight(own)) {
    return lowestOwnHeight_ - height;
  }
  ++counts.withoutBase;
  return -rules_.sceneOriginHeight;
}

void Extruder::addBlock(model::FeatureBatch& batch, std::uint32_t feature, double base, double top) {
  for (const std::vector<glm::dvec2>& ring : rings_) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      addWall(batch, feature, ring[i], ring[(i + 1) % ring.size()], base, top);
    }
  }
  for (std::size_t i = 0; i + 1 < polygonStarts_.size(); ++i) {
    addRoof(batch, feature, polygonStarts_[i], polygonStarts_[i + 1], top);
  }
}

void Extruder::addWall(model::FeatureBatch& batch, std::uint32_t feature, const glm::dvec2& a, const glm::dvec2& b,
                       double base, double top) {
  if (a == b) {
    return;
  }
  model::Surface wall = beginSurface(batch, feature, model::SurfaceKind::Wall);
  batch.positions.insert(batch.positions.end(), {{a.x, a.y, base}, {b.x, b.y, base}, {b.x, b.y, top}, {a.x, a.y, top}});
  const std::uint32_t first = wall.firstPosition;
  batch.triangles.insert(batch.triangles.end(), {first, first + 1, first + 2, first, first + 2, first + 3});
  wall.positionCount = 4;
  wall.indexCount = 6;
  batch.surfaces.push_back(wall);
}

void Extruder::addRoof(model::FeatureBatch& batch, std::uint32_t feature, std::size_t firstRing, std::size_t endRing,
                       double top) {
  model::Surface roof = beginSurface(batch, feature, model::SurfaceKind::Roof);
  roofRingEnds_.clear();
  roofIndices_.clear();
  for (std::size_t r = firstRing; r < endRing; ++r) {
    for (const glm::dvec2& p : rings_[r]) {
      batch.positions.emplace_back(p.x, p.y, top);
    }
    roofRingEnds_.push_back(static_cast<std::uint32_t>(batch.positions.size()) - roof.firstPosition);
  }
  const std::span<const glm::dvec3> positions(batch.positions.data() + roof.firstPosition, roofRingEnds_.back());
  if (!triangulator_.triangulate(positions, roofRingEnds_, roofIndices_).isUsable) {
    batch.positions.resize(roof.firstPosition);
    return;
  }
  roof.positionCount = roofRingEnds_.back();
  roof.indexCount = static_cast<std::uint32_t>(roofIndices_.size());
  for (const std::uint32_t index : roofIndices_) {
    batch.triangles.push_back(index + roof.firstPosition);
  }
  batch.surfaces.push_back(roof);
}

}  // namespace belvedere::tiling
