#include "engine/tiling/planar_collector.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace belvedere::tiling {

namespace {

/// The plan of a run of positions; empty if one of them is no place.
PlanRing planOf(const model::FeatureBatch& batch, std::uint32_t first, std::uint32_t count) {
  PlanRing plan;
  plan.reserve(count + 1);
  for (std::uint32_t i = 0; i < count; ++i) {
    const glm::dvec3& position = batch.positions[first + i];
    if (!std::isfinite(position.x + position.y)) {
      return {};
    }
    plan.emplace_back(position.x, position.y);
  }
  return plan;
}

}  // namespace

void PlanarCollector::addPolygons(const model::FeatureBatch& batch, std::uint32_t firstFeature) {
  for (std::uint32_t i = 0; i < batch.polygons.size(); ++i) {
    addPolygon(batch, i, firstFeature);
  }
}

void PlanarCollector::addPolygon(const model::FeatureBatch& batch, std::uint32_t polygon, std::uint32_t firstFeature) {
  const model::PolygonPart& part = batch.polygons[polygon];
  std::vector<PlanRing> rings;
  for (std::uint32_t r = 0; r < part.ringCount; ++r) {
    const model::Ring& ring = batch.rings[part.firstRing + r];
    rings.push_back(planOf(batch, ring.firstPosition, ring.positionCount));
  }
  std::vector<PlanRing> outlines = rings;
  if (!triangulator_.add(areas_, firstFeature + part.feature, std::move(rings))) {
    ++leftOut_;
    return;
  }
  for (PlanRing& outline : outlines) {
    if (outline.size() >= 3) {
      outline.push_back(outline.front());
      lines_.add(firstFeature + part.feature, outline);
    }
  }
}

void PlanarCollector::addLines(const model::FeatureBatch& batch, std::uint32_t firstFeature) {
  for (const model::LinePart& part : batch.lines) {
    const PlanRing line = planOf(batch, part.firstPosition, part.positionCount);
    if (line.size() < 2) {
      ++leftOut_;
      continue;
    }
    lines_.add(firstFeature + part.feature, line);
  }
}

void PlanarCollector::addPoints(const model::FeatureBatch& batch, std::uint32_t firstFeature) {
  for (const model::PointPart& part : batch.points) {
    const glm::dvec3& position = batch.positions[part.position];
    if (!std::isfinite(position.x + position.y)) {
      ++leftOut_;
      continue;
    }
    points_.positions.emplace_back(position.x, position.y);
    points_.features.push_back(firstFeature + part.feature);
  }
}

PlanarLayer PlanarCollector::finish() {
  areas_.buildIndex();
  lines_.buildIndex();
  points_.buildIndex();
  PlanarLayer layer;
  layer.areas = std::make_shared<const PlanPatches>(std::exchange(areas_, {}));
  layer.lines = std::make_shared<const PlanLines>(std::exchange(lines_, {}));
  layer.points = std::make_shared<const PlanPoints>(std::exchange(points_, {}));
  return layer;
}

}  // namespace belvedere::tiling
