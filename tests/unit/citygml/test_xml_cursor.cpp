#include <catch2/catch.hpp>
#include <string>

#include "data_loaders/citygml/xml_cursor.h"

using namespace belvedere::loaders::citygml;

namespace {

XmlCursor over(const std::string& text) { return {text.data(), text.data() + text.size()}; }

}  // namespace

TEST_CASE("Children are met in order, without their prefixes") {
  const std::string text = "<a><x:b/><c>1</c><!-- <d/> --><?p <e/>?></a>";
  XmlCursor cursor = over(text);
  REQUIRE(cursor.nextChild());
  std::string names;
  while (cursor.nextChild()) {
    names += std::string(cursor.tag().name) + " ";
    cursor.skip();
  }
  CHECK(names == "b c ");
  CHECK_FALSE(cursor.isCut());
}

TEST_CASE("Skipping passes everything within, and an empty element is passed at once") {
  const std::string text = "<a><b><c><b/></c></b><d/><e>5</e></a>";
  XmlCursor cursor = over(text);
  REQUIRE(cursor.nextChild());
  REQUIRE(cursor.nextChild());
  cursor.skip();
  REQUIRE(cursor.nextChild());
  CHECK(cursor.tag().name == "d");
  CHECK_FALSE(cursor.nextChild());
  REQUIRE(cursor.nextChild());
  CHECK(cursor.readText() == "5");
  CHECK_FALSE(cursor.nextChild());
}

TEST_CASE("Attribute values may hold a greater-than sign and the other quote") {
  const std::string text = R"(<a x:href="p>q" name='say "x"' empty=""><b/></a>)";
  XmlCursor cursor = over(text);
  REQUIRE(cursor.nextChild());
  CHECK(cursor.tag().attribute("href") == "p>q");
  CHECK(cursor.tag().attribute("name") == "say \"x\"");
  CHECK(cursor.tag().attribute("empty").empty());
  CHECK(cursor.tag().attribute("nam").empty());
  REQUIRE(cursor.nextChild());
  CHECK(cursor.tag().name == "b");
}

TEST_CASE("Text keeps CDATA and comments for the decoder") {
  const std::string text = "<a>1<![CDATA[<b>]]><!-- c -->2</a>";
  XmlCursor cursor = over(text);
  REQUIRE(cursor.nextChild());
  CHECK(cursor.isSimple());
  CHECK(cursor.readText() == "1<![CDATA[<b>]]><!-- c -->2");
}

TEST_CASE("A document cut at any byte ends quietly") {
  const std::string text = R"(<a x="1"><b>text</b><!-- c --><d><e/></d></a>)";
  for (std::size_t length = 0; length < text.size(); ++length) {
    XmlCursor cursor(text.data(), text.data() + length);
    if (cursor.nextChild()) {
      while (cursor.nextChild()) {
        cursor.skip();
      }
      CHECK((cursor.isCut() || length >= text.size() - 4));
    }
  }
}
