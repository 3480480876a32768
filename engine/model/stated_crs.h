#pragma once

#include <string>

#include "engine/core/diagnostics.h"
#include "engine/model/source.h"

namespace belvedere::model {

/// Lets a CRS that somebody has stated prevail over the declared one, and says so (key "crs-stated"). An empty or
/// unknown one changes nothing.
void overrideCrs(SourceDescription& description, const std::string& crs);

/// Notes that a stated CRS is used instead of a declared one.
void reportStatedCrs(Diagnostics& diagnostics, const std::string& declared, const std::string& stated);

}  // namespace belvedere::model
