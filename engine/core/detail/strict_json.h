#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/core/result.h"

namespace belvedere::detail {

/// Bounds on JSON from outside.
struct JsonLimits {
  std::size_t bytes = std::size_t{16} << 20U;
  std::size_t depth = 64;
  std::size_t values = 1'000'000;
};

/// Parses JSON strictly: UTF-8, no comments, no duplicate keys in an object, finite numbers, bounded depth and size.
/// Keys keep their order. Fails with InvalidData or LimitExceeded and a message that names the line. Any thread.
Result<nlohmann::ordered_json> parseStrictJson(std::string_view text, const JsonLimits& limits = {});

}  // namespace belvedere::detail
