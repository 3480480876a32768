#pragma once

#include <nlohmann/json.hpp>

#include "engine/model/source.h"

namespace belvedere::app::detail {

using Json = nlohmann::ordered_json;

Json toJson(const Diagnostics& diagnostics);
Json toJson(const Error& error);
Json toJson(const geo::Bounds2& extent);
Json toJson(const model::SourceDescription& description);

/// Indented text; invalid UTF-8 of a source is replaced.
std::string jsonText(const Json& json);

}  // namespace belvedere::app::detail
