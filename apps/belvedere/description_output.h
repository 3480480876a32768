#pragma once

#include <string>

#include "apps/belvedere/console.h"
#include "engine/model/source.h"

namespace belvedere::app {

/// One object of JSON on several lines, as `info --json` gives it: source, kind, crs (null where none is declared),
/// extent [minE, minN, maxE, maxN] (null where there is none), objects, lods, diagnostics, and more by kind.
std::string descriptionJson(const model::SourceDescription& description);

/// The same shape for a source that could not be described: its one diagnostic says why.
std::string failureJson(const std::string& source, const Error& error);

/// Whether the attributes of each layer are listed too.
enum class AttributeList { Absent, Shown };

/// For people: one line per fact.
void printDescription(Console& console, const model::SourceDescription& description, AttributeList attributes);

}  // namespace belvedere::app
