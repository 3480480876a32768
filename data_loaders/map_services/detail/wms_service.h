#pragma once

#include <map>

#include "data_loaders/map_services/detail/map_layer.h"
#include "data_loaders/map_services/detail/xml_document.h"

namespace belvedere::loaders::map_services {

/// A WMS layer with what it inherits.
struct WmsLayer {
  std::string name, title, attribution;
  std::vector<std::string> crs;               ///< as written
  geo::Bounds2 degrees;                       ///< longitude and latitude; empty where not told
  std::map<std::string, geo::Bounds2> boxes;  ///< by plain name of the CRS, in the axis order of the document
  bool isOpaque = false;
};

/// What a WMS says of itself.
struct WmsCapabilities {
  std::string version;  ///< "1.3.0" or "1.1.1"
  std::string title;
  std::string mapAddress;  ///< of GetMap, as written; may be empty
  std::vector<std::string> formats;
  int mostPixels = 0;            ///< a side of a picture; 0: not told
  std::vector<WmsLayer> layers;  ///< those with names, in order
};

/// Nothing where the document is none of a WMS.
std::optional<WmsCapabilities> readWmsCapabilities(XmlElement root);

/// A layer, or several with commas between, as a pyramid of our own: squares of 512 pixels, from a tenth of a metre (or
/// the option "resolution") up to the whole. Fails with NotFound ("map-service-layer-unknown") or InvalidData
/// ("map-service-crs-not-offered", "map-service-no-extent") or Unsupported ("map-service-no-format").
Result<MapLayer> makeWmsLayer(const WmsCapabilities& capabilities, const std::string& name, const WebAddress& given,
                              const model::SourceRequest& request);

}  // namespace belvedere::loaders::map_services
