#include <catch2/catch.hpp>

#include "data_loaders/cityjson/detail/attribute_reader.h"

using namespace belvedere;
using namespace belvedere::loaders::cityjson;
using model::AttributeType;

namespace {

/// "name:type=value" of each cell of the last feature; type as the enum's number, the unit in brackets.
std::vector<std::string> cells(const model::AttributeStore& store) {
  std::vector<std::string> texts;
  const std::size_t feature = store.featureCount() - 1;
  for (const auto* cell = store.begin(feature); cell != store.end(feature); ++cell) {
    const auto& column = store.columns()[cell->column];
    texts.push_back(column.name + ":" + std::to_string(static_cast<int>(column.type)) +
                    (column.unit.empty() ? "" : "[" + column.unit + "]") + "=" + store.display(*cell));
  }
  return texts;
}

struct Reading {
  RealNames names;
  model::AttributeStore store;
  Diagnostics diagnostics;

  std::vector<std::string> operator()(std::string_view json, std::string_view prefix = {}) {
    AttributeReader reader(names);
    store.beginFeature();
    reader.read(json, prefix, store, diagnostics, "b1");
    return cells(store);
  }
};

const std::string kText = ":0=", kInteger = ":1=", kReal = ":2=", kBoolean = ":3=", kDate = ":4=", kDateTime = ":5=";

}  // namespace

TEST_CASE("Attributes keep their JSON types; null is no value") {
  Reading read;
  CHECK(read(R"({"a":"x","b":3,"c":2.5,"d":true,"e":null,"f":"été"})") ==
        std::vector<std::string>{"a" + kText + "x", "b" + kInteger + "3", "c" + kReal + "2.5", "d" + kBoolean + "true",
                                 "f" + kText + "été"});
  CHECK(read.diagnostics.isEmpty());
}

TEST_CASE("Dates and times are told from text by their form alone") {
  Reading read;
  CHECK(read(R"({"a":"2024-02-29","b":"2024-02-29T12:30:00Z","c":"2024-13-01","d":"2024-02-29 x","e":"12-01-2024"})") ==
        std::vector<std::string>{"a" + kDate + "2024-02-29", "b" + kDateTime + "2024-02-29T12:30:00Z",
                                 "c" + kText + "2024-13-01", "d" + kText + "2024-02-29 x", "e" + kText + "12-01-2024"});
}

TEST_CASE("Nested objects become dotted names, arrays text, and a value with its uom a measure") {
  Reading read;
  CHECK(read(R"({"a":{"b":{"c":1},"d":"x"},"list":["u",2,null],"height":{"value":11.2,"uom":"m"}})") ==
        std::vector<std::string>{"a.b.c" + kInteger + "1", "a.d" + kText + "x", "list" + kText + "u, 2, null",
                                 "height:2[m]=11.2"});
  CHECK(read(R"({"city":"Lyon"})", "address") == std::vector<std::string>{"address.city" + kText + "Lyon"});
}

TEST_CASE("An attribute that is a fraction in one object is real in all") {
  Reading read;
  learnRealNames(R"({"height":11.5,"storeys":4,"deep":{"h":0.5}})", read.names);
  CHECK(read(R"({"height":11,"storeys":4,"deep":{"h":1}})") ==
        std::vector<std::string>{"height" + kReal + "11", "storeys" + kInteger + "4", "deep.h" + kReal + "1"});
}

TEST_CASE("A name that stands twice keeps both values and is reported") {
  Reading read;
  CHECK(read(R"({"a":1,"a":2})").size() == 2);
  REQUIRE(read.diagnostics.find("cityjson-duplicate-key") != nullptr);
  CHECK(read.diagnostics.find("cityjson-duplicate-key")->where == std::vector<std::string>{"b1"});
}

TEST_CASE("Broken attributes cost themselves, and text that is not UTF-8 is mended") {
  Reading read;
  CHECK(read(R"({"a":1,"b":tru,"c":3})") == std::vector<std::string>{"a" + kInteger + "1", "c" + kInteger + "3"});
  CHECK(read.diagnostics.find("cityjson-attributes-malformed") != nullptr);
  CHECK(read("{\"n\":\"caf\xE9\"}") == std::vector<std::string>{"n" + kText + "café"});
  CHECK(read.diagnostics.find("cityjson-text-not-utf8") != nullptr);
}

TEST_CASE("Numbers beyond 64 bits become real") {
  Reading read;
  CHECK(read(R"({"a":9223372036854775807})") == std::vector<std::string>{"a" + kInteger + "9223372036854775807"});
  CHECK(read(R"({"b":9223372036854775808})") == std::vector<std::string>{"b" + kReal + "9223372036854775808"});
}
