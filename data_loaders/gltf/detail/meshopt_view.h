#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data_loaders/gltf/json_document.h"

namespace belvedere::loaders::gltf {

/// Unpacks a buffer view of EXT_meshopt_compression, its filter applied; `extension` is that object. Nothing where the
/// bytes or the numbers are not sound.
std::optional<std::string> unpackMeshopt(std::string_view packed, const JsonValue& extension);

}  // namespace belvedere::loaders::gltf
