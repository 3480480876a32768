#include "data_loaders/gltf/place_on_earth.h"

#include <cmath>

#include "engine/geo/crs.h"
#include "engine/geo/transform.h"

namespace belvedere::loaders::gltf {

struct PlaceOnEarth::Data {
  geo::CoordinateTransform toGeodetic;
};

PlaceOnEarth::PlaceOnEarth() = default;
PlaceOnEarth::PlaceOnEarth(PlaceOnEarth&&) noexcept = default;
PlaceOnEarth& PlaceOnEarth::operator=(PlaceOnEarth&&) noexcept = default;
PlaceOnEarth::~PlaceOnEarth() = default;

bool isNearEarthSurface(const glm::dvec3& p) {
  constexpr double kEquatorial = 6378137.0;
  constexpr double kPolar = 6356752.314;
  constexpr double kDeepest = -1000.0;
  constexpr double kHighest = 12000.0;
  constexpr double kEquatorStrip = 10000.0;
  // The ellipsoid's radius along the point's own direction: within 12 m of what the height is measured from.
  const double plane = std::hypot(p.x, p.y);
  const double distance = std::hypot(plane, p.z);
  if (!(distance > 0.0) || std::abs(p.z) < kEquatorStrip) {
    return false;
  }
  const double radius = 1.0 / std::hypot(plane / distance / kEquatorial, p.z / distance / kPolar);
  return distance - radius > kDeepest && distance - radius < kHighest;
}

Result<PlaceOnEarth> PlaceOnEarth::create(bool isEarthCentred) {
  PlaceOnEarth place;
  if (!isEarthCentred) {
    return place;
  }
  const auto from = geo::Crs::fromText("EPSG:4978");
  const auto to = geo::Crs::fromText(kEarthCrs);
  if (!from || !to) {
    return tl::unexpected(from ? to.error() : from.error());
  }
  auto transform = geo::CoordinateTransform::create(*from, *to);
  if (!transform) {
    return tl::unexpected(std::move(transform.error()));
  }
  place.data_ = std::make_unique<Data>(Data{std::move(*transform)});
  return place;
}

void PlaceOnEarth::apply(std::span<glm::dvec3> positions) const {
  if (data_) {
    data_->toGeodetic.apply(positions);
  }
}

}  // namespace belvedere::loaders::gltf
