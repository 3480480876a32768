#pragma once

#include <memory>

#include "engine/core/result.h"
#include "engine/model/source.h"

namespace belvedere::loaders::citygml {

/// Opens a CityGML 1.0, 2.0 or 3.0 document; looks at its beginning only. `threads` may parse at the same time; memory
/// stays bounded by them and by the size of a batch, whatever the size of the document. Fails with NotFound, Io,
/// InvalidData ("xml-doctype-refused", "citygml-not-a-city-model", "xml-truncated-header"), Unsupported
/// ("xml-encoding-unsupported") or InvalidArgument (a `crs` in the request that is not understood).
Result<std::unique_ptr<model::FeatureSource>> openCityGml(const model::SourceRequest& request, unsigned threads);

}  // namespace belvedere::loaders::citygml
