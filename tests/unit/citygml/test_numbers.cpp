#include <catch2/catch.hpp>
#include <clocale>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

#include "data_loaders/citygml/numbers.h"

using namespace belvedere::loaders::citygml;

namespace {

double first(const std::string& text) {
  const char* at = text.data();
  double value = -1.0;
  REQUIRE(nextNumber(at, text.data() + text.size(), value));
  return value;
}

}  // namespace

TEST_CASE("Numbers are read one after the other up to markup") {
  const std::string text = " 1 -2.5\n+3e2,4.<x";
  const char* at = text.data();
  const char* const end = at + text.size();
  double value = 0.0;
  for (const double wanted : {1.0, -2.5, 300.0, 4.0}) {
    REQUIRE(nextNumber(at, end, value));
    CHECK(value == wanted);
  }
  CHECK_FALSE(nextNumber(at, end, value));
  CHECK(*at == '<');
}

TEST_CASE("Numbers are rounded as the C library rounds them") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = std::to_string(random() % 1000000000) + "." + std::to_string(random() % 100000000000ULL);
    CHECK(first(text) == std::strtod(text.c_str(), nullptr));
  }
  for (const char* text :
       {"35.538511979563104", "1e-320", "123456789012345678901234567890", "9007199254740993", "0.1"}) {
    CHECK(first(text) == std::strtod(text, nullptr));
  }
}

TEST_CASE("What is no number is NaN and does not stop the list") {
  const std::string text = "NaN abc 1.5.2 7";
  const char* at = text.data();
  double value = 0.0;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(nextNumber(at, text.data() + text.size(), value));
    CHECK(std::isnan(value));
  }
  REQUIRE(nextNumber(at, text.data() + text.size(), value));
  CHECK(value == 7.0);
}

TEST_CASE("A whole text is a number only if nothing else stands in it") {
  CHECK(wholeNumber(" 12.5 ") == 12.5);
  CHECK_FALSE(wholeNumber("12,5").has_value());
  CHECK_FALSE(wholeNumber("12 m").has_value());
  CHECK_FALSE(wholeNumber("1e999").has_value());
  CHECK(wholeInteger("-7") == -7);
  CHECK_FALSE(wholeInteger("7.0").has_value());
  CHECK_FALSE(wholeInteger("99999999999999999999").has_value());
}
