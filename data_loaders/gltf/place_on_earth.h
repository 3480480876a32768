#pragma once

#include <glm/vec3.hpp>
#include <memory>
#include <span>
#include <string>

#include "engine/core/result.h"

namespace belvedere::loaders::gltf {

/// Whether a point given in metres from the earth's centre (EPSG:4978) is near its surface: no projected coordinates
/// are, but for a strip of 10 km along the equator, which does not count.
bool isNearEarthSurface(const glm::dvec3& geocentric);

/// Where coordinates of a tileset or model are: earth-centred ones become longitude, latitude and ellipsoidal height
/// (EPSG:4979); any others stay what they are, east, north, up in a CRS that the user names. One object per thread.
class PlaceOnEarth {
 public:
  static constexpr const char* kEarthCrs = "EPSG:4979";

  /// Fails where PROJ cannot do it.
  static Result<PlaceOnEarth> create(bool isEarthCentred);
  PlaceOnEarth(PlaceOnEarth&&) noexcept;
  PlaceOnEarth& operator=(PlaceOnEarth&&) noexcept;
  ~PlaceOnEarth();

  bool isEarthCentred() const { return data_ != nullptr; }
  /// In place; what cannot be moved becomes NaN.
  void apply(std::span<glm::dvec3> positions) const;

 private:
  struct Data;
  PlaceOnEarth();
  std::unique_ptr<Data> data_;
};

}  // namespace belvedere::loaders::gltf
