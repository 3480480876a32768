#include <catch2/catch.hpp>

#include "engine/ui/detail/search.h"

using belvedere::ui::containsFolded;

TEST_CASE("A search without accents finds words with them") {
  CHECK(containsFolded("École élémentaire", "ecole"));
  CHECK(containsFolded("Cœur de ville", "COEUR"));
  CHECK_FALSE(containsFolded("Éclairage public", "ecole"));
}

TEST_CASE("An empty search finds everything") { CHECK(containsFolded("", "")); }
