#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/citygml/document.h"
#include "engine/core/diagnostics.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"

namespace belvedere::loaders::citygml {

/// A run of whole members that one thread reads at a time.
struct Chunk {
  const char* begin = nullptr;
  const char* end = nullptr;
  bool isHuge = false;  ///< one member, so large that it is handed on while it is read
};

/// What one look through the whole document finds, without reading geometry: where members begin and end, and what must
/// be known before any of them is read.
struct MemberIndex {
  std::vector<Chunk> chunks;
  std::vector<const char*> appearances;  ///< start tags of appearances of the whole document
  std::vector<std::string> themes;       ///< in order of appearance, each once
  std::string srsName;                   ///< the first in the document; empty where there is none
  Diagnostics diagnostics;
};

/// Looks through the document; checks that tags balance, and finds its way again where they do not. The chunks depend
/// on the document alone, since batches end where they do. Fails with InvalidData ("xml-doctype-refused",
/// "xml-truncated-header"), LimitExceeded ("xml-too-deep") or Cancelled.
Result<MemberIndex> indexMembers(const Document& document, const std::stop_token& stop, const ProgressSink& progress);

}  // namespace belvedere::loaders::citygml
