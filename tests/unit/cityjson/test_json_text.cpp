#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "data_loaders/cityjson/detail/json_text.h"

using namespace belvedere::loaders::cityjson;

namespace {

std::string cut(std::string_view text) {
  JsonFault fault = JsonFault::None;
  const char* end = endOfValue(text.data(), text.data() + text.size(), fault);
  return end == nullptr ? "fault " + std::to_string(static_cast<int>(fault)) : std::string(text.data(), end);
}

const std::string kCutShort = "fault " + std::to_string(static_cast<int>(JsonFault::Cut));
const std::string kTooDeep = "fault " + std::to_string(static_cast<int>(JsonFault::TooDeep));

}  // namespace

TEST_CASE("A value ends at its own bracket, quote or delimiter") {
  CHECK(cut(R"({"a":[1,{"b":2}]},3)") == R"({"a":[1,{"b":2}]})");
  CHECK(cut(R"("x\"y" :)") == R"("x\"y")");
  CHECK(cut(R"("\\",1)") == R"("\\")");
  CHECK(cut("-1.5e3,") == "-1.5e3");
  CHECK(cut("null}") == "null");
  CHECK(cut(R"(["]","}","\"]"] x)") == R"(["]","}","\"]"])");
  CHECK(cut("[1,2") == kCutShort);
  CHECK(cut(R"("no end)") == kCutShort);
  CHECK(cut("") == kCutShort);
}

TEST_CASE("Brackets, quotes and escapes are followed across the blocks of the scanner") {
  for (std::size_t padding = 0; padding < 130; ++padding) {
    const std::string inside = "{\"" + std::string(padding, 'k') + R"(":"]}\\\"{[","b":[[],{}]})";
    CHECK(cut(inside + ",{}") == inside);
  }
}

TEST_CASE("The scanner finds the same ends as a plain character by character reading") {
  std::mt19937 random(7);
  const std::string alphabet = R"({}[]",\ a1:)";
  for (int round = 0; round < 3000; ++round) {
    std::string text = "[";
    for (int i = 0; i < 150; ++i) {
      text += alphabet[random() % alphabet.size()];
    }
    int depth = 0;
    bool isInString = false;
    std::size_t end = 0;
    for (std::size_t i = 0; i < text.size() && end == 0; ++i) {
      const char c = text[i];
      if (c == '\\') {  // outside of strings it is no JSON, but keeps a quote from opening one
        i += i + 1 < text.size() && (isInString || text[i + 1] == '"' || text[i + 1] == '\\') ? 1U : 0U;
      } else if (isInString) {
        isInString = c != '"';
      } else {
        isInString = c == '"';
        depth += c == '[' || c == '{' ? 1 : 0;
        depth -= c == ']' || c == '}' ? 1 : 0;
        end = depth == 0 ? i + 1 : 0;
      }
    }
    CHECK(cut(text) == (end == 0 ? kCutShort : text.substr(0, end)));
  }
}

TEST_CASE("Nesting stops at 512 levels without recursion") {
  CHECK(cut(std::string(500, '[') + std::string(500, ']')).size() == 1000);
  CHECK(cut(std::string(200000, '[')) == kTooDeep);
}

TEST_CASE("A cursor walks through members and elements, entering some and taking others") {
  JsonCursor cursor(R"( { "a" : 1 , "b" : { "c" : [ 1, "x" ] } , "d" : null } )");
  std::string_view key;
  std::string_view value;
  REQUIRE(cursor.enterObject());
  REQUIRE(cursor.nextKey(key));
  CHECK(key == "a");
  REQUIRE(cursor.takeValue(value));
  CHECK(value == "1");
  REQUIRE(cursor.nextKey(key));
  REQUIRE(cursor.enterObject());
  REQUIRE(cursor.nextKey(key));
  CHECK(key == "c");
  REQUIRE(cursor.enterArray());
  int elements = 0;
  while (cursor.nextElement() && cursor.takeValue(value)) {
    ++elements;
  }
  CHECK(elements == 2);
  CHECK_FALSE(cursor.nextKey(key));
  REQUIRE(cursor.nextKey(key));
  CHECK(key == "d");
  REQUIRE(cursor.takeValue(value));
  CHECK_FALSE(cursor.nextKey(key));
  CHECK(cursor.isGood());
}

TEST_CASE("A cursor stops at the first fault and says which") {
  const auto walk = [](std::string_view text) {
    JsonCursor cursor(text);
    cursor.enterObject();
    std::string_view key;
    std::string_view value;
    while (cursor.nextKey(key) && cursor.takeValue(value)) {
    }
    return cursor.fault();
  };
  CHECK(walk(R"({"a":1})") == JsonFault::None);
  CHECK(walk("{}") == JsonFault::None);
  CHECK(walk("[]") == JsonFault::Syntax);
  CHECK(walk(R"({"a" 1})") == JsonFault::Syntax);
  CHECK(walk(R"({"a":1 "b":2})") == JsonFault::Syntax);
  CHECK(walk(R"({"a":1,})") == JsonFault::Syntax);
  CHECK(walk(R"({"a":})") == JsonFault::Syntax);
  CHECK(walk(R"({"a":1)") == JsonFault::Cut);
  CHECK(walk("") == JsonFault::Cut);
}

TEST_CASE("Strings are decoded with escapes, and bytes that are not UTF-8 are taken as Latin-1") {
  CHECK(decodeString(R"("plain")") == "plain");
  CHECK(decodeString(R"("A & B \u00e9t\u00e9 \"fin\"\n")") == "A & B été \"fin\"\n");
  CHECK(decodeString(R"("\ud83c\udfe0")") == "\xF0\x9F\x8F\xA0");
  CHECK(decodeString("\"caf\xE9 cr\xE8me\"") == "café crème");
  CHECK(decodeString("\"d\xC3\xA9j\xC3\xA0 caf\xE9\"") == "déjà café");
  CHECK_FALSE(decodeString(R"("bad \x escape")").has_value());
  CHECK_FALSE(decodeString("12").has_value());
}

TEST_CASE("Numbers are read exactly and never by the locale") {
  CHECK(numberOf("-12") == -12.0);
  CHECK(numberOf("0.001") == 0.001);
  CHECK(numberOf("123456789.123") == 123456789.123);
  CHECK(numberOf("1e3") == 1000.0);
  CHECK(numberOf("12345678901234567890") == 12345678901234567890.0);
  CHECK_FALSE(numberOf("1,5").has_value());
  CHECK_FALSE(numberOf("NaN").has_value());
  CHECK_FALSE(numberOf("null").has_value());
  CHECK_FALSE(numberOf("").has_value());
  CHECK_FALSE(numberOf("-").has_value());
}
