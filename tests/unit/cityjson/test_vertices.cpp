#include <catch2/catch.hpp>
#include <cmath>

#include "data_loaders/cityjson/detail/lod.h"
#include "data_loaders/cityjson/detail/vertices.h"

using namespace belvedere::loaders::cityjson;

TEST_CASE("Vertices are scaled and moved by the transform") {
  VertexTransform transform;
  REQUIRE(parseTransform(R"({"scale":[0.001,0.01,1.0],"translate":[100000,6000000.5,-2]})", transform));
  std::vector<glm::dvec3> vertices;
  CHECK(parseVertices("[[1000,200,3], [ -1 , 0 , 0 ]\n]", transform, vertices) == 0);
  REQUIRE(vertices.size() == 2);
  CHECK(vertices[0].x == Approx(100001.0).margin(1e-9));
  CHECK(vertices[0].y == Approx(6000002.5).margin(1e-9));
  CHECK(vertices[0].z == 1.0);
  CHECK(vertices[1].x == Approx(99999.999).margin(1e-9));
}

TEST_CASE("A transform that is not two triples leaves the coordinates as they are") {
  VertexTransform transform;
  CHECK_FALSE(parseTransform(R"({"scale":[1,1],"translate":[0,0,0]})", transform));
  CHECK_FALSE(parseTransform(R"({"scale":[1,1,1]})", transform));
  CHECK_FALSE(parseTransform("[]", transform));
  CHECK(transform.scale == glm::dvec3(1.0));
}

TEST_CASE("A bad vertex becomes NaN in its place, so that the others keep their index") {
  std::vector<glm::dvec3> vertices;
  CHECK(parseVertices(R"([[0,0,0],[1,2],"x",[NaN,0,0],[1e400,0,0],{"a":[1]},[7,8,9]])", {}, vertices) == 5);
  REQUIRE(vertices.size() == 7);
  for (std::size_t i = 1; i <= 5; ++i) {
    CHECK(std::isnan(vertices[i].x));
  }
  CHECK(vertices[6] == glm::dvec3(7.0, 8.0, 9.0));
}

TEST_CASE("Coordinates without a transform are read to the last digit") {
  std::vector<glm::dvec3> vertices;
  CHECK(parseVertices("[[90932.97700000001,435641.598,1.5e1]]", {}, vertices) == 0);
  CHECK(vertices.at(0) == glm::dvec3(90932.97700000001, 435641.598, 15.0));
}

TEST_CASE("Levels of detail are read from strings and numbers") {
  CHECK(lodOfValue("\"2\"") == 20);
  CHECK(lodOfValue("\"2.2\"") == 22);
  CHECK(lodOfValue("2") == 20);
  CHECK(lodOfValue("1.3") == 13);
  CHECK(lodOfValue("\"0\"") == 0);
  CHECK(lodOfValue("\"high\"") == kLodNotStated);
  CHECK(lodOfValue("-1") == kLodNotStated);
  CHECK(lodOfValue("") == kLodNotStated);
  CHECK(lodName(22) == "2.2");
  CHECK(lodName(20) == "2");
  CHECK(lodName(0) == "0");
}
