#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <glm/geometric.hpp>
#include <limits>
#include <numbers>
#include <random>

#include "engine/geometry/polygon_triangulator.h"

using namespace belvedere::geometry;

namespace {

struct Polygon {
  std::vector<glm::dvec3> positions;
  std::vector<std::uint32_t> ringEnds;

  Polygon& ring(const std::vector<glm::dvec3>& points) {
    positions.insert(positions.end(), points.begin(), points.end());
    ringEnds.push_back(static_cast<std::uint32_t>(positions.size()));
    return *this;
  }
};

struct Cut {
  TriangulatedPolygon polygon;
  std::vector<std::uint32_t> indices;
  double area = 0.0;        // of the triangles, as they are in space
  double signedArea = 0.0;  // seen along the polygon's normal
};

Cut cut(const Polygon& polygon) {
  static PolygonTriangulator triangulator;
  Cut out;
  out.polygon = triangulator.triangulate(polygon.positions, polygon.ringEnds, out.indices);
  for (std::size_t i = 0; i < out.indices.size(); i += 3) {
    const glm::dvec3& a = polygon.positions.at(out.indices[i]);
    const glm::dvec3& b = polygon.positions.at(out.indices[i + 1]);
    const glm::dvec3& c = polygon.positions.at(out.indices[i + 2]);
    const glm::dvec3 cross = glm::cross(b - a, c - a);
    out.area += 0.5 * glm::length(cross);
    out.signedArea += 0.5 * glm::dot(cross, out.polygon.normal);
  }
  return out;
}

Polygon flat(const std::vector<std::vector<glm::dvec2>>& rings) {
  Polygon polygon;
  for (const auto& points : rings) {
    std::vector<glm::dvec3> ring;
    ring.reserve(points.size());
    for (const glm::dvec2& p : points) {
      ring.emplace_back(p.x, p.y, 0.0);
    }
    polygon.ring(ring);
  }
  return polygon;
}

std::vector<glm::dvec2> rectangle(double x, double y, double width, double height) {
  return {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
}

std::vector<glm::dvec2> star(std::mt19937& random, glm::dvec2 centre, double radius, int count) {
  std::uniform_real_distribution<double> reach(0.4, 1.0);
  std::vector<glm::dvec2> ring;
  for (int i = 0; i < count; ++i) {
    const double angle = 2.0 * std::numbers::pi * i / count;
    const double r = radius * reach(random);
    ring.emplace_back(centre.x + r * std::cos(angle), centre.y + r * std::sin(angle));
  }
  return ring;
}

double planeArea(const std::vector<glm::dvec2>& ring) {
  double sum = 0.0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    const glm::dvec2 a = ring[i] - ring[0];
    const glm::dvec2 b = ring[i + 1] - ring[0];
    sum += a.x * b.y - a.y * b.x;
  }
  return std::abs(sum) * 0.5;
}

// Turns the plane z = 0 into any plane, at the size of UTM coordinates.
Polygon placed(const Polygon& polygon, std::mt19937& random) {
  std::normal_distribution<double> any;
  const glm::dvec3 u = glm::normalize(glm::dvec3(any(random), any(random), any(random)));
  const glm::dvec3 w = glm::normalize(glm::cross(u, glm::dvec3(any(random), any(random), any(random))));
  const glm::dvec3 v = glm::cross(w, u);
  Polygon out = polygon;
  for (glm::dvec3& p : out.positions) {
    p = glm::dvec3(652345.0, 6862123.0, 120.0) + u * p.x + v * p.y;
  }
  return out;
}

void checkSound(const Cut& result, double expectedArea, double tolerance) {
  REQUIRE(result.polygon.isUsable);
  CHECK(std::abs(result.area - expectedArea) <= tolerance * expectedArea);
  CHECK(std::abs(result.signedArea - expectedArea) <= tolerance * expectedArea);
  CHECK(std::abs(result.polygon.areaSquareMetres - expectedArea) <= tolerance * expectedArea);
}

}  // namespace

TEST_CASE("A triangle stays as it is, with its normal and area") {
  const Cut result = cut(Polygon().ring({{0, 0, 5}, {3, 0, 5}, {0, 4, 5}}));
  checkSound(result, 6.0, 1e-15);
  CHECK(result.indices == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(result.polygon.normal == glm::dvec3(0, 0, 1));
  CHECK(result.polygon.faults == kNoFault);
}

TEST_CASE("A ring seen clockwise from above keeps its orientation: the normal points down") {
  const Cut result = cut(Polygon().ring({{0, 0, 0}, {0, 4, 0}, {3, 4, 0}, {3, 0, 0}}));
  checkSound(result, 12.0, 1e-15);
  CHECK(result.polygon.normal == glm::dvec3(0, 0, -1));
}

TEST_CASE("A quad with a reflex corner is split from that corner, wherever it stands in the ring") {
  const std::vector<glm::dvec2> arrow{{0, 0}, {4, -3}, {1, 0}, {4, 3}};  // reflex corner (1, 0)
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::vector<glm::dvec2> ring = arrow;
    std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(shift), ring.end());
    checkSound(cut(flat({ring})), 3.0, 1e-15);
  }
}

TEST_CASE("A quad with a corner on a line keeps that corner in both triangles") {
  const Cut result = cut(flat({{{0, 0}, {2, 0}, {4, 0}, {0, 4}}}));
  checkSound(result, 8.0, 1e-15);
  CHECK(std::count(result.indices.begin(), result.indices.end(), 1U) == 2);
}

TEST_CASE("A convex ring of any size gives two triangles fewer than corners") {
  for (int count = 3; count < 40; ++count) {
    std::vector<glm::dvec2> ring;
    for (int i = 0; i < count; ++i) {
      const double angle = 2.0 * std::numbers::pi * i / count;
      ring.emplace_back(std::cos(angle), std::sin(angle));
    }
    const Cut result = cut(flat({ring}));
    CHECK(result.indices.size() == 3 * static_cast<std::size_t>(count - 2));
    checkSound(result, planeArea(ring), 1e-12);
  }
}

TEST_CASE("Corners on straight edges are used, so that the neighbour's edge is met without a gap") {
  const Cut result = cut(flat({{{0, 0}, {1, 0}, {2, 0}, {2, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}}}));
  checkSound(result, 4.0, 1e-15);
  for (std::uint32_t i = 0; i < 8; ++i) {
    CHECK(std::count(result.indices.begin(), result.indices.end(), i) > 0);
  }
  CHECK(result.indices.size() == 18);
}

TEST_CASE("A hole is a hole, whichever way it turns") {
  auto hole = rectangle(1, 1, 1, 1);
  checkSound(cut(flat({rectangle(0, 0, 4, 4), hole})), 15.0, 1e-15);
  std::reverse(hole.begin(), hole.end());
  checkSound(cut(flat({rectangle(0, 0, 4, 4), hole})), 15.0, 1e-15);
}

TEST_CASE("A grid of windows leaves the wall around them") {
  std::vector<std::vector<glm::dvec2>> rings{rectangle(0, 0, 40, 30)};
  for (int column = 0; column < 12; ++column) {
    for (int row = 0; row < 9; ++row) {
      rings.push_back(rectangle(1 + 3 * column, 1 + 3 * row, 2, 2));
    }
  }
  const Cut result = cut(flat(rings));
  checkSound(result, 1200.0 - 12 * 9 * 4.0, 1e-14);
  CHECK(result.polygon.faults == kNoFault);
}

TEST_CASE("Holes that touch the outer ring or one another in a corner are cut exactly") {
  checkSound(cut(flat({rectangle(0, 0, 4, 4), {{0, 2}, {1, 1}, {1, 3}}})), 15.0, 1e-15);
  checkSound(cut(flat({rectangle(0, 0, 4, 4), {{0, 0}, {2, 1}, {1, 2}}})), 14.5, 1e-15);
  checkSound(cut(flat({rectangle(0, 0, 6, 4), rectangle(1, 1, 1, 1), rectangle(2, 2, 1, 1)})), 22.0, 1e-15);
  checkSound(cut(flat({rectangle(0, 0, 6, 4), rectangle(2, 2, 1, 1), rectangle(1, 1, 1, 1)})), 22.0, 1e-15);
}

TEST_CASE("Holes that share an edge with the outer ring or one another leave the rest") {
  checkSound(cut(flat({rectangle(0, 0, 4, 4), rectangle(0, 1, 1, 2)})), 14.0, 1e-14);
  checkSound(cut(flat({rectangle(0, 0, 4, 4), rectangle(1, 0, 2, 1)})), 14.0, 1e-14);
  checkSound(cut(flat({rectangle(0, 0, 4, 4), rectangle(3, 1, 1, 2)})), 14.0, 1e-14);
  checkSound(cut(flat({rectangle(0, 0, 4, 4), rectangle(1, 1, 1, 1), rectangle(2, 1, 1, 1)})), 14.0, 1e-14);
}

TEST_CASE("A ring that touches itself in a corner is cut exactly") {
  checkSound(cut(flat({{{0, 0}, {2, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 4}}})), 8.0, 1e-15);
  // A square with a pocket whose mouth has no width.
  checkSound(cut(flat({{{0, 0}, {4, 0}, {4, 4}, {2, 4}, {3, 2}, {1, 2}, {2, 4}, {0, 4}}})), 14.0, 1e-15);
}

TEST_CASE("An antenna adds nothing") {
  checkSound(cut(flat({{{0, 0}, {4, 0}, {4, 4}, {2, 4}, {2, 7}, {2, 4}, {0, 4}}})), 16.0, 1e-15);
  checkSound(cut(flat({{{0, 0}, {4, 0}, {4, 4}, {2, 4}, {2, 1}, {2, 4}, {0, 4}}})), 16.0, 1e-15);
}

TEST_CASE("Repeated and closing points are merged and reported") {
  const Cut result = cut(flat({{{0, 0}, {0, 0}, {2, 0}, {2, 2}, {2, 2}, {2, 2}, {0, 2}, {0, 0}}}));
  checkSound(result, 4.0, 1e-15);
  CHECK(result.polygon.faults == kRepeatedPoints);
}

TEST_CASE("Fewer than three distinct points are no ring") {
  for (const auto& ring : std::vector<std::vector<glm::dvec2>>{
           {}, {{1, 1}}, {{0, 0}, {1, 1}}, {{0, 0}, {1, 1}, {0, 0}}, {{2, 2}, {2, 2}, {2, 2}, {2, 2}}}) {
    const Cut result = cut(flat({ring}));
    CHECK_FALSE(result.polygon.isUsable);
    CHECK((result.polygon.faults & kTooFewPoints) != 0);
    CHECK(result.indices.empty());
  }
}

TEST_CASE("A hole with too few points is left out, the polygon stays") {
  const Cut result = cut(flat({rectangle(0, 0, 2, 2), {{1, 1}, {1.5, 1}}}));
  checkSound(result, 4.0, 1e-15);
  CHECK(result.polygon.faults == kTooFewPoints);
}

TEST_CASE("Needles and lines have no area") {
  for (const auto& ring : std::vector<std::vector<glm::dvec2>>{{{0, 0}, {1, 1}, {2, 2}},
                                                               {{0, 0}, {1, 0}, {2, 0}, {3, 0}},
                                                               {{0, 0}, {5, 0}, {9, 0}, {7, 0}, {2, 0}},
                                                               {{0, 0}, {1e6, 0}, {5e5, 1e-9}}}) {
    const Cut result = cut(flat({ring}));
    CHECK_FALSE(result.polygon.isUsable);
    CHECK(result.polygon.faults == kZeroArea);
    CHECK(result.indices.empty());
  }
}

TEST_CASE("A polygon with a coordinate that cannot be is left out") {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e308, -1e12}) {
    for (int corners = 3; corners < 7; ++corners) {
      std::mt19937 random(1);
      auto ring = star(random, {0, 0}, 10, corners);
      ring[static_cast<std::size_t>(corners) / 2].y = bad;
      const Cut result = cut(flat({ring}));
      CHECK_FALSE(result.polygon.isUsable);
      CHECK(result.polygon.faults == kNotFinite);
    }
  }
}

TEST_CASE("Ring ends beyond the points or out of order harm nobody") {
  PolygonTriangulator triangulator;
  std::vector<std::uint32_t> indices;
  const Polygon square = flat({rectangle(0, 0, 1, 1)});
  for (const std::vector<std::uint32_t>& ends :
       std::vector<std::vector<std::uint32_t>>{{}, {0}, {9}, {4, 2}, {4, 4}, {2, 4}, {4, 0xFFFFFFFFU}}) {
    triangulator.triangulate(square.positions, ends, indices);
  }
  for (const std::uint32_t index : indices) {
    CHECK(index < 4);
  }
}

TEST_CASE("A hole outside its ring, in another hole or around everything is left out") {
  for (const auto& hole :
       {rectangle(5, 1, 1, 1), rectangle(-3, 1, 1, 1), rectangle(1, 9, 1, 1), rectangle(-5, -5, 20, 20)}) {
    const Cut result = cut(flat({rectangle(0, 0, 4, 4), hole}));
    checkSound(result, 16.0, 1e-14);
    CHECK(result.polygon.faults == kHoleOutside);
  }
  const Cut nested = cut(flat({rectangle(0, 0, 8, 8), rectangle(2, 2, 4, 4), rectangle(3, 3, 1, 1)}));
  checkSound(nested, 48.0, 1e-14);
  CHECK(nested.polygon.faults == kHoleOutside);
}

TEST_CASE("A warped quad is drawn and called not planar beyond ten centimetres") {
  const Cut slight = cut(Polygon().ring({{0, 0, 0}, {10, 0, 0.1}, {10, 10, 0}, {0, 10, 0.1}}));
  CHECK(slight.polygon.isUsable);
  CHECK(slight.polygon.faults == kNoFault);
  const Cut strong = cut(Polygon().ring({{0, 0, 0}, {10, 0, 0.3}, {10, 10, 0}, {0, 10, 0.3}}));
  CHECK(strong.polygon.isUsable);
  CHECK(strong.polygon.faults == kNonPlanar);
  const Cut pentagon = cut(Polygon().ring({{0, 0, 0}, {10, 0, 0}, {12, 5, 2}, {10, 10, 0}, {0, 10, 0}}));
  CHECK(pentagon.polygon.isUsable);
  CHECK(pentagon.polygon.faults == kNonPlanar);
}

TEST_CASE("A ring that crosses itself is drawn and reported") {
  const Cut bow = cut(flat({{{0, 0}, {4, 3}, {4, 0}, {0, 4}}}));
  CHECK(bow.polygon.isUsable);
  CHECK((bow.polygon.faults & kRingSelfIntersection) != 0);
  const Cut pentagram = cut(flat({{{0, 3}, {-2, -3}, {3, 1}, {-3, 1}, {2, -3}}}));
  CHECK(pentagram.polygon.isUsable);
  CHECK((pentagram.polygon.faults & kRingSelfIntersection) != 0);
}

TEST_CASE("The triangles of star polygons with holes have the polygon's area in any plane at map coordinates") {
  std::mt19937 random(42);
  for (int round = 0; round < 400; ++round) {
    std::uniform_int_distribution<int> size(3, round % 20 == 0 ? 400 : 24);
    std::vector<std::vector<glm::dvec2>> rings{star(random, {0, 0}, 100, std::max(8, size(random)))};
    double expected = planeArea(rings[0]);
    for (int hole = 0; hole < round % 7; ++hole) {
      const double angle = 2.0 * std::numbers::pi * hole / 7.0;
      rings.push_back(star(random, {20 * std::cos(angle), 20 * std::sin(angle)}, 7, size(random)));
      expected -= planeArea(rings.back());
    }
    INFO("round " << round);
    const Polygon plain = flat(rings);
    const Cut here = cut(plain);
    checkSound(here, expected, 1e-12);
    CHECK(here.polygon.faults == kNoFault);
    std::size_t corners = plain.positions.size() + 2 * (rings.size() - 1);
    CHECK(here.indices.size() == 3 * (corners - 2));
    const Cut there = cut(placed(plain, random));
    checkSound(there, expected, 1e-9);
    CHECK(there.polygon.faults == kNoFault);
  }
}

TEST_CASE("Rings on a grid of whole metres, full of corners on lines, are cut exactly") {
  // A skyline: every second edge is level or upright, many corners share a line.
  std::mt19937 random(7);
  std::uniform_int_distribution<int> height(1, 4);
  for (int round = 0; round < 200; ++round) {
    std::vector<glm::dvec2> ring{{0, 0}};
    double expected = 0.0;
    const int columns = 2 + round;
    for (int i = 0; i < columns; ++i) {
      ring.emplace_back(i + 1, 0);
    }
    for (int i = columns; i-- > 0;) {
      const int top = height(random);
      expected += top;
      ring.emplace_back(i + 1, top);
      ring.emplace_back(i, top);
    }
    INFO("round " << round);
    checkSound(cut(flat({ring})), expected, 1e-12);
    checkSound(cut(placed(flat({ring}), random)), expected, 1e-9);
  }
}

namespace {

// Cells of a grid that hang together by their edges, with the rings around them: full of corners on lines, rings that
// touch themselves, and holes that touch one another or the outer ring.
struct Cells {
  static constexpr int kSize = 14;
  std::array<std::array<bool, kSize + 2>, kSize + 2> isIn{};
  int count = 0;

  Cells(std::mt19937& random, int wanted) {
    std::uniform_int_distribution<int> place(1, kSize);
    isIn[kSize / 2][kSize / 2] = true;
    for (count = 1; count < wanted;) {
      const auto x = static_cast<std::size_t>(place(random));
      const auto y = static_cast<std::size_t>(place(random));
      if (!isIn[x][y] && (isIn[x - 1][y] || isIn[x + 1][y] || isIn[x][y - 1] || isIn[x][y + 1])) {
        isIn[x][y] = true;
        ++count;
      }
    }
  }

  bool has(int x, int y) const { return isIn[static_cast<std::size_t>(x)][static_cast<std::size_t>(y)]; }

  // Rings with the cells on the left; at a corner where four rings' edges meet, `preferRight` decides how to go on.
  std::vector<std::vector<glm::dvec2>> rings(bool preferRight) const {
    constexpr int kDx[] = {1, 0, -1, 0};
    constexpr int kDy[] = {0, 1, 0, -1};
    const auto isEdge = [&](int x, int y, int d) {  // from corner (x, y) in direction d: a cell on the left only
      const bool left = has(x - (d == 1 || d == 2 ? 1 : 0), y - (d == 2 || d == 3 ? 1 : 0));
      const bool right = has(x - (d == 2 || d == 3 ? 1 : 0), y - (d == 0 || d == 3 ? 1 : 0));
      return left && !right;
    };
    std::array<std::array<std::array<bool, 4>, kSize + 3>, kSize + 3> isDone{};
    std::vector<std::vector<glm::dvec2>> out;
    for (int sx = 1; sx <= kSize + 1; ++sx) {
      for (int sy = 1; sy <= kSize + 1; ++sy) {
        for (int sd = 0; sd < 4; ++sd) {
          int x = sx, y = sy, d = sd;
          std::vector<glm::dvec2> ring;
          while (isEdge(x, y, d) && !isDone[std::size_t(x)][std::size_t(y)][std::size_t(d)]) {
            isDone[std::size_t(x)][std::size_t(y)][std::size_t(d)] = true;
            ring.emplace_back(x, y);
            x += kDx[d];
            y += kDy[d];
            const int first = (d + (preferRight ? 3 : 1)) % 4;
            const int last = (d + (preferRight ? 1 : 3)) % 4;
            d = isEdge(x, y, first) ? first : isEdge(x, y, d) ? d : last;
          }
          if (!ring.empty()) {
            out.push_back(ring);
          }
        }
      }
    }
    return out;
  }
};

double signedArea(const std::vector<glm::dvec2>& ring) {
  double sum = 0.0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const glm::dvec2& a = ring[i];
    const glm::dvec2& b = ring[(i + 1) % ring.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return 0.5 * sum;
}

}  // namespace

TEST_CASE("Cells of a grid with rings and holes that touch one another are cut exactly") {
  std::mt19937 random(2024);
  for (int round = 0; round < 2000; ++round) {
    const Cells cells(random, 3 + round % 120);
    auto rings = cells.rings(round % 2 == 0);
    std::sort(rings.begin(), rings.end(), [](const auto& a, const auto& b) { return signedArea(a) > signedArea(b); });
    if (rings.size() > 1 && signedArea(rings[1]) > 0.0) {
      continue;  // the cells hang together only through a corner on this way round
    }
    INFO("round " << round);
    checkSound(cut(flat(rings)), cells.count, 1e-12);
    const Cut there = cut(placed(flat(rings), random));
    checkSound(there, cells.count, 1e-8);
    CHECK(there.polygon.faults == kNoFault);
  }
}

TEST_CASE("The same input gives the same triangles, whatever was cut before") {
  std::mt19937 random(3);
  const Polygon polygon = flat({star(random, {0, 0}, 50, 300), star(random, {0, 0}, 5, 30)});
  const auto first = cut(polygon).indices;
  cut(flat({star(random, {0, 0}, 50, 1000)}));
  CHECK(cut(polygon).indices == first);
}

TEST_CASE("Any small rings, however they cross, repeat and lie, give sound indices of bounded number") {
  std::mt19937 random(99);
  std::uniform_int_distribution<int> place(0, 4);
  std::uniform_int_distribution<int> size(0, 9);
  std::size_t usable = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::vector<std::vector<glm::dvec2>> rings(1 + static_cast<std::size_t>(round % 4));
    for (auto& ring : rings) {
      ring.resize(static_cast<std::size_t>(size(random)));
      std::generate(ring.begin(), ring.end(), [&] { return glm::dvec2(place(random), place(random)); });
    }
    const Polygon polygon = flat(rings);
    const Cut result = cut(polygon);
    usable += result.polygon.isUsable ? 1 : 0;
    REQUIRE(result.polygon.isUsable == !result.indices.empty());
    REQUIRE(result.indices.size() <= 3 * (polygon.positions.size() + 2 * rings.size()));
    REQUIRE(std::all_of(result.indices.begin(), result.indices.end(),
                        [&](std::uint32_t index) { return index < polygon.positions.size(); }));
  }
  CHECK(usable > 20'000);
}

TEST_CASE("A spiral and a comb of 100,000 points are cut exactly") {
  std::vector<glm::dvec2> spiral;
  constexpr int kHalf = 50'000;
  for (int i = 0; i < 2 * kHalf; ++i) {
    const int step = i < kHalf ? i : 2 * kHalf - 1 - i;
    const double angle = 2.0 * std::numbers::pi * step / 500.0;
    const double radius = 10.0 + step * 0.01 + (i < kHalf ? 2.0 : 0.0);
    spiral.emplace_back(radius * std::cos(angle), radius * std::sin(angle));
  }
  std::vector<glm::dvec2> comb;
  comb.reserve(2 * static_cast<std::size_t>(kHalf));
  for (int i = 0; i < kHalf; ++i) {
    comb.emplace_back(i * 0.01, i % 2 == 0 ? 0.0 : 400.0);
  }
  for (int i = kHalf; i-- > 0;) {
    comb.emplace_back(i * 0.01, i % 2 == 0 ? 1.0 : 401.0);
  }
  for (const auto& ring : {spiral, comb}) {
    const Cut result = cut(flat({ring}));
    checkSound(result, planeArea(ring), 1e-9);
    CHECK((result.polygon.faults & kRingSelfIntersection) == 0);
  }
}

TEST_CASE("A field with 10,000 holes is cut exactly") {
  std::mt19937 random(11);
  std::vector<std::vector<glm::dvec2>> rings{rectangle(0, 0, 1000, 1000)};
  double expected = 1e6;
  for (int i = 0; i < 10'000; ++i) {
    rings.push_back(star(random, {10 * (i % 100) + 5, 10 * (i / 100) + 5}, 4.9, 8));
    expected -= planeArea(rings.back());
  }
  const Cut result = cut(flat(rings));
  checkSound(result, expected, 1e-9);
  CHECK(result.polygon.faults == kNoFault);
}

TEST_CASE("100,000 random points that cross themselves everywhere come to an end") {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> any(0, 1000);
  std::vector<glm::dvec2> ring;
  ring.reserve(100'000);
  for (int i = 0; i < 100'000; ++i) {
    ring.emplace_back(any(random), any(random));
  }
  const Cut result = cut(flat({ring}));
  CHECK((result.polygon.faults & kRingSelfIntersection) != 0);
}
