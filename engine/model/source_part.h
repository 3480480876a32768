#pragma once

#include <charconv>
#include <cstdint>
#include <string>

#include "engine/model/source.h"

namespace belvedere::model {

/// A part of a source that is read for itself, so that several processes can share one source: run `index` (from 0) of
/// `count` runs of its batches. What the parts give one after the other is, batch by batch, what the whole gives; what
/// concerns the whole source is found by the first. City models can be read so; a reader that cannot cut its format
/// gives all in the first part.
struct SourcePart {
  std::uint32_t index = 0;
  std::uint32_t count = 1;

  bool isFirst() const { return index == 0; }
  /// Whether this part has what begins after `before` and ends with `end` of all `total` bytes.
  bool holds(std::uint64_t before, std::uint64_t end, std::uint64_t total) const {
    const double middle = (static_cast<double>(before) + static_cast<double>(end)) / 2.0;
    const double share = total > 0 ? static_cast<double>(count) * middle / static_cast<double>(total) : 0.0;
    return share >= static_cast<double>(index) && (share < static_cast<double>(index) + 1.0 || index + 1 == count);
  }
};

/// The reader option that names a part: "2/8" is the second of eight.
constexpr const char* kPartOption = "part";

/// The part that a request names; the whole where it names none, or makes no sense.
inline SourcePart partOf(const SourceRequest& request) {
  const auto found = request.options.find(kPartOption);
  const std::string text = found == request.options.end() ? std::string() : found->second;
  const char* end = text.data() + text.size();
  std::uint32_t number = 0;
  std::uint32_t count = 0;
  const auto first = std::from_chars(text.data(), end, number);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '/') {
    return {};
  }
  const auto second = std::from_chars(first.ptr + 1, end, count);
  const bool isPart = second.ec == std::errc() && second.ptr == end && number >= 1 && number <= count;
  return isPart ? SourcePart{number - 1, count} : SourcePart();
}

}  // namespace belvedere::model
