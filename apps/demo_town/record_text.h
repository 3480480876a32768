#pragma once

#include <string>

#include "apps/demo_town/random.h"

namespace belvedere::demo {

/// "2019-04-07", within whole years.
std::string dateBetween(Random& random, int firstYear, int lastYear);
/// "EP-00042"
std::string numbered(const char* prefix, long long number, int digits);
/// Fourteen digits that look like an electricity meter's, never a real one's: they begin with 00.
std::string meterNumber(long long number);

}  // namespace belvedere::demo
