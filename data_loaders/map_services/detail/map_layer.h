#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data_loaders/map_services/detail/tile_pyramid.h"
#include "engine/core/result.h"
#include "engine/core/web_address.h"
#include "engine/geo/crs.h"
#include "engine/model/source.h"

namespace belvedere::loaders::map_services {

/// Everything needed to read one layer of a service.
struct MapLayer {
  std::string service;      ///< address without its query, for messages
  std::string format;       ///< "WMS 1.3.0", "WMTS 1.0.0", "XYZ"
  std::string name, title;  ///< empty for tile addresses
  std::string attribution;
  geo::Crs crs;
  bool isCrsChosen = false;  ///< by the request
  TilePyramid pyramid;
  std::function<std::string(const TileLevel&, std::int64_t column, std::int64_t row)> address;  ///< of a tile
};

/// A layer as the capabilities name it, for choosing one.
struct OfferedLayer {
  std::string name, title;
};

/// A CRS as services write it ("urn:ogc:def:crs:EPSG:6.18:3:3857", "epsg:3857", "CRS:84") in one form: "EPSG:3857",
/// "OGC:CRS84".
std::string plainCrsName(std::string_view text);

/// Which of the CRSs that a service offers is used.
struct ChosenCrs {
  std::size_t offer = 0;
  geo::Crs crs;
  bool isRequested = false;
};

/// The one that the request names, else the one it is to be shown in, else web maps' or longitude and latitude, else
/// the first that is understood. Fails with InvalidData ("map-service-crs-not-offered").
Result<ChosenCrs> chooseCrs(const std::vector<std::string>& offered, const model::SourceRequest& request,
                            const std::string& layer);

/// A box in degrees, cut to what a CRS can hold, in units of that CRS; empty where that is nothing.
geo::Bounds2 fromDegrees(const geo::Bounds2& degrees, const geo::Crs& crs);

/// Metres per unit of a CRS, as services reckon scales: a degree is one of the equator.
double serviceMetresPerUnit(const geo::Crs& crs);

/// The offered picture formats that are read, the best first: PNG where parts may be transparent, else JPEG.
std::vector<std::string> pictureFormats(const std::vector<std::string>& offered, bool isOpaque);

/// The best of them; empty where none is read.
std::string choosePictureFormat(const std::vector<std::string>& offered, bool isOpaque);

/// Fails with NotFound ("map-service-layer-unknown").
Status failUnknownLayer(const std::string& service, const std::string& layer);

/// Fails with Unsupported ("map-service-no-format").
Status failNoFormat(const std::string& service, const std::string& layer);

/// A number that a service wrote; NaN where it is none.
double numberIn(const std::string& text);

/// Two numbers with a blank or comma between; NaN where they are none.
glm::dvec2 pairIn(const std::string& text);

}  // namespace belvedere::loaders::map_services
