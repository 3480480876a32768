#include <catch2/catch.hpp>

#include "data_loaders/citygml/xml_text.h"

using namespace belvedere::loaders::citygml;

namespace {

std::string decoded(std::string_view raw, TextEncoding encoding = TextEncoding::Utf8, bool expectsDamage = false) {
  std::string scratch;
  bool isDamaged = false;
  std::string text(decodeXmlText(raw, encoding, scratch, isDamaged));
  CHECK(isDamaged == expectsDamage);
  return text;
}

}  // namespace

TEST_CASE("Entities and numeric references become what they stand for") {
  CHECK(decoded("A &amp; B &#233;t&#xE9; fin") == "A & B \xC3\xA9t\xC3\xA9 fin");
  CHECK(decoded("&lt;a&gt; &quot;b&quot; &apos;c&apos;") == "<a> \"b\" 'c'");
  CHECK(decoded("&#x1F3E0;") == "\xF0\x9F\x8F\xA0");
}

TEST_CASE("CDATA is kept letter by letter, comments are not") {
  CHECK(decoded("a<![CDATA[ <b> &amp; ]]>c<!-- d -->e") == "a <b> &amp; ce");
}

TEST_CASE("White space around a text goes, inside it stays") { CHECK(decoded("\n\t a  b \r\n") == "a  b"); }

TEST_CASE("A lone ampersand of a careless writer stays") { CHECK(decoded("Dupont & Fils") == "Dupont & Fils"); }

TEST_CASE("Bytes that are no character show as a replacement sign") {
  CHECK(decoded("Mus\xE9"
                "e",
                TextEncoding::Utf8, true) ==
        "Mus\xEF\xBF\xBD"
        "e");
  CHECK(decoded("a&#0;b", TextEncoding::Utf8, true) ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(decoded("\xED\xA0\x80", TextEncoding::Utf8, true) == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
}

TEST_CASE("Western European code pages are read") {
  CHECK(decoded("Mus\xE9"
                "e",
                TextEncoding::Latin1) ==
        "Mus\xC3\xA9"
        "e");
  CHECK(decoded("10 \x80", TextEncoding::Windows1252) == "10 \xE2\x82\xAC");
}

TEST_CASE("UTF-16 becomes UTF-8 in both byte orders") {
  using namespace std::string_view_literals;
  CHECK(utf8FromUtf16("\xFF\xFE<\0\xE9\0"sv) == "<\xC3\xA9");
  CHECK(utf8FromUtf16("\xFE\xFF\0<\xD8\x3C\xDF\xE0"sv) == "<\xF0\x9F\x8F\xA0");
  CHECK(utf8FromUtf16("\xFF\xFE\x3C\xD8"sv) == "\xEF\xBF\xBD");
}
