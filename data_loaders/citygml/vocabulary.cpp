#include "data_loaders/citygml/vocabulary.h"

#include <array>
#include <cstring>
#include <vector>

namespace belvedere::loaders::citygml {
namespace {

using model::AttributeType;
using model::SurfaceKind;

constexpr Word feature(std::string_view text, SurfaceKind kind = SurfaceKind::Unspecified) {
  return {text, Name::Feature, kind};
}
constexpr Word surface(std::string_view text, SurfaceKind kind) { return {text, Name::BoundarySurface, kind}; }
constexpr Word generic(std::string_view text, AttributeType type) {
  return {text, Name::GenericAttribute, SurfaceKind::Unspecified, type};
}
constexpr Word attribute(std::string_view text, AttributeType type) {
  return {text, Name::Attribute, SurfaceKind::Unspecified, type};
}

constexpr std::array kWords = {
    // building, bridge and tunnel (2.0 clauses 10.3, 10.4, 10.5; 3.0 modules Construction, Building, Bridge, Tunnel)
    feature("Building"),
    feature("BuildingPart"),
    feature("BuildingInstallation"),
    feature("IntBuildingInstallation"),
    feature("BuildingFurniture"),
    feature("Room"),
    feature("BuildingRoom"),
    feature("Storey"),
    feature("BuildingUnit"),
    feature("BuildingConstructiveElement"),
    feature("OtherConstruction"),
    feature("Door", SurfaceKind::Door),
    feature("Window", SurfaceKind::Window),
    feature("Bridge"),
    feature("BridgePart"),
    feature("BridgeInstallation"),
    feature("IntBridgeInstallation"),
    feature("BridgeConstructionElement"),
    feature("BridgeConstructiveElement"),
    feature("BridgeFurniture"),
    feature("BridgeRoom"),
    feature("Tunnel"),
    feature("TunnelPart"),
    feature("TunnelInstallation"),
    feature("IntTunnelInstallation"),
    feature("HollowSpace"),
    feature("TunnelFurniture"),
    feature("TunnelConstructiveElement"),
    // transportation
    feature("TransportationComplex", SurfaceKind::Traffic),
    feature("Road", SurfaceKind::Traffic),
    feature("Railway", SurfaceKind::Traffic),
    feature("Track", SurfaceKind::Traffic),
    feature("Square", SurfaceKind::Traffic),
    feature("Waterway", SurfaceKind::Water),
    feature("Section", SurfaceKind::Traffic),
    feature("Intersection", SurfaceKind::Traffic),
    feature("TrafficSpace", SurfaceKind::Traffic),
    feature("AuxiliaryTrafficSpace", SurfaceKind::AuxiliaryTraffic),
    feature("ClearanceSpace"),
    feature("Hole"),
    Word{"TrafficArea", Name::TrafficArea, SurfaceKind::Traffic},
    Word{"AuxiliaryTrafficArea", Name::TrafficArea, SurfaceKind::AuxiliaryTraffic},
    // vegetation, water, land use, relief, furniture, groups, generics
    feature("SolitaryVegetationObject"),
    feature("PlantCover"),
    feature("WaterBody", SurfaceKind::Water),
    feature("LandUse"),
    feature("CityFurniture"),
    feature("CityObjectGroup"),
    feature("GenericCityObject"),
    feature("GenericLogicalSpace"),
    feature("GenericOccupiedSpace"),
    feature("GenericUnoccupiedSpace"),
    feature("ReliefFeature", SurfaceKind::Terrain),
    feature("TINRelief", SurfaceKind::Terrain),
    feature("MassPointRelief", SurfaceKind::Terrain),
    feature("BreaklineRelief", SurfaceKind::Terrain),
    feature("RasterRelief", SurfaceKind::Terrain),
    // boundary surfaces
    surface("WallSurface", SurfaceKind::Wall),
    surface("RoofSurface", SurfaceKind::Roof),
    surface("GroundSurface", SurfaceKind::Ground),
    surface("OuterFloorSurface", SurfaceKind::OuterFloor),
    surface("OuterCeilingSurface", SurfaceKind::OuterCeiling),
    surface("ClosureSurface", SurfaceKind::Closure),
    surface("InteriorWallSurface", SurfaceKind::InteriorWall),
    surface("CeilingSurface", SurfaceKind::Ceiling),
    surface("FloorSurface", SurfaceKind::Floor),
    surface("WindowSurface", SurfaceKind::Window),
    surface("DoorSurface", SurfaceKind::Door),
    surface("WaterSurface", SurfaceKind::Water),
    surface("WaterGroundSurface", SurfaceKind::WaterGround),
    surface("WaterClosureSurface", SurfaceKind::Closure),
    surface("Marking", SurfaceKind::Traffic),
    surface("HoleSurface", SurfaceKind::Other),
    surface("GenericThematicSurface", SurfaceKind::Other),
    // geometry (GML 2, 3.1 and 3.2)
    Word{"Polygon", Name::Polygon},
    Word{"PolygonPatch", Name::Polygon},
    Word{"Triangle", Name::Polygon},
    Word{"Rectangle", Name::Polygon},
    Word{"Tin", Name::Tin},
    Word{"LinearRing", Name::LinearRing},
    Word{"Ring", Name::Ring},
    Word{"OrientableSurface", Name::OrientableSurface},
    Word{"Solid", Name::Solid},
    Word{"Surface", Name::Geometry},
    Word{"PolyhedralSurface", Name::Geometry},
    Word{"TriangulatedSurface", Name::Geometry},
    Word{"CompositeSurface", Name::Geometry},
    Word{"MultiSurface", Name::Geometry},
    Word{"MultiPolygon", Name::Geometry},
    Word{"Shell", Name::Geometry},
    Word{"CompositeSolid", Name::Geometry},
    Word{"MultiSolid", Name::Geometry},
    Word{"MultiGeometry", Name::Geometry},
    Word{"GeometricComplex", Name::Geometry},
    Word{"MultiCurve", Name::Geometry},
    Word{"CompositeCurve", Name::Geometry},
    Word{"MultiLineString", Name::Geometry},
    Word{"OrientableCurve", Name::Geometry},
    Word{"Curve", Name::Geometry},
    Word{"MultiPoint", Name::Geometry},
    Word{"LineString", Name::Curve},
    Word{"LineStringSegment", Name::Curve},
    Word{"Point", Name::Point},
    Word{"ImplicitGeometry", Name::ImplicitGeometry},
    Word{"exterior", Name::Exterior},
    Word{"outerBoundaryIs", Name::Exterior},
    Word{"interior", Name::Interior},
    Word{"innerBoundaryIs", Name::Interior},
    Word{"posList", Name::PosList},
    Word{"pos", Name::Pos},
    Word{"coordinates", Name::Coordinates},
    Word{"pointProperty", Name::PointProperty},
    Word{"pointRep", Name::PointProperty},
    Word{"controlPoint", Name::ControlPoint},
    Word{"transformationMatrix", Name::TransformationMatrix},
    Word{"relativeGMLGeometry", Name::RelativeGeometry},
    Word{"relativeGeometry", Name::RelativeGeometry},
    Word{"referencePoint", Name::ReferencePoint},
    Word{"libraryObject", Name::LibraryObject},
    // properties with a meaning of their own
    Word{"boundedBy", Name::BoundedBy},
    Word{"boundary", Name::Boundary},
    Word{"appearance", Name::Appearance},
    Word{"Appearance", Name::Appearance},
    Word{"appearanceMember", Name::Appearance},
    Word{"address", Name::Address},
    Word{"Address", Name::Address},
    Word{"lod", Name::Lod},
    Word{"tin", Name::ReliefGeometry},
    Word{"reliefPoints", Name::ReliefGeometry},
    Word{"ridgeOrValleyLines", Name::ReliefGeometry},
    Word{"breaklines", Name::ReliefGeometry},
    Word{"grid", Name::Grid},
    Word{"extent", Name::Ignored},
    Word{"dynamizer", Name::Ignored},
    Word{"Dynamizer", Name::Ignored},
    Word{"Envelope", Name::Ignored},
    Word{"metaDataProperty", Name::Ignored},
    Word{"pointCloud", Name::Ignored},
    Word{"location", Name::Ignored},
    Word{"Version", Name::Ignored},
    Word{"VersionTransition", Name::Ignored},
    // attributes
    generic("stringAttribute", AttributeType::Text),
    generic("StringAttribute", AttributeType::Text),
    generic("intAttribute", AttributeType::Integer),
    generic("IntAttribute", AttributeType::Integer),
    generic("doubleAttribute", AttributeType::Real),
    generic("DoubleAttribute", AttributeType::Real),
    generic("measureAttribute", AttributeType::Real),
    generic("MeasureAttribute", AttributeType::Real),
    generic("dateAttribute", AttributeType::Date),
    generic("DateAttribute", AttributeType::Date),
    generic("uriAttribute", AttributeType::Text),
    generic("UriAttribute", AttributeType::Text),
    generic("CodeAttribute", AttributeType::Text),
    Word{"genericAttribute", Name::GenericProperty},
    Word{"genericAttributeSet", Name::GenericSet},
    Word{"GenericAttributeSet", Name::GenericSet},
    Word{"value", Name::Value},
    attribute("creationDate", AttributeType::Date),
    attribute("terminationDate", AttributeType::Date),
    attribute("validFrom", AttributeType::Date),
    attribute("validTo", AttributeType::Date),
    attribute("dateOfConstruction", AttributeType::Date),
    attribute("dateOfRenovation", AttributeType::Date),
    attribute("dateOfDemolition", AttributeType::Date),
    attribute("yearOfConstruction", AttributeType::Integer),
    attribute("yearOfDemolition", AttributeType::Integer),
    attribute("storeysAboveGround", AttributeType::Integer),
    attribute("storeysBelowGround", AttributeType::Integer),
    attribute("measuredHeight", AttributeType::Real),
    attribute("averageHeight", AttributeType::Real),
    attribute("height", AttributeType::Real),
    attribute("trunkDiameter", AttributeType::Real),
    attribute("crownDiameter", AttributeType::Real),
    attribute("rootBallDiameter", AttributeType::Real),
    attribute("maxRootBallDepth", AttributeType::Real),
    attribute("isMovable", AttributeType::Boolean),
    attribute("isStructuralElement", AttributeType::Boolean),
};

std::uint64_t hashOf(std::string_view text) {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (text.size() >= 8) {
    std::memcpy(&first, text.data(), 8);
    std::memcpy(&last, text.data() + text.size() - 8, 8);
  } else {
    for (const char c : text) {
      first = (first << 8U) | static_cast<unsigned char>(c);
    }
  }
  const std::uint64_t mixed = (first ^ (last * 0x9E3779B97F4A7C15U) ^ text.size()) * 0xD6E8FEB86659FD93U;
  return mixed ^ (mixed >> 32U);
}

// Open addressing, at most half full.
class Vocabulary {
 public:
  Vocabulary() : slots_(kSlots, kFree) {
    for (std::size_t i = 0; i < kWords.size(); ++i) {
      std::size_t slot = hashOf(kWords[i].text) % kSlots;
      while (slots_[slot] != kFree) {
        slot = (slot + 1) % kSlots;
      }
      slots_[slot] = static_cast<std::uint16_t>(i);
    }
  }

  const Word& find(std::string_view text) const {
    static constexpr Word kUnknown;
    for (std::size_t slot = hashOf(text) % kSlots; slots_[slot] != kFree; slot = (slot + 1) % kSlots) {
      if (kWords[slots_[slot]].text == text) {
        return kWords[slots_[slot]];
      }
    }
    return kUnknown;
  }

 private:
  static constexpr std::size_t kSlots = 1024;
  static constexpr std::uint16_t kFree = 0xFFFF;
  static_assert(kWords.size() * 2 < kSlots);
  std::vector<std::uint16_t> slots_;
};

GeometryRole roleOf(std::string_view rest) {
  struct Suffix {
    std::string_view text;
    GeometryRole role;
  };
  static constexpr std::array kSuffixes = {
      Suffix{"Solid", GeometryRole::Solid},
      Suffix{"MultiSolid", GeometryRole::Solid},
      Suffix{"MultiCurve", GeometryRole::Curve},
      Suffix{"Network", GeometryRole::Curve},
      Suffix{"Curve", GeometryRole::Curve},
      Suffix{"Point", GeometryRole::Point},
      Suffix{"MultiPoint", GeometryRole::Point},
      Suffix{"ImplicitRepresentation", GeometryRole::Implicit},
      Suffix{"FootPrint", GeometryRole::FootPrint},
      Suffix{"RoofEdge", GeometryRole::RoofEdge},
      Suffix{"TerrainIntersection", GeometryRole::None},
      Suffix{"TerrainIntersectionCurve", GeometryRole::None},
  };
  for (const Suffix& suffix : kSuffixes) {
    if (rest == suffix.text) {
      return suffix.role;
    }
  }
  return GeometryRole::Surface;  // MultiSurface, Surface, Geometry, and what an ADE may call it
}

}  // namespace

const Word& lookUp(std::string_view local) {
  static const Vocabulary kVocabulary;
  return kVocabulary.find(local);
}

bool readLodProperty(std::string_view name, LodProperty& property) {
  if (name.size() < 5 || !name.starts_with("lod") || name[3] < '0' || name[3] > '4') {
    return false;
  }
  property.lod = static_cast<std::uint8_t>(name[3] - '0');
  property.role = roleOf(name.substr(4));
  return true;
}

}  // namespace belvedere::loaders::citygml
