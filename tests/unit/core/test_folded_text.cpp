#include <catch2/catch.hpp>

#include "engine/core/folded_text.h"

using namespace belvedere;

TEST_CASE("Accents and capitals fold away, other scripts and broken UTF-8 stay") {
  CHECK(foldedText("Éclairage PUBLIC d'Œuvre") == "eclairage public d'oeuvre");
  CHECK(foldedText("東京") == "東京");
  CHECK(foldedText("a\xC3") == "a\xC3");
  CHECK(foldedText("").empty());
}
