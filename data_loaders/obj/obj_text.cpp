#include "data_loaders/obj/detail/obj_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fast_float/fast_float.h>

namespace belvedere::loaders::obj {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";

bool isBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

}  // namespace

std::string_view Lines::nextPhysical() {
  const std::size_t end = std::min(text_.find('\n', at_), text_.size());
  const std::string_view line = text_.substr(at_, end - at_);
  at_ = std::min(end + 1, text_.size());
  const std::string_view content = trimmed(line);
  return content.starts_with('#') ? std::string_view() : content;
}

bool Lines::next(std::string_view& line) {
  begin_ = at_;
  if (at_ >= text_.size()) {
    return false;
  }
  line = nextPhysical();
  if (!line.ends_with('\\')) {
    return true;
  }
  joined_.clear();
  while (line.ends_with('\\')) {
    joined_ += line.substr(0, line.size() - 1);
    joined_ += ' ';
    line = at_ < text_.size() ? nextPhysical() : std::string_view();
  }
  joined_ += line;
  line = joined_;
  return true;
}

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && isBlank(line.front())) {
    line.remove_prefix(1);
  }
  while (!line.empty() && isBlank(line.back())) {
    line.remove_suffix(1);
  }
  return line;
}

std::string_view takeWord(std::string_view& line) {
  std::size_t begin = 0;
  while (begin < line.size() && isBlank(line[begin])) {
    ++begin;
  }
  std::size_t end = begin;
  while (end < line.size() && !isBlank(line[end])) {
    ++end;
  }
  const std::string_view word = line.substr(begin, end - begin);
  line.remove_prefix(end);
  return word;
}

bool takeNumber(std::string_view& line, double& value) {
  const std::string_view word = takeWord(line);
  const std::string_view digits = word.starts_with('+') ? word.substr(1) : word;
  const auto parsed = fast_float::from_chars(digits.data(), digits.data() + digits.size(), value);
  return !digits.empty() && parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size() &&
         std::isfinite(value);
}

bool readCorner(std::string_view word, WrittenCorner& corner) {
  std::int64_t* const parts[] = {&corner.position, &corner.texcoord, &corner.normal};
  const char* at = word.data();
  const char* const end = at + word.size();
  for (std::int64_t* part : parts) {
    *part = 0;
    if (at < end && *at != '/') {
      const auto parsed = std::from_chars(at, end, *part);
      if (parsed.ec != std::errc() || *part == 0) {
        return false;
      }
      at = parsed.ptr;
    }
    if (at == end) {
      break;
    }
    if (*at != '/') {
      return false;
    }
    ++at;
  }
  return at == end && corner.position != 0;
}

std::uint64_t placeOf(std::int64_t written, std::uint64_t count) {
  const std::int64_t place = written > 0 ? written - 1 : static_cast<std::int64_t>(count) + written;
  return place >= 0 && written != 0 ? static_cast<std::uint64_t>(place) : count;
}

}  // namespace belvedere::loaders::obj
