#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::citygml {

/// Recognises and opens CityGML 1.0, 2.0 and 3.0 (.gml, .xml, .citygml; the content decides).
loaders::Loader makeLoader();

}  // namespace belvedere::loaders::citygml
