#pragma once

#include <cstdint>
#include <string_view>

#include "engine/core/diagnostics.h"

namespace belvedere::loaders {

/// Counts what the triangulator found wrong with one polygon: one warning per fault, keyed "polygon-101",
/// "polygon-102", "polygon-203", "polygon-zero-area", … with val3dity's codes, the same keys for every format.
/// `faults` holds geometry::PolygonFault bits; `where` names the feature.
void addPolygonFaults(Diagnostics& diagnostics, std::uint32_t faults, std::string_view where);

}  // namespace belvedere::loaders
