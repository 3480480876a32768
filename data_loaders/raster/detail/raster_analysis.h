#pragma once

#include "data_loaders/raster/detail/raster_dataset.h"

namespace belvedere::loaders::raster {

/// Looks at an opened raster once: what it holds (terrain where its one band is neither bytes nor a palette, unless
/// the request says), its unit, what stands for no data, and how colours of more than 8 bits are stretched
/// over the whole layer (2nd to 98th percentile of a sample, the same for every tile). Completes `raster` and describes
/// it. Heights range as stored, of all samples of a small raster, of an even choice of a large one.
model::SourceDescription analyse(RasterDataset& raster, const model::SourceRequest& request);

/// The finding that parts of a file cannot be read, and why.
Message damageMessage(const std::string& file, const std::string& reason);

}  // namespace belvedere::loaders::raster
