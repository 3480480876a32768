#include <catch2/catch.hpp>
#include <glm/vec3.hpp>

#include "engine/core/binary_archive.h"

using namespace belvedere;

namespace {
struct Sample {
  std::string name;
  std::vector<glm::dvec3> positions;
  std::map<std::string, std::size_t> counts;
  template <class Archive>
  void visit(Archive& archive) {
    archive(name, positions, counts);
  }
};
}  // namespace

TEST_CASE("What was written is read again") {
  Sample sample{"é", {{1.0, 2.0, 3.0}}, {{"Building", 7}}};
  BinaryWriter writer;
  writer(sample);
  Sample copy;
  BinaryReader reader(writer.bytes());
  reader(copy);
  CHECK(reader.isComplete());
  CHECK(copy.name == "é");
  CHECK(copy.positions == sample.positions);
  CHECK(copy.counts == sample.counts);
}

TEST_CASE("A run of bytes that is cut anywhere is refused without a crash") {
  Sample sample{"name", {{1.0, 2.0, 3.0}}, {{"Building", 7}}};
  BinaryWriter writer;
  writer(sample);
  for (std::size_t size = 0; size < writer.bytes().size(); ++size) {
    Sample copy;
    BinaryReader reader(std::span(writer.bytes()).first(size));
    reader(copy);
    CHECK_FALSE(reader.isGood());
  }
}
