#pragma once

#include <memory>

#include "data_loaders/common/fetcher.h"
#include "data_loaders/map_services/detail/map_layer.h"

namespace belvedere::loaders::map_services {

/// One layer of a service as a raster that is read as it is asked for.
std::unique_ptr<model::RasterSource> makeMapSource(MapLayer layer, const model::SourceRequest& request,
                                                   const std::shared_ptr<Fetcher>& fetcher);

/// What a service offers where none of its layers was chosen: a description with all of them, and nothing to read
/// ("map-service-layer-wanted").
std::unique_ptr<model::RasterSource> makeMapListing(const std::string& service, const std::string& format,
                                                    const std::string& attribution,
                                                    const std::vector<OfferedLayer>& layers,
                                                    const model::SourceRequest& request, Fetcher& fetcher);

}  // namespace belvedere::loaders::map_services
