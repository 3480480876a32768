#pragma once

#include <string>
#include <string_view>

namespace belvedere::loaders::vector {

/// Whether all bytes are well-formed UTF-8.
bool isUtf8(std::string_view bytes);

/// Text of a declared encoding, or of none: bytes that are well-formed UTF-8 are taken as such, whatever was declared
/// (text of another encoding hardly ever is); else the declared encoding counts, else Windows-1252, which French
/// files without a declaration use. Never fails.
std::string decodeText(std::string_view bytes, const std::string& declaredEncoding);

}  // namespace belvedere::loaders::vector
