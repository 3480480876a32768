#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data_loaders/gltf/json_document.h"

namespace belvedere::loaders::gltf {

/// A glTF 1.0 file (2015 to 2017, in the b3dm of the first tilesets) told as glTF 2.0: names become indices, strides
/// move to buffer views, the colours and pictures of techniques become base colours. `hasBinary` says that the file has
/// a binary body (KHR_binary_glTF), which becomes buffer 0. Nothing where the JSON is not sound glTF 1.0.
std::optional<std::string> upgradedGltf1(const JsonValue& root, bool hasBinary);

}  // namespace belvedere::loaders::gltf
