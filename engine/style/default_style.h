#pragma once

#include <string_view>

#include "engine/model/source.h"
#include "engine/style/layer_style.h"

namespace belvedere::style {

/// A legible style for a layer that has none yet, from what the source is: relief coloured by height, areas with a
/// height attribute raised as blocks, points with a symbol, areas softly filled; the colour and the symbol follow the
/// words in its name and in the source (water, trees, street lights …), in French and English, else the name itself.
/// `sourceLayer` picks a layer within the source; empty for all.
LayerStyle defaultStyle(const model::SourceDescription& source, std::string_view sourceLayer,
                        std::string_view layerName);

}  // namespace belvedere::style
