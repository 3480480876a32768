#include "engine/streaming/object_grounder.h"

#include <array>
#include <cmath>
#include <vector>

namespace belvedere::streaming {

namespace {

/// Index of the object that each feature is a part of.
std::vector<std::uint32_t> rootsOf(const model::FeatureBatch& batch) {
  std::vector<std::uint32_t> roots(batch.features.size());
  for (std::uint32_t i = 0; i < roots.size(); ++i) {
    const std::uint32_t parent = batch.features[i].parent;
    roots[i] = parent < i ? roots[parent] : i;
  }
  return roots;
}

/// Calls f(feature, first position, count) for each run of positions that belongs to a feature.
template <class F>
void forEachRun(const model::FeatureBatch& batch, const F& f) {
  for (const model::Surface& surface : batch.surfaces) f(surface.feature, surface.firstPosition, surface.positionCount);
  for (const model::PointPart& point : batch.points) f(point.feature, point.position, 1U);
  for (const model::LinePart& line : batch.lines) f(line.feature, line.firstPosition, line.positionCount);
  for (const model::PolygonPart& polygon : batch.polygons) {
    for (std::uint32_t ring = 0; ring < polygon.ringCount; ++ring) {
      const model::Ring& run = batch.rings[polygon.firstRing + ring];
      f(polygon.feature, run.firstPosition, run.positionCount);
    }
  }
}

}  // namespace

std::optional<double> ObjectGrounder::heightUnder(const geo::Bounds2& box) {
  if (box.isEmpty()) {
    return std::nullopt;
  }
  if (box.size().x == 0.0 && box.size().y == 0.0) {
    return ground_.heightAt(box.min);
  }
  const std::vector<glm::dvec2> ring{box.min, {box.max.x, box.min.y}, box.max, {box.min.x, box.max.y}};
  return tiling::lowestUnder(ground_, std::array{ring});
}

std::optional<double> ObjectGrounder::liftOf(const geo::Bounds3& box) {
  const std::optional<double> ground = heightUnder(box.plan());
  if (!ground) {
    return std::nullopt;
  }
  return *ground - (reference_ == geo::HeightReference::OnGround ? box.min.z : -sceneOriginHeight_);
}

void ObjectGrounder::place(model::FeatureBatch& batch) {
  if (reference_ == geo::HeightReference::AsDeclared) {
    return;
  }
  const std::vector<std::uint32_t> roots = rootsOf(batch);
  std::vector<geo::Bounds3> boxes(roots.size());
  forEachRun(batch, [&](std::uint32_t feature, std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t i = first; i < first + count; ++i) {
      const glm::dvec3& place = batch.positions[i];
      if (std::isfinite(place.x + place.y + place.z)) {
        boxes[roots[feature]].add(place);
      }
    }
  });
  std::vector<double> lifts(roots.size(), 0.0);
  for (std::size_t i = 0; i < roots.size(); ++i) {
    if (roots[i] != i) {
      continue;
    }
    const bool goesOn = i == 0 && batch.features[i].isContinued != 0;
    lastLift_ = goesOn ? lastLift_ : liftOf(boxes[i]);
    lifts[i] = lastLift_.value_or(0.0);
    withoutRelief_ += !goesOn && !lastLift_ && !boxes[i].isEmpty() ? 1U : 0U;
  }
  forEachRun(batch, [&](std::uint32_t feature, std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t i = first; i < first + count; ++i) {
      batch.positions[i].z += lifts[roots[feature]];
    }
  });
}

}  // namespace belvedere::streaming
