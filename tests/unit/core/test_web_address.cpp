#include <catch2/catch.hpp>

#include "engine/core/web_address.h"

using namespace belvedere;

TEST_CASE("A web address is taken apart, its host in small letters and without the fragment") {
  const auto address = WebAddress::parse("HTTPS://Host.Example:8443/A/b.json?key=SECRET#top");
  REQUIRE(address);
  CHECK(address->scheme == "https");
  CHECK(address->origin() == "https://host.example:8443");
  CHECK(address->text() == "https://host.example:8443/A/b.json?key=SECRET");
  CHECK(address->shown() == "https://host.example:8443/A/b.json");
  CHECK(WebAddress::parse("http://host")->text() == "http://host/");
  CHECK(WebAddress::parse("http://host?a=b")->text() == "http://host/?a=b");
}

TEST_CASE("Other schemes, passwords, blanks and controls are refused") {
  for (const char* text : {"", "host/a", "ftp://host/a", "file:///etc/passwd", "http://user:word@host/a",
                           "http://user@host/a", "http:///a", "http://ho st/a", "http://host/a b", "http://host/\n",
                           "http://host\\a", "https://h\xC3\xB4te/a"}) {
    CHECK_FALSE(WebAddress::parse(text));
  }
  CHECK_FALSE(WebAddress::parse("http://host/" + std::string(5000, 'a')));
}

TEST_CASE("References are resolved against the document that names them") {
  const WebAddress base = WebAddress::parse("https://host/set/tileset.json?key=1").value();
  CHECK(base.resolve("sub/a.glb")->text() == "https://host/set/sub/a.glb");
  CHECK(base.resolve("../b.glb")->text() == "https://host/b.glb");
  CHECK(base.resolve("../../../b.glb")->text() == "https://host/b.glb");
  CHECK(base.resolve("/top.json")->text() == "https://host/top.json");
  CHECK(base.resolve("//other/x")->origin() == "https://other");
  CHECK(base.resolve("http://other/x")->origin() == "http://other");
  CHECK(base.resolve("?v=2")->text() == "https://host/set/tileset.json?v=2");
  CHECK_FALSE(base.resolve("file:///etc/passwd"));
  CHECK_FALSE(base.resolve("data:text/plain,a"));
}

TEST_CASE("Of a refused address neither name, password nor query is shown") {
  CHECK(shownOfRefused("http://user:SECRET@host/a?key=SECRET") == "http://host/a");
  CHECK(shownOfRefused("https://SECRET@host/a") == "https://host/a");
  CHECK(shownOfRefused("https://h/wms?LAYERS=a b&email=me@x.fr&key=SECRET") == "https://h/wms");
  CHECK(shownOfRefused("https://h:8080/wms#a@b key=SECRET") == "https://h:8080/wms");
  CHECK(shownOfRefused("https://name:word@h/wms?email=me@x.fr&key=SECRET ") == "https://h/wms");
  for (const char* password : {"http://name:SEC?RET@host/a", "http://name:SEC#RET@host/a", "http://name:S@CR?T@host/a",
                               "http://name:12?SECRET@host/a"}) {
    CHECK(shownOfRefused(password) == "http://");
  }
  CHECK(shownOfRefused(std::string("http://host/") + std::string(500, 'a')).size() <= 127);
}

TEST_CASE("Of a source its file, or its address without what is secret, is shown") {
  CHECK(shownSource("folder/a?b.tif") == "folder/a?b.tif");
  CHECK(shownSource("HTTPS://Host/wms?key=SECRET") == "https://host/wms");
  CHECK(shownSource("https://host/{z}/{x}/{y}.png?key=SECRET") == "https://host/{z}/{x}/{y}.png");
  CHECK(shownSource("https://host/wms?LAYERS=a b&key=SECRET") == "https://host/wms");
  CHECK(shownName("folder/a?b.tif") == "a?b.tif");
  CHECK(shownName("https://host/wms?key=SECRET") == "https://host/wms");
  CHECK(shownName("https://host/wms?LAYERS=a b&key=SECRET") == "https://host/wms");
}
