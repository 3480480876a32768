#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::map_services {

/// Imagery from map services on the web, tile by tile as it is asked for: WMS 1.1.1 and 1.3.0, WMTS 1.0.0 (KVP and
/// REST), and tile addresses with {z}, {x}, {y} or {-y}. The request's layer names one of the service's; without one a
/// service of several is described with all of them. Reader options: "minzoom", "maxzoom", "tilesize" (tile addresses),
/// "resolution" (WMS: the finest pixel in metres), "style" (WMS, WMTS).
Loader makeLoader();

}  // namespace belvedere::loaders::map_services
