#pragma once

#include <string_view>

namespace belvedere::ui {

/// Whether `text` contains `wanted`, upper and lower case and French accents alike: « ecole » finds « École ». UTF-8;
/// an empty `wanted` is in everything.
bool containsFolded(std::string_view text, std::string_view wanted);

}  // namespace belvedere::ui
