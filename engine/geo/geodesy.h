#pragma once

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <memory>
#include <optional>

#include "engine/core/result.h"
#include "engine/geo/crs.h"
#include "engine/geo/scene_frame.h"

namespace belvedere::geo {

/// The shortest line between two places on the WGS 84 ellipsoid.
struct GeodesicLine {
  double distanceMetres = 0.0;
  double azimuthDegrees = 0.0;  ///< at the first place, clockwise from true north, 0 to 360
};

/// Heights do not count. C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013). Any thread.
GeodesicLine geodesicLine(const GeodeticPosition& from, const GeodeticPosition& to);

/// How the map differs from the ground at a place.
struct GridProperties {
  double scaleFactor = 1.0;         ///< map length over length on the ellipsoid; mean of all directions
  double convergenceDegrees = 0.0;  ///< direction of grid north, clockwise from true north
};

/// From a territory's map to the earth and back. One object per thread; making one costs milliseconds.
class MapGeodesy {
 public:
  /// Fails as checkTerritoryCrs and CoordinateTransform::create do.
  static Result<MapGeodesy> create(const Crs& crs);
  MapGeodesy(MapGeodesy&&) noexcept;
  MapGeodesy& operator=(MapGeodesy&&) noexcept;
  ~MapGeodesy();

  /// Longitude and latitude of map coordinates; the height stays. Nothing beyond where the projection reaches.
  std::optional<GeodeticPosition> position(const glm::dvec3& map) const;
  /// The other way round.
  std::optional<glm::dvec3> map(const GeodeticPosition& position) const;
  /// Nothing beyond where the projection reaches.
  std::optional<GridProperties> grid(const glm::dvec2& map) const;
  /// Along the ellipsoid, between two places of the map.
  std::optional<double> distanceMetres(const glm::dvec2& from, const glm::dvec2& to) const;

 private:
  struct Data;
  explicit MapGeodesy(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

}  // namespace belvedere::geo
