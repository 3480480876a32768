#include "apps/demo_town/geos_shapes.h"

#include <algorithm>
#include <memory>
#include <ogr_geometry.h>

namespace belvedere::demo {

namespace {

using Geometry = std::unique_ptr<OGRGeometry>;

Points ringPoints(const OGRLinearRing& ring) {
  Points points;
  for (int i = 0; i + 1 < ring.getNumPoints(); ++i) {
    points.emplace_back(ring.getX(i), ring.getY(i));
  }
  if (signedArea(points) < 0.0) {
    std::reverse(points.begin(), points.end());
  }
  return points;
}

void collect(const OGRGeometry* geometry, std::vector<Points>& rings) {
  if (geometry == nullptr) {
    return;
  }
  const OGRwkbGeometryType type = wkbFlatten(geometry->getGeometryType());
  if (type == wkbPolygon) {
    if (const OGRLinearRing* ring = geometry->toPolygon()->getExteriorRing(); ring != nullptr) {
      rings.push_back(ringPoints(*ring));
    }
  } else if (type == wkbMultiPolygon || type == wkbGeometryCollection) {
    for (const OGRGeometry* part : geometry->toGeometryCollection()) {
      collect(part, rings);
    }
  }
}

void addPoints(OGRSimpleCurve& curve, std::span<const Vec2> points) {
  curve.setNumPoints(static_cast<int>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    curve.setPoint(static_cast<int>(i), points[i].x, points[i].y);
  }
}

Geometry polygonOf(const Points& ring) {
  OGRLinearRing outer;
  addPoints(outer, ring);
  outer.closeRings();
  auto polygon = std::make_unique<OGRPolygon>();
  polygon->addRing(&outer);
  return polygon;
}

}  // namespace

std::vector<Points> enclosedFaces(const std::vector<Points>& lines) {
  OGRMultiLineString all;
  for (const Points& line : lines) {
    auto curve = std::make_unique<OGRLineString>();
    addPoints(*curve, line);
    all.addGeometryDirectly(curve.release());
  }
  std::vector<Points> faces;
  const Geometry joined(all.Union(&all));
  if (joined != nullptr) {
    const Geometry polygons(joined->Polygonize());
    collect(polygons.get(), faces);
  }
  return faces;
}

std::vector<Points> withoutCorridors(const Points& ring, const std::vector<Corridor>& corridors) {
  constexpr int kSegmentsPerQuarter = 3;
  Geometry rest = polygonOf(ring);
  for (const Corridor& corridor : corridors) {
    OGRLineString line;
    addPoints(line, corridor.line);
    const Geometry room(line.Buffer(corridor.halfWidth, kSegmentsPerQuarter));
    if (room == nullptr || rest == nullptr) {
      continue;
    }
    if (Geometry less(rest->Difference(room.get())); less != nullptr) {
      rest = std::move(less);
    }
  }
  std::vector<Points> pieces;
  collect(rest.get(), pieces);
  return pieces;
}

}  // namespace belvedere::demo
