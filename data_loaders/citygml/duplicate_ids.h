#pragma once

#include <stop_token>

#include "data_loaders/citygml/document.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::citygml {

/// Looks through the start tags of a document for a gml:id that more than one element bears, and counts each bearer but
/// the first ("citygml-duplicate-id", named by the id). Ends early when stopped. Any thread.
void findDuplicateIds(const Document& document, Diagnostics& diagnostics, const std::stop_token& stop);

}  // namespace belvedere::loaders::citygml
