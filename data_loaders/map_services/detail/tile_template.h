#pragma once

#include "data_loaders/common/fetcher.h"
#include "data_loaders/map_services/detail/map_layer.h"

namespace belvedere::loaders::map_services {

/// The layer behind an address with {z}, {x} and {y} (rows from the north) or {-y} (from the south, as TMS counts
/// them), in web maps' projection. The options "minzoom" (0) and "maxzoom" (19) say which levels there are, "tilesize"
/// (what the coarsest tile has, else 256) their pixels. Fails with InvalidArgument ("map-service-option") or
/// InvalidData
/// ("map-service-crs-not-offered").
Result<MapLayer> makeTemplateLayer(const WebAddress& address, const model::SourceRequest& request, int tilePixels);

/// The side of the tiles that a layer's address gives, from its coarsest one; 256 where the service has none or it is
/// none of a usual size, or refuses it. Fails with Unavailable ("map-service-first-tile", or as Fetcher::fetch does) or
/// Cancelled.
Result<int> probeTilePixels(const MapLayer& layer, Fetcher& fetcher);

}  // namespace belvedere::loaders::map_services
