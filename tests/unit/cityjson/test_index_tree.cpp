#include <catch2/catch.hpp>

#include "data_loaders/cityjson/detail/index_tree.h"

using belvedere::loaders::cityjson::align;
using belvedere::loaders::cityjson::IndexTree;

namespace {

constexpr std::uint32_t kNull = IndexTree::kNull;

IndexTree tree(std::string_view text, int depth) {
  IndexTree made;
  REQUIRE(made.parse(text, depth));
  return made;
}

std::vector<std::uint32_t> counterparts(const IndexTree& shape, const IndexTree& values, int list, bool isSound) {
  std::vector<std::uint32_t> found;
  std::vector<std::uint32_t> scratch;
  CHECK(align(shape, values, list, found, scratch) == isSound);
  return found;
}

}  // namespace

TEST_CASE("The boundaries of a solid are flattened into shells, surfaces, rings and points") {
  const IndexTree solid = tree("[ [ [[0,1,2],[3,4,5]], [[6,7,8]] ], [[[9,10,11]]] ]", 4);
  CHECK(solid.numbers() == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  CHECK(solid.count(1) == 2);  // shells
  CHECK(solid.count(2) == 3);  // surfaces
  CHECK(solid.count(3) == 4);  // rings
  CHECK(solid.begin(2, 0) == 0);
  CHECK(solid.end(2, 0) == 2);
  CHECK(solid.begin(3, 3) == 9);
  CHECK(solid.end(3, 3) == 12);
}

TEST_CASE("Arrays of the wrong depth, foreign values and broken text are refused") {
  IndexTree any;
  CHECK_FALSE(any.parse("[[0,1,2]]", 3));
  CHECK_FALSE(any.parse("[[[[0,1,2]]]]", 3));
  CHECK_FALSE(any.parse("[0,[1]]", 2));
  CHECK_FALSE(any.parse("[\"1\"]", 1));
  CHECK_FALSE(any.parse("[1 2]", 1));
  CHECK_FALSE(any.parse("[1,]", 1));
  CHECK_FALSE(any.parse("[1", 1));
  CHECK_FALSE(any.parse("[1]]", 1));
  CHECK_FALSE(any.parse("7", 1));
  CHECK_FALSE(any.parse("null", 1));
  CHECK(any.isEmpty());
  CHECK(any.parse("[]", 3));
  CHECK(any.count(1) == 0);
}

TEST_CASE("A number that cannot be an index costs itself only") {
  for (const std::string_view bad : {"-1", "1.5", "99999999999", "1e3", "4294967295"}) {
    const IndexTree ring = tree("[7," + std::string(bad) + ",8]", 1);
    CHECK(ring.numbers() == std::vector<std::uint32_t>{7, IndexTree::kUnusable, 8});
  }
}

TEST_CASE("Semantics are matched to surfaces through shells, with null for one or for a whole shell") {
  const IndexTree solid = tree("[[[[0,1,2]],[[3,4,5]]],[[[6,7,8]]]]", 4);
  CHECK(counterparts(solid, tree("[[5,6],[7]]", 2), 2, true) == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(counterparts(solid, tree("[[5,null],[7]]", 2), 2, true) == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(counterparts(solid, tree("[null,[7]]", 2), 2, true) == std::vector<std::uint32_t>{kNull, kNull, 0});
  CHECK(counterparts(solid, tree("[]", 2), 2, true) == std::vector<std::uint32_t>{kNull, kNull, kNull});
}

TEST_CASE("A count that disagrees costs its branch only") {
  const IndexTree solid = tree("[[[[0,1,2]],[[3,4,5]]],[[[6,7,8]]]]", 4);
  CHECK(counterparts(solid, tree("[[5],[7]]", 2), 2, false) == std::vector<std::uint32_t>{kNull, kNull, 1});
  CHECK(counterparts(solid, tree("[[5,6]]", 2), 2, false) == std::vector<std::uint32_t>{kNull, kNull, kNull});
}

TEST_CASE("Textures are matched to rings down to the same depth") {
  const IndexTree surfaces = tree("[[[0,1,2],[3,4,5]],[[6,7,8]]]", 3);
  const IndexTree texture = tree("[[[0,1,2,3],[0,4,5,6]],[[null]]]", 3);
  CHECK(counterparts(surfaces, texture, 2, true) == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(counterparts(surfaces, tree("[[[0,1,2,3]],null]", 3), 2, false) ==
        std::vector<std::uint32_t>{kNull, kNull, kNull});
}
