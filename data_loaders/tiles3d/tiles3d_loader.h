#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::tiles3d {

/// 3D Tiles 1.0 and 1.1 (OGC 22-025r4) in local files: a tileset.json with all that it names below its folder, or one
/// content alone (b3dm, i3dm, pnts, cmpt). Reading over the web is not part of it.
///
/// What is shown is the finest content of each branch: with REPLACE the leaves, with ADD all. Where the file of a leaf
/// is missing, the tile above stands in for its children. Bounding volumes and viewer request volumes choose nothing
/// here, and place nothing: absurd ones do no harm.
///
/// Coordinates near the earth's surface when measured from its centre (EPSG:4978), as 3D Tiles asks for, become
/// longitude, latitude and ellipsoidal height (EPSG:4979). All others are east, north, up in a CRS that the user names,
/// as tilesets in national projections do it.
///
/// Features are the rows of batch tables and property tables that geometry names, with their attributes, those of
/// their tile, content and group besides; each instance of an i3dm; else each content as a whole.
Loader makeLoader();

}  // namespace belvedere::loaders::tiles3d
