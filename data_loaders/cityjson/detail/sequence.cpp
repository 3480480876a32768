#include "data_loaders/cityjson/detail/sequence.h"

#include <cstring>
#include <string>

#include "data_loaders/cityjson/detail/json_text.h"
#include "data_loaders/cityjson/detail/messages.h"

namespace belvedere::loaders::cityjson {
namespace {

constexpr char kRecordSeparator = '\x1E';
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

const char* skipSeparators(const char* p, const char* end) {
  p = skipSpace(p, end);
  while (p < end && *p == kRecordSeparator) {
    p = skipSpace(p + 1, end);
  }
  return p;
}

std::size_t sequenceStart(std::string_view text) {
  const std::size_t mark = text.substr(0, kByteOrderMark.size()) == kByteOrderMark ? kByteOrderMark.size() : 0;
  const char* begin = text.data() + mark;
  return static_cast<std::size_t>(skipSeparators(begin, text.data() + text.size()) - text.data());
}

std::string_view FeatureCutter::lineFrom(const char* p) const {
  const auto rest = static_cast<std::size_t>(end_ - p);
  const auto* newline = static_cast<const char*>(std::memchr(p, '\n', rest));
  return {p, newline == nullptr ? rest : static_cast<std::size_t>(newline - p)};
}

/// Whether a value can go on in the line that begins here: another object there begins a feature of its own.
bool FeatureCutter::mayContinue(const char* nextLine) const {
  return canSpanLines_ && nextLine < end_ && *nextLine != '{' && *nextLine != kRecordSeparator;
}

std::optional<std::string_view> FeatureCutter::next(Diagnostics& diagnostics) {
  while ((place_ = skipSeparators(place_, end_)) < end_) {
    const char* begin = place_;
    const std::string_view line = lineFrom(begin);
    const char* lineEnd = begin + line.size();
    JsonFault fault = JsonFault::None;
    const char* stop = *begin == '{' ? endOfValue(begin, lineEnd, fault) : nullptr;
    if (stop == nullptr && fault == JsonFault::Cut && mayContinue(lineEnd + (lineEnd < end_ ? 1 : 0))) {
      fault = JsonFault::None;
      stop = endOfValue(begin, end_, fault);
      canSpanLines_ = stop != nullptr;
    }
    ++features_;
    if (stop != nullptr) {
      place_ = stop;
      return std::string_view(begin, static_cast<std::size_t>(stop - begin));
    }
    place_ = lineEnd;
    const bool isLast = skipSeparators(place_, end_) == end_;
    const bool isCut = isLast && fault == JsonFault::Cut;
    diagnostics.add(isCut ? Severity::Error : Severity::Warning, isCut ? kSequenceCut : kFeatureMalformed,
                    "feature " + std::to_string(features_));
  }
  return std::nullopt;
}

}  // namespace belvedere::loaders::cityjson
