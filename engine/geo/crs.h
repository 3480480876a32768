#pragma once

#include <glm/vec2.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/core/result.h"
#include "engine/geo/bounds.h"

namespace belvedere::geo {

/// What the numbers of a CRS are.
enum class CrsKind {
  Projected,   ///< plane, east and north
  Geographic,  ///< longitude and latitude in degrees
  Geocentric,  ///< earth-centred x, y, z
  Local        ///< an engineering CRS, tied to no place on earth
};

/// An immutable coordinate reference system, optionally with a vertical system. Cheap to copy. Any thread.
/// Coordinates in it are always given in the order east, north, up (longitude, latitude for geographic systems),
/// whatever the authority's own axis order.
class Crs {
 public:
  /// Reads "EPSG:2154", "EPSG:2154+5720", "EPSG:2154+ellipsoidal" (heights above its ellipsoid), "2154", "IGNF:…",
  /// "OGC:CRS84", "urn:ogc:def:crs:EPSG::25832", "urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783",
  /// "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH", "http(s)://www.opengis.net/def/crs/EPSG/0/7415",
  /// "…/def/crs-compound?1=…&2=…", "…/gml/srs/epsg.xml#2154", PROJ strings without files ("+proj=lcc …"), WKT 1 and 2,
  /// ESRI WKT and PROJJSON. A definition that is the same as one in the EPSG list becomes that one. Never opens a URL,
  /// nor a file outside PROJ's own data. Costs milliseconds: readers keep what they got for a text. Fails with
  /// InvalidData (key "crs-not-understood").
  static Result<Crs> fromText(std::string_view text);

  /// "EPSG:2154", "EPSG:2154+5720" or, without an authority match, the name.
  const std::string& identifier() const;
  /// The name for people: "RGF93 v1 / Lambert-93".
  const std::string& name() const;
  /// Full definition as WKT 2 (ISO 19162:2019), as GDAL takes it.
  const std::string& wkt() const;

  CrsKind kind() const;
  /// Metres per horizontal unit (1 for metres, 0.3048 for feet); 0 for degrees.
  double metresPerUnit() const;
  /// Metres per unit of height; where no vertical system is given, that of the horizontal unit, or 1 for degrees.
  double metresPerHeightUnit() const;
  /// Whether a vertical system is part of it, or heights are ellipsoidal by a 3D definition.
  bool hasVertical() const;
  /// Whether the authority's order is north before east (latitude before longitude): files that follow it strictly
  /// (CityGML with EPSG:6697, GML 3) hold swapped columns, which readers put right.
  bool isNorthingFirst() const;
  /// Whether it is the web-map projection (EPSG:3857), whose metres are not metres on the ground.
  bool isWebMercator() const;
  /// The part without heights; a geocentric or local system as it is.
  Crs horizontal() const;
  /// The vertical part's identifier ("EPSG:5720"), or nothing.
  const std::optional<std::string>& verticalIdentifier() const;
  /// Where it is meant to be used, longitude and latitude in degrees (min.x > max.x across the date line), or nothing
  /// where it does not say.
  const std::optional<Bounds2>& areaOfUseDegrees() const;

  friend bool operator==(const Crs& a, const Crs& b) { return a.wkt() == b.wkt(); }

 private:
  struct Data;
  explicit Crs(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// Whether a territory can live in this CRS: projected, metres, not a web-map projection. Fails with a message that
/// proposes one ("crs-not-projected", "crs-not-metric", "crs-web-mercator") for `place`, a longitude and latitude in
/// degrees, or else for the middle of the CRS's area of use.
Status checkTerritoryCrs(const Crs& crs, const std::optional<glm::dvec2>& place = std::nullopt);

/// The CRS a territory at this place (degrees) should take: in France the legal one with its heights (Lambert-93 and
/// NGF-IGN69 on the mainland; decree 2000-1276 and its successors), elsewhere the UTM zone.
std::string proposeTerritoryCrs(double longitudeDegrees, double latitudeDegrees);

}  // namespace belvedere::geo
