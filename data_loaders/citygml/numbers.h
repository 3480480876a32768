#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace belvedere::loaders::citygml {

/// Reads the next number of a list separated by white space (or commas) and moves `at` behind it. Nothing at the end,
/// or where markup begins ('<'); NaN for a token that is no number. The decimal mark is a point, whatever the locale.
/// Correctly rounded.
bool nextNumber(const char*& at, const char* end, double& value);

/// The whole text as a number, white space around it allowed.
std::optional<double> wholeNumber(std::string_view text);
std::optional<std::int64_t> wholeInteger(std::string_view text);

}  // namespace belvedere::loaders::citygml
