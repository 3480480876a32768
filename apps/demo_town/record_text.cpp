#include "apps/demo_town/record_text.h"

#include <algorithm>

namespace belvedere::demo {

namespace {

std::string digits(long long number, int count) {
  const std::string text = std::to_string(number);
  return std::string(static_cast<std::size_t>(std::max(0, count - static_cast<int>(text.size()))), '0') + text;
}

}  // namespace

std::string dateBetween(Random& random, int firstYear, int lastYear) {
  const int year = random.integer(firstYear, lastYear);
  const int month = random.integer(1, 12);
  return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(random.integer(1, 28), 2);
}

std::string numbered(const char* prefix, long long number, int count) { return prefix + digits(number, count); }

std::string meterNumber(long long number) {
  return "00" + digits(static_cast<long long>(mixSeeds(static_cast<std::uint64_t>(number), 9) % 1000000000000ULL), 12);
}

}  // namespace belvedere::demo
