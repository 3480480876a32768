#pragma once

#include <initializer_list>
#include <string_view>

#include "engine/core/result.h"

namespace belvedere::loaders {

/// Makes GDAL safe (no network, no code from outside, bounded memory, no environment) and registers the named drivers;
/// others are unknown to it. Only drivers of our keep-list can be named ("GTiff", "VRT", "GPKG", "ESRI Shapefile", …);
/// misuse is an assertion. Driver names are the short names of GDAL. Call before any other GDAL function, as often as
/// wanted; drivers add up. Any thread.
///
/// Then open with GDALOpenEx and a list of allowed drivers that holds one name (detail/gdal_dataset.h).
void prepareGdal(std::initializer_list<std::string_view> drivers);
void prepareGdal(std::string_view driver);

}  // namespace belvedere::loaders
