#include <catch2/catch.hpp>

#include "engine/core/detail/strict_json.h"

using namespace belvedere;
using belvedere::detail::parseStrictJson;

namespace {

std::string failureOf(std::string_view text) {
  const auto result = parseStrictJson(text);
  return result ? "" : englishText(result.error().message);
}

}  // namespace

TEST_CASE("Sound JSON keeps its values and the order of its keys") {
  const auto json = parseStrictJson(R"({"b": [1, 2.5, "é"], "a": {"c": null, "d": true}})");
  REQUIRE(json);
  CHECK(json->dump() == R"({"b":[1,2.5,"é"],"a":{"c":null,"d":true}})");
}

TEST_CASE("UTF-16 is named, with and without a byte order mark") {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"\xFF\xFE{\0}\0"sv, "\xFE\xFF\0{\0}"sv, "{\0}\0"sv, "\0{\0}"sv}) {
    CHECK(failureOf(text) == "The JSON text is in UTF-16; it is read in UTF-8 only.");
  }
  CHECK(parseStrictJson("\xEF\xBB\xBF{}"));
}

TEST_CASE("A duplicate key is refused with its line and name") {
  CHECK(failureOf("{\n \"a\": 1,\n \"b\": {\"a\": 1},\n \"a\": 2}") ==
        "Line 4: the key “a” stands twice in one object.");
}

TEST_CASE("NaN, numbers beyond double and invalid UTF-8 are refused with their line") {
  CHECK(failureOf("{\n\"a\": NaN}") == "Line 2: this is not valid JSON.");
  CHECK(failureOf("{\n\n\"a\": 1e400}") == "Line 3: the number is too large to be read.");
  CHECK(failureOf("[\"\xff\"]") == "Line 1: this is not valid JSON.");
  CHECK(failureOf("") == "Line 1: this is not valid JSON.");
  CHECK(failureOf("{} x") == "Line 1: this is not valid JSON.");
}

TEST_CASE("Nesting beyond the limit is refused without recursion") {
  const auto result = parseStrictJson(std::string(200000, '['));
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::LimitExceeded);
  CHECK(parseStrictJson(std::string(64, '[') + std::string(64, ']')));
}

TEST_CASE("More values than the limit are refused") {
  std::string text = "[0";
  for (int i = 0; i < 20; ++i) {
    text += ",0";
  }
  CHECK(parseStrictJson(text + "]", {1000, 64, 10}).error().message.key == "json-too-large");
  CHECK(parseStrictJson(text + "]", {10, 64, 1000}).error().message.key == "json-too-large");
}
