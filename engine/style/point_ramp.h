#pragma once

#include "engine/style/colour.h"

namespace belvedere::style {

/// The colours by height of a point cloud, for its legend and its picture: from blue over green and yellow to red as
/// `share` goes from 0 to 1 (A. Mikhailov, "Turbo, an improved rainbow colormap", 2019, without its dark ends). Beyond,
/// the ends. sRGB.
Colour pointRampColour(double share);

/// The greys by intensity, from dark to light in the same way.
Colour intensityColour(double share);

}  // namespace belvedere::style
