#pragma once

#include <ogr_geometry.h>

#include "engine/core/diagnostics.h"
#include "engine/geometry/polygon_triangulator.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::vector {

/// Appends OGR geometries to a feature batch: points, lines and polygons as planar parts with the heights given, and
/// what is solid (TIN, polyhedral surfaces, multipatches, upright faces) as triangulated surfaces. Curves are
/// linearised. One per read; not thread-safe.
class GeometryConverter {
 public:
  /// `areSwapped`: the data has north before east. `arePolygonsSolid`: every polygon with heights is a face in space.
  GeometryConverter(bool areSwapped, bool arePolygonsSolid, Diagnostics& diagnostics)
      : areSwapped_(areSwapped), arePolygonsSolid_(arePolygonsSolid), diagnostics_(diagnostics) {}

  /// Adds all parts of one feature's geometry. Returns whether anything of it can be drawn.
  bool append(const OGRGeometry& geometry, std::uint32_t feature, std::string_view id, model::FeatureBatch& batch);

 private:
  void add(const OGRGeometry& geometry);
  void addPoint(const OGRPoint& point);
  void addLine(const OGRSimpleCurve& line);
  void addPolygon(const OGRPolygon& polygon);
  void addPlanarPolygon(const OGRPolygon& polygon);
  void addSurface(const OGRPolygon& polygon, bool isTwoSided);
  void addFaces(const OGRPolyhedralSurface& surface);
  bool isSolid(const OGRGeometry& geometry) const;
  /// Copies a curve's positions, without the closing one for a ring; false where one is not finite.
  bool copyPositions(const OGRSimpleCurve& curve, bool isRing);
  glm::dvec3 position(double x, double y, double z, bool hasHeight) const;
  void report(const MessageId& id);

  bool areSwapped_;
  bool arePolygonsSolid_;
  Diagnostics& diagnostics_;
  geometry::PolygonTriangulator triangulator_;
  std::vector<std::uint32_t> triangles_;
  std::vector<std::uint32_t> ringEnds_;
  // Of the feature being added.
  model::FeatureBatch* batch_ = nullptr;
  std::uint32_t feature_ = 0;
  std::string_view id_;
  bool isFeatureSolid_ = false;
  bool hasDrawn_ = false;
};

}  // namespace belvedere::loaders::vector
