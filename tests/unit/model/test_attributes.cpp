#include <catch2/catch.hpp>

#include "engine/core/binary_archive.h"
#include "engine/model/attributes.h"

using belvedere::BinaryReader;
using belvedere::BinaryWriter;
using belvedere::model::AttributeStore;
using belvedere::model::AttributeType;

namespace {

AttributeStore twoHouses() {
  AttributeStore store;
  const auto height = store.column("height", AttributeType::Real, "m");
  const auto use = store.column("function", AttributeType::Text);
  store.beginFeature();
  store.addReal(height, 12.5);
  store.addText(use, "31001");
  store.addText(use, "31002");
  store.beginFeature();
  store.addText(use, "école");
  return store;
}

}  // namespace

TEST_CASE("An attribute may repeat in one feature and be absent in another") {
  const AttributeStore store = twoHouses();
  const auto height = *store.findColumn("height");
  const auto use = *store.findColumn("function");
  CHECK(store.end(0) - store.begin(0) == 3);
  CHECK(store.number(0, height) == 12.5);
  CHECK(store.display(0, use) == "31001");
  CHECK(store.display(1, use) == "école");
  CHECK_FALSE(store.number(1, height));
  CHECK(store.display(1, height).empty());
}

TEST_CASE("A name met with a second type gets a second column") {
  AttributeStore store;
  const auto text = store.column("year", AttributeType::Text);
  CHECK(store.column("year", AttributeType::Integer) != text);
  CHECK(store.column("year", AttributeType::Text) == text);
  CHECK(store.findColumn("year") == text);
}

TEST_CASE("Numbers in text are read with a point or a comma, whatever the locale") {
  AttributeStore store;
  const auto column = store.column("value", AttributeType::Text);
  for (const char* text : {"3.5", "3,5", " +3,5 ", "3,5 m", "", "1e999"}) {
    store.beginFeature();
    store.addText(column, text);
  }
  CHECK(store.number(0, column) == 3.5);
  CHECK(store.number(1, column) == 3.5);
  CHECK(store.number(2, column) == 3.5);
  CHECK_FALSE(store.number(3, column));
  CHECK_FALSE(store.number(4, column));
  CHECK_FALSE(store.number(5, column));
}

TEST_CASE("An appended store keeps its values under our columns") {
  AttributeStore ours;
  const auto use = ours.column("function", AttributeType::Text);
  ours.beginFeature();
  ours.addText(use, "first");
  ours.append(twoHouses());
  REQUIRE(ours.featureCount() == 3);
  CHECK(ours.columns().size() == 2);
  CHECK(ours.display(0, use) == "first");
  CHECK(ours.display(1, use) == "31001");
  CHECK(ours.display(2, use) == "école");
  CHECK(ours.number(1, *ours.findColumn("height")) == 12.5);
  CHECK(ours.isConsistent());
}

TEST_CASE("A store that went through an archive can be read and added to") {
  AttributeStore sent = twoHouses();
  BinaryWriter writer;
  writer(sent);
  AttributeStore received;
  BinaryReader reader(writer.bytes());
  reader(received);
  REQUIRE(reader.isComplete());
  CHECK(received.isConsistent());
  CHECK(received.display(1, *received.findColumn("function")) == "école");
  CHECK(received.column("height", AttributeType::Real) == 0);
}

TEST_CASE("A store with a text outside its pool is found out") {
  AttributeStore sent = twoHouses();
  BinaryWriter writer;
  writer(sent);
  auto& bytes = writer.bytes();
  bytes[bytes.size() - 16 - 8] = std::byte{4};  // the pool of 16 bytes stands last, after its length: keep four of them
  bytes.erase(bytes.end() - 12, bytes.end());
  AttributeStore received;
  BinaryReader reader(bytes);
  reader(received);
  REQUIRE(reader.isComplete());
  CHECK_FALSE(received.isConsistent());
}
