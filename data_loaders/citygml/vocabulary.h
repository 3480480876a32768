#pragma once

#include <cstdint>
#include <string_view>

#include "engine/model/attributes.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::citygml {

/// What an element is to the reader, by its local name: the names of CityGML 1.0, 2.0 and 3.0 do not contradict each
/// other, so one vocabulary serves all versions and prefixes are not needed.
enum class Name : std::uint8_t {
  Unknown,
  Feature,          ///< a thematic class: Building, Road, Window, TINRelief, …
  BoundarySurface,  ///< a thematic surface: WallSurface, WaterSurface, …
  TrafficArea,      ///< a feature of its own in CityGML 1.0 and 2.0, a boundary surface in 3.0
  Polygon,          ///< Polygon, PolygonPatch, Triangle, Rectangle
  Tin,
  LinearRing,
  Ring,
  OrientableSurface,
  Solid,
  Geometry,  ///< any other geometry that only holds others: MultiSurface, Shell, Surface, …
  Curve,     ///< LineString, LineStringSegment, …
  Point,
  ImplicitGeometry,
  Exterior,
  Interior,
  PosList,
  Pos,
  Coordinates,
  PointProperty,
  ControlPoint,
  TransformationMatrix,
  RelativeGeometry,
  ReferencePoint,
  LibraryObject,
  BoundedBy,
  Boundary,
  Appearance,  ///< the property of a feature, and Appearance itself
  Address,
  Lod,               ///< of a relief
  ReliefGeometry,    ///< tin, reliefPoints, ridgeOrValleyLines, breaklines
  Grid,              ///< of a raster relief
  Ignored,           ///< nothing in it is shown: extent, dynamizer, Envelope, …
  GenericAttribute,  ///< stringAttribute, StringAttribute, … ; `type` says which
  GenericProperty,   ///< genericAttribute of CityGML 3.0
  GenericSet,
  Attribute,  ///< a standard attribute with a known type
  Value       ///< value: carries the value of the element around it
};

/// One word of the vocabulary.
struct Word {
  std::string_view text;
  Name name = Name::Unknown;
  model::SurfaceKind kind = model::SurfaceKind::Unspecified;  ///< of surfaces, and of a feature's own polygons
  model::AttributeType type = model::AttributeType::Text;
};

/// The word with this local name; one with Name::Unknown and no text where there is none. Any thread.
const Word& lookUp(std::string_view local);

/// How a property holds the geometry of a level of detail. The order is that of preference within one level.
enum class GeometryRole : std::uint8_t { Boundary, Solid, Surface, FootPrint, RoofEdge, Implicit, Curve, Point, None };

/// The parts of a property's name such as lod2Solid or lod0FootPrint.
struct LodProperty {
  std::uint8_t lod = 0;
  GeometryRole role = GeometryRole::None;  ///< None: not drawn (terrain intersections)
};
/// Whether a name begins with "lod" and a digit from 0 to 4, and what it then says.
bool readLodProperty(std::string_view name, LodProperty& property);

}  // namespace belvedere::loaders::citygml
