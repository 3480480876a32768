#pragma once

#include "engine/core/message.h"
#include "engine/core/plural.h"

/// What the OBJ reader says: failures of a whole file first, then findings that cost a part of it.
namespace belvedere::loaders::obj {

constexpr MessageId kObjEmpty{"obj-empty", N_("{file} has no vertices."), N_("Check that the right file was given.")};
constexpr MessageId kObjTooLarge{"obj-too-large", N_("{file} has more than {most} vertices."),
                                 N_("Split it into several files.")};
constexpr MessageId kUpUnknown{"obj-up-unknown", N_("The option “up” cannot be “{value}”: expected y or z.")};

constexpr MessageId kObjLineDamaged{"obj-line-damaged",
                                    N_("{file}: a line cannot be understood; what it says was left out.")};
constexpr MessageId kObjCornerUnknown{"obj-corner-unknown",
                                      N_("{file}: a face or line names a vertex that is not there; it was left out.")};
constexpr MessageId kObjFreeForm{"obj-free-form", N_("{file}: curves and free-form surfaces are not read."),
                                 N_("Have the model written with polygons.")};
constexpr MessageId kMaterialsMissing{"obj-materials-missing",
                                      N_("The list of materials {name} is missing; its surfaces stay plain."),
                                      N_("Put it back beside the file, under the same name.")};
constexpr MessageId kMaterialUnknown{"obj-material-unknown",
                                     N_("{file}: the material “{name}” is not described; its surfaces stay plain.")};
constexpr MessageId kObjReading{"obj-indexing", N_("Reading {file}")};

}  // namespace belvedere::loaders::obj
