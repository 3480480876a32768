#pragma once

#include <memory>

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::raster {

/// Opens the files of a request as one layer. Fails as openRaster() does.
Result<std::unique_ptr<model::RasterSource>> openRasterSource(const model::SourceRequest& request,
                                                              const ReaderContext& context);

}  // namespace belvedere::loaders::raster
