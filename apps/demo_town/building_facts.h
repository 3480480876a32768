#pragma once

#include <string>
#include <vector>

#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// A code of the demo's own lists with its meaning, as buildings/codelists holds them.
struct Code {
  const char* code;
  const char* meaning;
};
const Code& codeOf(Use use);
const Code& codeOf(RoofType type);
const std::vector<Code>& useCodes();
const std::vector<Code>& roofCodes();

/// An attribute beyond the standard ones, for both city formats.
struct Fact {
  enum class Kind { Text, Integer, Measure };
  const char* name;
  Kind kind;
  std::string text;  ///< also the number as text
  const char* unit = "";
};
std::vector<Fact> factsOf(const Building& building, const TownPlan& plan);

/// The street's name, or empty.
std::string streetOf(const Building& building, const TownPlan& plan);

}  // namespace belvedere::demo
