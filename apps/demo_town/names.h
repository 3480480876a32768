#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/demo_town/random.h"

namespace belvedere::demo {

/// "Valbourg-sur-Vernelle" for the first town, others made of syllables common in Lorraine; all invented.
std::string townName(std::uint64_t seed, std::size_t number);
std::string riverName(int row);

enum class StreetNaming { Core, Faubourg, Housing, NewQuarter, Industry, Country };

/// Gives street names without giving one twice in a town; named after trades, plants and places, never after people.
class StreetNames {
 public:
  explicit StreetNames(std::uint64_t seed) : random_(seed) {}
  std::string next(StreetNaming naming);

 private:
  Random random_;
  std::vector<std::string> used_;
};

}  // namespace belvedere::demo
