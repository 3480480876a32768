#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/core/diagnostics.h"

namespace belvedere::loaders::cityjson {

/// How many bytes of a byte order mark and record separators stand before the first value.
std::size_t sequenceStart(std::string_view text);

/// Skips white space and the record separators of RFC 7464 (U+001E).
const char* skipSeparators(const char* p, const char* end);

/// Cuts a sequence of CityJSON objects (JSON Lines or RFC 7464) into them. Normally each stands on a line of its own,
/// so that a damaged one costs its line only; objects that span lines are found as well.
class FeatureCutter {
 public:
  FeatureCutter(const char* begin, const char* end) : place_(begin), end_(end) {}

  /// The text of the next feature, or nothing at the end. Lines that are none are counted.
  std::optional<std::string_view> next(Diagnostics& diagnostics);

 private:
  std::string_view lineFrom(const char* p) const;
  bool mayContinue(const char* nextLine) const;

  const char* place_;
  const char* end_;
  std::size_t features_ = 0;
  bool canSpanLines_ = true;  ///< until one attempt ran to the end of the file in vain
};

}  // namespace belvedere::loaders::cityjson
