#pragma once

#include <array>
#include <cstdint>
#include <glm/vec3.hpp>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "data_loaders/citygml/appearance_data.h"
#include "data_loaders/citygml/id_table.h"
#include "data_loaders/citygml/vocabulary.h"

namespace belvedere::loaders::citygml {

constexpr std::uint8_t kLodLevels = 6;  ///< 0 to 4, and one for "not stated"
constexpr std::uint8_t kLodNotStated = 5;

/// Whose geometry it is and what it stands for.
struct GeometryOwner {
  std::uint32_t feature = 0;
  std::uint8_t lod = kLodNotStated;
  GeometryRole role = GeometryRole::Surface;
  model::SurfaceKind kind = model::SurfaceKind::Unspecified;
  bool isReversed = false;  ///< within an odd number of OrientableSurface with orientation "-"
};

/// A ring as it stands in the document.
struct RawRing {
  std::uint32_t firstPosition = 0;
  std::uint32_t count = 0;  ///< without the closing point
  IdHash id = 0;
};

/// A polygon: its rings, the outer one first, whose it is, and what it wears.
struct RawPolygon {
  GeometryOwner owner;
  std::uint32_t firstRing = 0;
  std::uint32_t ringCount = 0;
  std::uint32_t material = model::kNone;  ///< into the local appearance, see isGlobal…
  std::uint32_t texture = model::kNone;
  std::uint32_t generator = model::kNone;
  bool isGlobalMaterial = false;
  bool isGlobalTexture = false;
  bool hasNoHeights = false;  ///< two-dimensional: positions have z NaN
  bool wasOpen = false;       ///< a ring was not closed
  bool isShown = false;
};

/// A run of positions that is a line; a point where it has one position.
struct RawLine {
  GeometryOwner owner;
  std::uint32_t firstPosition = 0;
  std::uint32_t count = 0;
  bool isShown = false;
};

/// The polygons within a geometry that has an id, and where it begins in the document. Inner ones come first.
struct NamedGeometry {
  IdHash id = 0;
  std::uint32_t firstPolygon = 0;
  std::uint32_t endPolygon = 0;
};

/// A geometry given by xlink:href.
struct RawReference {
  IdHash target = 0;
  GeometryOwner owner;
  std::uint32_t depth = 0;  ///< how many references led here
};

/// An implicit geometry: a template placed by a matrix and a reference point.
struct RawInstance {
  GeometryOwner owner;
  IdHash target = 0;             ///< of the template, where it is given by reference
  const char* source = nullptr;  ///< the start tag that holds the template; by reference, GeometryChoice finds it
  std::array<double, 16> matrix{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};  ///< row by row
  glm::dvec3 reference{0.0};  ///< east, north, up in the document's CRS
};

/// A city object, with what its elements say of it.
struct RawFeature {
  std::string_view type;
  std::string_view id;  ///< raw
  std::uint32_t parent = model::kNone;
  model::SurfaceKind kind = model::SurfaceKind::Unspecified;  ///< of its own polygons
  std::uint8_t reliefLod = kLodNotStated;
  std::uint8_t lods = 0;  ///< bit set: levels at which it has geometry
  std::uint8_t shownLod = 0xFF;
};

/// One attribute of one city object, as text.
struct RawAttribute {
  std::uint32_t feature = 0;
  model::AttributeType type = model::AttributeType::Text;
  std::string_view name;
  std::string_view unit;       ///< raw
  std::string_view codeSpace;  ///< raw
  std::string_view text;       ///< raw
};

/// Everything read from one member of a city model, flat and with indices, so that one object can be filled again and
/// again without allocating. Views point into the document or into `arena`.
struct MemberModel {
  std::vector<RawFeature> features;
  std::vector<RawAttribute> attributes;
  std::vector<glm::dvec3> positions;  ///< east, north, up
  std::vector<RawRing> rings;
  std::vector<RawPolygon> polygons;
  std::vector<RawLine> lines;
  std::vector<NamedGeometry> named;
  std::vector<RawReference> references;
  std::vector<RawInstance> instances;
  AppearanceData appearance;
  bool isTooLarge = false;         ///< reading stopped at the limit of positions
  bool isCut = false;              ///< the document ended within it
  std::size_t libraryObjects = 0;  ///< implicit geometries in files of their own
  std::size_t grids = 0;           ///< reliefs given as rasters
  /// For each boundary surface whose attributes were left out, the feature that it bounds.
  std::vector<std::uint32_t> surfacesWithAttributes;
  std::pmr::monotonic_buffer_resource arena{1024};

  void clear();
  /// A copy of the text that lives as long as this member.
  std::string_view keep(std::string_view text);
};

}  // namespace belvedere::loaders::citygml
