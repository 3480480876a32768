#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::cityjson {

/// CityJSON 1.0, 1.1 and 2.0 (OGC 20-072r5) and CityJSON sequences. Older and newer versions are recognised, to be
/// refused with the way to convert them.
///
/// Options of model::ReadOptions: `lod` picks a level ("2.2"; "2" also finds 2.1 to 2.9 where there is no plain 2), by
/// default each object's highest, and a building whose parts have a higher one is shown by its parts; `theme` picks
/// the appearance, by default the file's default theme, else the first of each geometry.
///
/// Coordinates: the specification leaves the axis order to the CRS. Projected systems are read as east, north, as all
/// known writers fill them in whatever the authority's order. Geographic systems are read in the authority's order
/// (EPSG:4979, 6697: latitude first, as cjio and citygml-tools write it), unless a first coordinate beyond 90 degrees
/// shows that longitude comes first.
Loader makeLoader();

}  // namespace belvedere::loaders::cityjson
