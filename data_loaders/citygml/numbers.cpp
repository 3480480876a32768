#include "data_loaders/citygml/numbers.h"

#include <array>
#include <charconv>
#include <fast_float/fast_float.h>
#include <limits>

#include "data_loaders/citygml/xml_text.h"

namespace belvedere::loaders::citygml {
namespace {

bool isSeparator(char c) { return static_cast<unsigned char>(c) <= ' ' || c == ','; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

constexpr std::array<double, 23> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::uint64_t kExactLimit = 1ULL << 53U;

// Anything that the short way of nextNumber cannot do exactly: exponents, many digits, words.
double slowNumber(const char*& at, const char* end) {
  const char* begin = at;
  while (at < end && !isSeparator(*at) && *at != '<') {
    ++at;
  }
  if (begin < at && *begin == '+') {
    ++begin;
  }
  double value = 0.0;
  const auto parsed = fast_float::from_chars(begin, at, value);
  return parsed.ec == std::errc() && parsed.ptr == at ? value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

// A decimal of up to 53 bits and 22 places is the exact quotient of two doubles, so one division rounds it correctly
// (Clinger, "How to read floating point numbers accurately", 1990). Nearly all coordinates are such.
bool nextNumber(const char*& at, const char* end, double& value) {
  const char* p = at;
  while (p < end && isSeparator(*p)) {
    ++p;
  }
  at = p;
  if (p >= end || *p == '<') {
    return false;
  }
  const bool isNegative = *p == '-';
  p += isNegative ? 1 : 0;
  const char* digits = p;
  std::uint64_t mantissa = 0;
  while (p < end && isDigit(*p)) {
    mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p++ - '0');
  }
  std::size_t digitCount = static_cast<std::size_t>(p - digits);
  std::size_t places = 0;
  if (p < end && *p == '.') {
    const char* fraction = ++p;
    while (p < end && isDigit(*p)) {
      mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p++ - '0');
    }
    places = static_cast<std::size_t>(p - fraction);
    digitCount += places;
  }
  const bool isWhole = p == end || isSeparator(*p) || *p == '<';
  if (!isWhole || digitCount == 0 || digitCount > 19 || mantissa > kExactLimit) {
    value = slowNumber(at, end);
    return true;
  }
  const double magnitude = static_cast<double>(mantissa) / kPowersOfTen[places];
  value = isNegative ? -magnitude : magnitude;
  at = p;
  return true;
}

std::optional<double> wholeNumber(std::string_view text) {
  text = trimmedXml(text);
  if (text.find(',') != std::string_view::npos) {
    return std::nullopt;
  }
  const char* at = text.data();
  const char* end = at + text.size();
  double value = 0.0;
  if (!nextNumber(at, end, value) || at != end || !(value - value == 0.0)) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> wholeInteger(std::string_view text) {
  text = trimmedXml(text);
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
  }
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace belvedere::loaders::citygml
