#pragma once

#include <string>
#include <string_view>

#include "engine/core/translator.h"

namespace belvedere::ui {

/// A type or surface kind of the city model standards in people's words: "RoofSurface" is « Toiture ». Names that are
/// of no standard (those of GIS layers) stay as they are.
std::string peopleName(const Translator& translator, std::string_view standardName);

}  // namespace belvedere::ui
