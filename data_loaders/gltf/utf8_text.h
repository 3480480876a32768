#pragma once

#include <string>
#include <string_view>

namespace belvedere::loaders::gltf {

/// The text, with U+FFFD for each byte that is no UTF-8.
std::string soundUtf8(std::string_view text);

}  // namespace belvedere::loaders::gltf
