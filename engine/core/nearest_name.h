#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace belvedere {

/// The known name that a mistyped one most likely means: the fewest inserted, left out, replaced or swapped letters,
/// upper and lower case alike, at most a third of the letters and never all of them; else the first that begins with
/// the name, if that has three letters. Ties go to the first. Any thread.
std::optional<std::string_view> nearestName(std::string_view name, std::span<const std::string_view> known);

}  // namespace belvedere
