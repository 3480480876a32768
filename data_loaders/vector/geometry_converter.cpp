#include "data_loaders/vector/detail/geometry_converter.h"

#include <cmath>
#include <limits>

namespace belvedere::loaders::vector {
namespace {

constexpr MessageId kNotFinite{"position-not-finite",
                               N_("Positions that are not finite numbers, or absurdly far, were left out."),
                               N_("Repair the source, for example with QGIS's “Fix geometries”.")};
constexpr MessageId kTooFewPoints{"geometry-too-few-points",
                                  N_("Lines of fewer than 2 points, or rings of fewer than 3, were left out."),
                                  N_("Repair the source, for example with QGIS's “Fix geometries”.")};
constexpr MessageId kFaceUnusable{"face-unusable", N_("Faces without area, or with faulty rings, were left out.")};
constexpr MessageId kGeometryUnknown{"geometry-kind-unknown", N_("Geometries of an unknown kind were left out.")};

// No CRS on earth has coordinates beyond this, in metres, feet or degrees.
constexpr double kLargestCoordinate = 1e9;
// A face whose normal leans more than this from upright is no footprint: walls, roofs.
constexpr double kSteepestFootprint = 0.5;

bool isUsable(double value) { return std::isfinite(value) && std::abs(value) < kLargestCoordinate; }

glm::dvec3 ringVector(const OGRLinearRing& ring) {
  std::vector<glm::dvec3> positions;
  const int count = ring.getNumPoints();
  positions.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    positions.emplace_back(ring.getX(i), ring.getY(i), ring.getZ(i));
  }
  return geometry::newellVector(positions);
}

bool isSteep(const OGRPolygon& polygon) {
  const OGRLinearRing* ring = polygon.getExteriorRing();
  if (ring == nullptr || polygon.Is3D() == 0) {
    return false;
  }
  const glm::dvec3 area = ringVector(*ring);
  const double length = std::sqrt(area.x * area.x + area.y * area.y + area.z * area.z);
  return length > 0.0 && std::abs(area.z) < kSteepestFootprint * length;
}

}  // namespace

void GeometryConverter::report(const MessageId& id) {
  diagnostics_.add(Severity::Warning, Message(id), std::string(id_));
}

glm::dvec3 GeometryConverter::position(double x, double y, double z, bool hasHeight) const {
  const double height = hasHeight ? z : std::numeric_limits<double>::quiet_NaN();
  return areSwapped_ ? glm::dvec3(y, x, height) : glm::dvec3(x, y, height);
}

bool GeometryConverter::append(const OGRGeometry& geometry, std::uint32_t feature, std::string_view id,
                               model::FeatureBatch& batch) {
  batch_ = &batch;
  feature_ = feature;
  id_ = id;
  hasDrawn_ = false;
  isFeatureSolid_ = isSolid(geometry);
  add(geometry);
  return hasDrawn_;
}

// A feature is solid when one of its polygons stands upright: its flat faces are roofs and floors then.
bool GeometryConverter::isSolid(const OGRGeometry& geometry) const {
  if (const auto* polygon = dynamic_cast<const OGRPolygon*>(&geometry)) {
    return (arePolygonsSolid_ && polygon->Is3D() != 0) || isSteep(*polygon);
  }
  if (const auto* collection = dynamic_cast<const OGRGeometryCollection*>(&geometry)) {
    for (const OGRGeometry* part : *collection) {
      if (isSolid(*part)) {
        return true;
      }
    }
  }
  return false;
}

void GeometryConverter::add(const OGRGeometry& geometry) {
  if (geometry.IsEmpty() != 0) {
    return;
  }
  if (geometry.hasCurveGeometry() != 0) {
    const std::unique_ptr<OGRGeometry> linear(geometry.getLinearGeometry());
    if (linear != nullptr && linear->hasCurveGeometry() == 0) {
      add(*linear);
    }
    return;
  }
  if (const auto* point = dynamic_cast<const OGRPoint*>(&geometry)) {
    addPoint(*point);
  } else if (const auto* line = dynamic_cast<const OGRSimpleCurve*>(&geometry)) {
    addLine(*line);
  } else if (const auto* polygon = dynamic_cast<const OGRPolygon*>(&geometry)) {
    addPolygon(*polygon);
  } else if (const auto* faces = dynamic_cast<const OGRPolyhedralSurface*>(&geometry)) {
    addFaces(*faces);
  } else if (const auto* collection = dynamic_cast<const OGRGeometryCollection*>(&geometry)) {
    for (const OGRGeometry* part : *collection) {
      add(*part);
    }
  } else {
    report(kGeometryUnknown);
  }
}

void GeometryConverter::addPoint(const OGRPoint& point) {
  if (!isUsable(point.getX()) || !isUsable(point.getY())) {
    report(kNotFinite);
    return;
  }
  batch_->points.push_back({feature_, static_cast<std::uint32_t>(batch_->positions.size())});
  batch_->positions.push_back(position(point.getX(), point.getY(), point.getZ(), point.Is3D() != 0));
  hasDrawn_ = true;
}

bool GeometryConverter::copyPositions(const OGRSimpleCurve& curve, bool isRing) {
  const bool hasHeight = curve.Is3D() != 0;
  int count = curve.getNumPoints();
  if (isRing && count > 1 && curve.getX(0) == curve.getX(count - 1) && curve.getY(0) == curve.getY(count - 1)) {
    --count;
  }
  if (count < (isRing ? 3 : 2)) {
    report(kTooFewPoints);
    return false;
  }
  const std::size_t start = batch_->positions.size();
  for (int i = 0; i < count; ++i) {
    if (!isUsable(curve.getX(i)) || !isUsable(curve.getY(i)) || (hasHeight && !isUsable(curve.getZ(i)))) {
      report(kNotFinite);
      batch_->positions.resize(start);
      return false;
    }
    batch_->positions.push_back(position(curve.getX(i), curve.getY(i), hasHeight ? curve.getZ(i) : 0.0, hasHeight));
  }
  return true;
}

void GeometryConverter::addLine(const OGRSimpleCurve& line) {
  const auto start = static_cast<std::uint32_t>(batch_->positions.size());
  if (copyPositions(line, false)) {
    batch_->lines.push_back({feature_, start, static_cast<std::uint32_t>(batch_->positions.size()) - start});
    hasDrawn_ = true;
  }
}

void GeometryConverter::addPolygon(const OGRPolygon& polygon) {
  if (isFeatureSolid_) {
    addSurface(polygon, true);
  } else {
    addPlanarPolygon(polygon);
  }
}

void GeometryConverter::addPlanarPolygon(const OGRPolygon& polygon) {
  const auto firstRing = static_cast<std::uint32_t>(batch_->rings.size());
  bool isOuter = true;
  for (const OGRLinearRing* ring : polygon) {
    const auto start = static_cast<std::uint32_t>(batch_->positions.size());
    if (copyPositions(*ring, true)) {
      batch_->rings.push_back({start, static_cast<std::uint32_t>(batch_->positions.size()) - start});
    } else if (isOuter) {
      return;  // without its outer ring a polygon is nothing
    }
    isOuter = false;
  }
  const auto ringCount = static_cast<std::uint32_t>(batch_->rings.size()) - firstRing;
  if (ringCount > 0) {
    batch_->polygons.push_back({feature_, firstRing, ringCount});
    hasDrawn_ = true;
  }
}

void GeometryConverter::addFaces(const OGRPolyhedralSurface& surface) {
  for (const OGRPolygon* face : surface) {
    addSurface(*face, true);  // Simple Features say nothing about which side is outside
  }
}

void GeometryConverter::addSurface(const OGRPolygon& polygon, bool isTwoSided) {
  const auto start = static_cast<std::uint32_t>(batch_->positions.size());
  ringEnds_.clear();
  for (const OGRLinearRing* ring : polygon) {
    if (copyPositions(*ring, true)) {
      ringEnds_.push_back(static_cast<std::uint32_t>(batch_->positions.size()) - start);
    } else if (ringEnds_.empty()) {
      return;
    }
  }
  const std::span<const glm::dvec3> positions = std::span(batch_->positions).subspan(start);
  triangles_.clear();
  const auto outcome = triangulator_.triangulate(positions, ringEnds_, triangles_);
  if (!outcome.isUsable) {
    report(kFaceUnusable);
    batch_->positions.resize(start);
    return;
  }
  model::Surface surface;
  surface.feature = feature_;
  surface.firstIndex = static_cast<std::uint32_t>(batch_->triangles.size());
  surface.indexCount = static_cast<std::uint32_t>(triangles_.size());
  surface.firstPosition = start;
  surface.positionCount = static_cast<std::uint32_t>(positions.size());
  surface.lod = 255;
  surface.isTwoSided = isTwoSided ? 1 : 0;
  for (const std::uint32_t index : triangles_) {
    batch_->triangles.push_back(start + index);
  }
  batch_->surfaces.push_back(surface);
  hasDrawn_ = true;
}

}  // namespace belvedere::loaders::vector
