#pragma once

#include <filesystem>
#include <optional>

#include "data_loaders/citygml/appearance_data.h"

namespace belvedere::loaders::citygml {

/// Gives the targets of georeferenced textures their generators: from the placement in the document, else from a world
/// file beside the picture. Both are below `folder`. Textures that cannot be placed are counted as unreadable.
void placeGeoreferencedTextures(AppearanceData& data, const std::filesystem::path& folder);

}  // namespace belvedere::loaders::citygml
