#include "engine/tiling/absolute_builder.h"

#include <cmath>
#include <glm/common.hpp>

namespace belvedere::tiling {

namespace {

bool isFinite(const glm::dvec3& p) { return std::isfinite(p.x + p.y + p.z); }

bool areFinite(const model::FeatureBatch& batch, std::uint32_t first, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!isFinite(batch.positions[first + i])) {
      return false;
    }
  }
  return true;
}

bool hasHeights(const model::FeatureBatch& batch, const model::PolygonPart& polygon) {
  for (std::uint32_t r = 0; r < polygon.ringCount; ++r) {
    const model::Ring& ring = batch.rings[polygon.firstRing + r];
    if (!areFinite(batch, ring.firstPosition, ring.positionCount)) {
      return false;
    }
  }
  return polygon.ringCount > 0;
}

template <class Mesh>
void addPosition(Mesh& mesh, const glm::dvec3& position, std::uint32_t feature) {
  if (mesh.positions.empty()) {
    mesh.origin = glm::round(position);
  }
  mesh.bounds.add(position);
  mesh.positions.emplace_back(position - mesh.origin);
  mesh.features.push_back(feature);
}

}  // namespace

std::size_t addPolygonSurfaces(model::FeatureBatch& batch, geometry::PolygonTriangulator& triangulator,
                               std::vector<std::uint32_t>& flat) {
  std::size_t withoutArea = 0;
  std::vector<std::uint32_t> ringEnds;
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 0; i < batch.polygons.size(); ++i) {
    const model::PolygonPart polygon = batch.polygons[i];
    if (!hasHeights(batch, polygon)) {
      flat.push_back(i);
      continue;
    }
    model::Surface surface;
    surface.feature = polygon.feature;
    surface.firstIndex = static_cast<std::uint32_t>(batch.triangles.size());
    surface.firstPosition = static_cast<std::uint32_t>(batch.positions.size());
    surface.lod = 255;
    surface.isTwoSided = 1;
    ringEnds.clear();
    indices.clear();
    for (std::uint32_t r = 0; r < polygon.ringCount; ++r) {
      const model::Ring ring = batch.rings[polygon.firstRing + r];
      for (std::uint32_t k = 0; k < ring.positionCount; ++k) {
        const glm::dvec3 position = batch.positions[ring.firstPosition + k];
        batch.positions.push_back(position);
      }
      ringEnds.push_back(static_cast<std::uint32_t>(batch.positions.size()) - surface.firstPosition);
    }
    surface.positionCount = ringEnds.back();
    const std::span<const glm::dvec3> positions(batch.positions.data() + surface.firstPosition, surface.positionCount);
    if (!triangulator.triangulate(positions, ringEnds, indices).isUsable) {
      batch.positions.resize(surface.firstPosition);
      ++withoutArea;
      continue;
    }
    surface.indexCount = static_cast<std::uint32_t>(indices.size());
    for (const std::uint32_t index : indices) {
      batch.triangles.push_back(index + surface.firstPosition);
    }
    batch.surfaces.push_back(surface);
  }
  if (!batch.texcoords.empty()) {
    batch.texcoords.resize(batch.positions.size());
  }
  return withoutArea;
}

LineMesh takeLines(model::FeatureBatch& batch, std::uint32_t firstFeature) {
  LineMesh mesh;
  std::vector<model::LinePart> left;
  for (const model::LinePart& line : batch.lines) {
    if (line.positionCount < 2 || !areFinite(batch, line.firstPosition, line.positionCount)) {
      left.push_back(line);
      continue;
    }
    mesh.lineStarts.push_back(static_cast<std::uint32_t>(mesh.positions.size()));
    for (std::uint32_t i = 0; i < line.positionCount; ++i) {
      addPosition(mesh, batch.positions[line.firstPosition + i], firstFeature + line.feature);
    }
  }
  if (!mesh.positions.empty()) {
    mesh.lineStarts.push_back(static_cast<std::uint32_t>(mesh.positions.size()));
  }
  batch.lines = std::move(left);
  return mesh;
}

SymbolSet takePoints(model::FeatureBatch& batch, std::uint32_t firstFeature) {
  SymbolSet symbols;
  std::vector<model::PointPart> left;
  for (const model::PointPart& point : batch.points) {
    if (isFinite(batch.positions[point.position])) {
      addPosition(symbols, batch.positions[point.position], firstFeature + point.feature);
    } else {
      left.push_back(point);
    }
  }
  batch.points = std::move(left);
  return symbols;
}

}  // namespace belvedere::tiling
