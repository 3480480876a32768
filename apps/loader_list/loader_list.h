#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere {

/// All loaders of the program, in the order in which they are asked: the particular before the general (CityGML is GML
/// too). The program and its reader processes use the same list.
loaders::LoaderRegistry makeLoaderList();

}  // namespace belvedere
