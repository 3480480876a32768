#include <catch2/catch.hpp>
#include <vector>

#include "data_loaders/obj/detail/obj_text.h"

using namespace belvedere::loaders::obj;

namespace {

std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> all;
  Lines lines(text);
  for (std::string_view line; lines.next(line);) {
    all.emplace_back(line);
  }
  return all;
}

}  // namespace

TEST_CASE("Lines end with LF or CRLF; comments are empty; a backslash joins") {
  CHECK(linesOf("v 1 2 3\r\n# by hand\n\tf 1 2\\\n 3 \\\r\n4\no a#b") ==
        std::vector<std::string>{"v 1 2 3", "", "f 1 2 3  4", "o a#b"});
  CHECK(linesOf("").empty());
  CHECK(linesOf("f 1 \\") == std::vector<std::string>{"f 1  "});
}

TEST_CASE("Lines know where they are") {
  Lines lines("ab\ncd\n");
  std::string_view line;
  REQUIRE(lines.next(line));
  REQUIRE(lines.next(line));
  CHECK(lines.lineOffset() == 3);
  CHECK(lines.offset() == 6);
  CHECK_FALSE(lines.next(line));
}

TEST_CASE("Numbers have a point, whatever the locale; others are refused") {
  const auto number = [](std::string_view text) {
    double value = -1.0;
    return takeNumber(text, value) ? value : -1.0;
  };
  CHECK(number(" 2.5e1 7") == 25.0);
  CHECK(number("+3") == 3.0);
  CHECK(number("2,5") == -1.0);
  CHECK(number("nan") == -1.0);
  CHECK(number("1e999") == -1.0);
  CHECK(number("") == -1.0);
  CHECK(number("x") == -1.0);
}

TEST_CASE("Corners are read in each of their forms") {
  const auto corner = [](std::string_view text) {
    WrittenCorner read;
    return readCorner(text, read) ? std::vector<std::int64_t>{read.position, read.texcoord, read.normal}
                                  : std::vector<std::int64_t>{};
  };
  CHECK(corner("7") == std::vector<std::int64_t>{7, 0, 0});
  CHECK(corner("7/8") == std::vector<std::int64_t>{7, 8, 0});
  CHECK(corner("7//9") == std::vector<std::int64_t>{7, 0, 9});
  CHECK(corner("-1/-2/-3") == std::vector<std::int64_t>{-1, -2, -3});
  CHECK(corner("7/8/").size() == 3);
  for (const char* wrong : {"", "/1", "0", "x", "1x", "1/2/3/4", "99999999999999999999", "1/0"}) {
    INFO(wrong);
    CHECK(corner(wrong).empty());
  }
}

TEST_CASE("Numbers count from 1, or back from the last") {
  CHECK(placeOf(1, 5) == 0);
  CHECK(placeOf(-1, 5) == 4);
  CHECK(placeOf(-5, 5) == 0);
  CHECK(placeOf(-6, 5) == 5);  // none
  CHECK(placeOf(0, 5) == 5);
  CHECK(placeOf(9, 5) == 8);  // stands behind: whoever asks checks
  CHECK(placeOf(INT64_MIN, 5) == 5);
}
