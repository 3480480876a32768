#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::obj {

/// Wavefront OBJ with its material libraries (MTL): polygons of any size, lines, points, colours at vertices, pictures.
/// Each object ("o"), or where there are none each group ("g"), is a feature of the type "Model".
///
/// A file says nothing of its axes: z points up, x is east, y north, unless the layer's option "up" is "y" (then x is
/// east and -z north). Coordinates are metres in a CRS that the user names, or about a place that a layer's settings
/// give (geo::CoordinateCorrection). Normals decide which side of a face is the outer one; faces without are seen from
/// both sides.
Loader makeLoader();

}  // namespace belvedere::loaders::obj
