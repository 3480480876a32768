#pragma once

#include <cstdint>
#include <string_view>

#include "data_loaders/cityjson/detail/json_text.h"
#include "data_loaders/cityjson/detail/lod.h"

namespace belvedere::loaders::cityjson {

enum class GeometryType : std::uint8_t {
  MultiPoint,
  MultiLineString,
  MultiSurface,
  CompositeSurface,
  Solid,
  MultiSolid,
  CompositeSolid,
  GeometryInstance,
  Unknown
};

/// How deep the numbers of "boundaries" lie (CityJSON 2.0, section 3.2); 0 for Unknown.
int boundariesDepth(GeometryType type);

/// A geometry object cut into its members, none of them parsed yet.
struct GeometryText {
  GeometryType type = GeometryType::Unknown;
  std::uint8_t lod = kLodNotStated;
  std::string_view boundaries, semantics, material, texture;
  std::string_view templateIndex, matrix;  ///< of a GeometryInstance

  /// Whether it points to anything at all.
  bool hasBoundaries() const;
};

/// Cuts the object at the cursor; a fault stays in the cursor.
GeometryText cutGeometry(JsonCursor& cursor);

}  // namespace belvedere::loaders::cityjson
