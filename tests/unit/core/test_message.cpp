#include <catch2/catch.hpp>

#include "engine/core/diagnostics.h"
#include "engine/core/message.h"

using namespace belvedere;

TEST_CASE("Arguments take the place of their names") {
  CHECK(substitute("{file}: {count} rings", {{"file", "a.gml"}, {"count", "3"}}) == "a.gml: 3 rings");
}

TEST_CASE("An unknown argument name stays visible") { CHECK(substitute("{file}", {}) == "{file}"); }

TEST_CASE("Control characters of hostile input never reach the terminal") {
  CHECK(substitute("{id}", {{"id", "a\x1b[2Jb"}}) == "a\xEF\xBF\xBD[2Jb");
}

TEST_CASE("Findings of one kind are counted once and keep their first places") {
  constexpr MessageId kRing{"ring", "A ring is not closed."};
  Diagnostics diagnostics;
  for (int i = 0; i < 50; ++i) {
    diagnostics.add(Severity::Warning, Message(kRing), std::to_string(i));
  }
  REQUIRE(diagnostics.items().size() == 1);
  CHECK(diagnostics.items()[0].count == 50);
  CHECK(diagnostics.items()[0].where.size() == Diagnostics::kMaxPlaces);
}
