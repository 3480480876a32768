#pragma once

#include <span>
#include <string_view>

namespace belvedere {

/// Whether the system can read text in an encoding of this name ("UTF-8", "CP1252", "ISO-8859-15"). Any thread.
bool isKnownEncoding(std::string_view name);

/// The names that geographic data mostly use, for suggestions.
std::span<const std::string_view> usualEncodings();

}  // namespace belvedere
