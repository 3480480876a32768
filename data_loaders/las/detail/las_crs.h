#pragma once

#include <optional>
#include <string>

#include "data_loaders/las/detail/las_header.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::las {

/// The CRS that a file declares as WKT, by WKT or GeoTIFF keys; empty where it declares none. One that cannot be
/// understood is told in `findings`.
std::string crsOf(const LasHeader& header, const std::string& fileName, Diagnostics& findings);

}  // namespace belvedere::loaders::las
