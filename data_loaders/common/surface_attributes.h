#pragma once

#include "engine/core/message.h"

namespace belvedere::loaders {

/// A feature is a whole city object: what a source says of one wall or roof alone (its slope, the height of its points)
/// has no place in it, and would only pile up among the attributes of the building. Counted once for each such surface
/// and named by its object, the same for every format, so that nobody looks for it in vain.
constexpr MessageId kSurfaceAttributesLeftOut{"surface-attributes-left-out",
                                              N_("A boundary surface (wall, roof …) has attributes of its own; they "
                                                 "were left out, those of its object are kept."),
                                              {}};

}  // namespace belvedere::loaders
