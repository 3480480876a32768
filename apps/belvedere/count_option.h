#pragma once

#include <cstdint>
#include <string>

#include "engine/core/result.h"

namespace belvedere::app {

/// The value of an option that takes a whole number. Fails with InvalidArgument ("option-not-a-count"), which names
/// the option and what is expected.
Result<std::uint64_t> readCount(const std::string& option, const std::string& text, std::uint64_t least,
                                std::uint64_t most);

}  // namespace belvedere::app
