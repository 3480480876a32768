#include <catch2/catch.hpp>

#include "data_loaders/vector/detail/text_decoder.h"

using namespace belvedere::loaders::vector;

TEST_CASE("Text that is UTF-8 is kept, even where the file declares Latin-1") {
  CHECK(decodeText("Fièvre", "ISO-8859-1") == "Fièvre");
}

TEST_CASE("Latin-1 text without a declaration is read as Windows-1252") {
  CHECK(decodeText("Fi\xE8vre \x80", "") == "Fièvre €");
}

TEST_CASE("Latin-1 text that claims to be UTF-8 is still readable") {
  CHECK(decodeText("\xC9"
                   "cole",
                   "UTF-8") == "École");
}

TEST_CASE("A declared encoding counts for text that is not UTF-8") { CHECK(decodeText("\x82t\x82", "CP850") == "été"); }
