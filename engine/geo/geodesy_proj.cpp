#include <cmath>
#include <geodesic.h>

#include "engine/geo/geodesy.h"
#include "engine/geo/transform.h"

namespace belvedere::geo {
namespace {

constexpr double kWgs84RadiusMetres = 6'378'137.0;
constexpr double kWgs84Flattening = 1.0 / 298.257223563;
constexpr double kStepMetres = 100.0;  // errors of 1e-9 of the scale: of the step's square, and of rounding

}  // namespace

GeodesicLine geodesicLine(const GeodeticPosition& from, const GeodeticPosition& to) {
  geod_geodesic ellipsoid;
  geod_init(&ellipsoid, kWgs84RadiusMetres, kWgs84Flattening);
  GeodesicLine line;
  geod_inverse(&ellipsoid, from.latitudeDegrees, from.longitudeDegrees, to.latitudeDegrees, to.longitudeDegrees,
               &line.distanceMetres, &line.azimuthDegrees, nullptr);
  line.azimuthDegrees += line.azimuthDegrees < 0.0 ? 360.0 : 0.0;
  return line;
}

struct MapGeodesy::Data {
  CoordinateTransform toWgs84;
};

MapGeodesy::MapGeodesy(std::unique_ptr<Data> data) : data_(std::move(data)) {}
MapGeodesy::MapGeodesy(MapGeodesy&&) noexcept = default;
MapGeodesy& MapGeodesy::operator=(MapGeodesy&&) noexcept = default;
MapGeodesy::~MapGeodesy() = default;

Result<MapGeodesy> MapGeodesy::create(const Crs& crs) {
  if (Status status = checkTerritoryCrs(crs); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  const Result<Crs> wgs84 = Crs::fromText("OGC:CRS84");
  if (!wgs84) {
    return tl::unexpected(wgs84.error());
  }
  Result<CoordinateTransform> toWgs84 = CoordinateTransform::create(crs.horizontal(), *wgs84);
  if (!toWgs84) {
    return tl::unexpected(std::move(toWgs84.error()));
  }
  return MapGeodesy(std::make_unique<Data>(Data{std::move(*toWgs84)}));
}

std::optional<GeodeticPosition> MapGeodesy::position(const glm::dvec3& map) const {
  const glm::dvec3 moved = data_->toWgs84.apply(map);
  return std::isnan(moved.x) ? std::nullopt : std::optional(GeodeticPosition{moved.x, moved.y, moved.z});
}

std::optional<glm::dvec3> MapGeodesy::map(const GeodeticPosition& position) const {
  glm::dvec3 moved(position.longitudeDegrees, position.latitudeDegrees, position.heightMetres);
  return data_->toWgs84.applyInverse({&moved, 1}) == 0 ? std::optional(moved) : std::nullopt;
}

std::optional<GridProperties> MapGeodesy::grid(const glm::dvec2& map) const {
  const auto line = [&](const glm::dvec2& direction) -> std::optional<GeodesicLine> {
    const auto from = position({map - direction * kStepMetres, 0.0});
    const auto to = position({map + direction * kStepMetres, 0.0});
    return from && to ? std::optional(geodesicLine(*from, *to)) : std::nullopt;
  };
  const auto east = line({1.0, 0.0});
  const auto north = line({0.0, 1.0});
  if (!east || !north || !(east->distanceMetres > 0.0) || !(north->distanceMetres > 0.0)) {
    return std::nullopt;
  }
  const double scale = 2.0 * kStepMetres / std::sqrt(east->distanceMetres * north->distanceMetres);
  return GridProperties{scale, std::remainder(north->azimuthDegrees, 360.0)};
}

std::optional<double> MapGeodesy::distanceMetres(const glm::dvec2& from, const glm::dvec2& to) const {
  const auto a = position({from, 0.0});
  const auto b = position({to, 0.0});
  return a && b ? std::optional(geodesicLine(*a, *b).distanceMetres) : std::nullopt;
}

}  // namespace belvedere::geo
