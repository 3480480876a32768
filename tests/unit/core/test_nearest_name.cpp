#include <array>
#include <catch2/catch.hpp>

#include "engine/core/nearest_name.h"

using namespace belvedere;

namespace {
constexpr std::array<std::string_view, 4> kKnown{"opacity", "visible", "name", "style.fill"};
}

TEST_CASE("A name with two letters swapped, one missing or another case finds its neighbour") {
  CHECK(nearestName("opactiy", kKnown) == "opacity");
  CHECK(nearestName("visble", kKnown) == "visible");
  CHECK(nearestName("STYLE.FILL", kKnown) == "style.fill");
}

TEST_CASE("The beginning of a name finds it, after those that are mistyped") {
  constexpr std::array<std::string_view, 3> kPlaces{"Rives", "Centre ancien", "Centres"};
  CHECK(nearestName("centre", kPlaces) == "Centres");
  CHECK(nearestName("Centre an", kPlaces) == "Centre ancien");
  CHECK_FALSE(nearestName("Ce", kPlaces).has_value());
}

TEST_CASE("A sign has no neighbour of which nothing is the same") {
  constexpr std::array<std::string_view, 2> kCounts{"1", "2"};
  CHECK_FALSE(nearestName("9", kCounts).has_value());
}

TEST_CASE("A name far from all others has no neighbour") {
  CHECK_FALSE(nearestName("temperature", kKnown).has_value());
  CHECK_FALSE(nearestName("", kKnown).has_value());
  CHECK_FALSE(nearestName(std::string(100000, 'a'), kKnown).has_value());
}
