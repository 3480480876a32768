#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <glm/geometric.hpp>
#include <map>
#include <numbers>
#include <numeric>
#include <random>
#include <set>

#include "engine/tiling/plan_generaliser.h"
#include "engine/tiling/plan_triangulator.h"
#include "engine/tiling/ribbon.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

constexpr double kSide = 4096.0;
const geo::Bounds2 kArea{{0.0, 0.0}, {kSide, kSide}};

PlanarLayer withPoints(std::size_t count) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> place(0.0, kSide);
  PlanPoints points;
  for (std::uint32_t i = 0; i < count; ++i) {
    points.positions.emplace_back(place(random), place(random));
    points.features.push_back(i);
  }
  points.buildIndex();
  PlanarLayer layer;
  layer.points = std::make_shared<const PlanPoints>(std::move(points));
  return layer;
}

void addSquare(PlanPatches& areas, PlanLines& lines, std::uint32_t feature, const glm::dvec2& low, double side) {
  PlanRing ring{low, low + glm::dvec2(side, 0.0), low + glm::dvec2(side, side), low + glm::dvec2(0.0, side)};
  PlanTriangulator().add(areas, feature, {ring});
  ring.push_back(ring.front());
  lines.add(feature, ring);
}

/// `perSide` squared squares, `gap` of each one's share left free around it.
PlanarLayer withSquares(int perSide, double gap) {
  PlanPatches areas;
  PlanLines lines;
  const double share = kSide / perSide;
  for (int row = 0; row < perSide; ++row) {
    for (int column = 0; column < perSide; ++column) {
      const glm::dvec2 low = (glm::dvec2(column, row) + 0.5 * gap) * share;
      addSquare(areas, lines, static_cast<std::uint32_t>(row * perSide + column), low, share * (1.0 - gap));
    }
  }
  areas.buildIndex();
  lines.buildIndex();
  PlanarLayer layer;
  layer.areas = std::make_shared<const PlanPatches>(std::move(areas));
  layer.lines = std::make_shared<const PlanLines>(std::move(lines));
  return layer;
}

double areaOf(const PlanPatches& patches) {
  double twice = 0.0;
  bool isForward = true;
  for (std::size_t i = 0; i + 2 < patches.indices.size(); i += 3) {
    const glm::dvec2& a = patches.positions[patches.indices[i]];
    const glm::dvec2& b = patches.positions[patches.indices[i + 1]];
    const glm::dvec2& c = patches.positions[patches.indices[i + 2]];
    const double cross = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    isForward = isForward && cross > 0.0;
    twice += cross;
  }
  CHECK(isForward);
  return 0.5 * twice;
}

using Place = std::pair<double, double>;

std::set<Place> placesOf(const std::vector<glm::dvec2>& positions) {
  std::set<Place> places;
  for (const glm::dvec2& position : positions) {
    places.emplace(position.x, position.y);
  }
  return places;
}

/// How many parts the segments of lines hang together in.
std::size_t partCount(const PlanLines& lines) {
  std::map<Place, std::size_t> numbers;
  std::vector<std::size_t> above;
  const auto number = [&](const glm::dvec2& place) {
    const auto [known, isNew] = numbers.try_emplace(Place(place.x, place.y), above.size());
    if (isNew) {
      above.push_back(above.size());
    }
    return known->second;
  };
  const auto top = [&](std::size_t i) {
    while (above[i] != i) {
      i = above[i];
    }
    return i;
  };
  for (const PlanRun& run : lines.runs) {
    for (std::uint32_t i = 1; i < run.positionCount; ++i) {
      const std::size_t a = top(number(lines.positions[run.firstPosition + i - 1]));
      above[top(number(lines.positions[run.firstPosition + i]))] = a;
    }
  }
  std::size_t parts = 0;
  for (std::size_t i = 0; i < above.size(); ++i) {
    parts += above[i] == i ? 1U : 0U;
  }
  return parts;
}

}  // namespace

TEST_CASE("What is few is drawn as it is") {
  CHECK_FALSE(generalise(withPoints(4000), kArea, {8.0, true}, {}));
  CHECK(generalise(withPoints(4001), kArea, {8.0, true}, {}));
  CHECK_FALSE(generalise(withPoints(6000), {{0.0, 0.0}, {kSide / 2, kSide}}, {8.0, true}, {}));
}

TEST_CASE("What can be told apart is drawn as it is, however much it is") {
  CHECK_FALSE(generalise(withPoints(30000), kArea, {1e-6, true}, {}));
  CHECK_FALSE(generalise(withSquares(100, 0.5), kArea, {1.0, true}, {}));
}

TEST_CASE("Of points that would cover each other one stays, and a closer look has it too") {
  const PlanarLayer layer = withPoints(800000);
  const auto far = generalise(layer, kArea, {8.0, true}, {});
  const auto near = generalise(layer, kArea, {4.0, true}, {});
  REQUIRE(far);
  REQUIRE(near);
  CHECK(far->points->positions.size() <= 16384);  // 128 x 128: one for each square of four pixels
  CHECK(far->points->positions.size() > 16375);
  CHECK(near->points->positions.size() > 40000);
  const std::set<Place> finer = placesOf(near->points->positions);
  const std::set<Place> coarser = placesOf(far->points->positions);
  CHECK(std::includes(finer.begin(), finer.end(), coarser.begin(), coarser.end()));
  for (std::size_t i = 0; i < near->points->features.size(); i += 97) {
    CHECK(layer.points->positions[near->points->features[i]] == near->points->positions[i]);
  }
}

TEST_CASE("Parcels that touch still cover the ground without gap, with far fewer triangles") {
  const PlanarLayer layer = withSquares(300, 0.0);
  const auto seen = generalise(layer, kArea, {32.0, true}, {});
  REQUIRE(seen);
  CHECK(areaOf(*seen->areas) == Approx(kSide * kSide).epsilon(0.02));  // the border moves by up to a pixel
  CHECK(seen->areas->indices.size() < layer.areas->indices.size() / 4);
  const std::set<Place> places = placesOf(layer.areas->positions);
  for (const std::uint32_t index : seen->areas->indices) {
    const glm::dvec2& position = seen->areas->positions[index];
    if (!places.contains(Place(position.x, position.y))) {
      FAIL("a corner that no parcel has");
    }
  }
  // An edge between two parcels is drawn once.
  std::set<std::pair<Place, Place>> segments;
  std::size_t count = 0;
  for (const PlanRun& run : seen->lines->runs) {
    for (std::uint32_t i = 1; i < run.positionCount; ++i, ++count) {
      const glm::dvec2& a = seen->lines->positions[run.firstPosition + i - 1];
      const glm::dvec2& b = seen->lines->positions[run.firstPosition + i];
      segments.insert(std::minmax(Place(a.x, a.y), Place(b.x, b.y)));
    }
  }
  CHECK(segments.size() == count);
  CHECK(partCount(*seen->lines) == 1);
}

TEST_CASE("Of houses smaller than a pixel so many stay that the tone of the town stays") {
  const PlanarLayer layer = withSquares(400, 0.5);
  const auto seen = generalise(layer, kArea, {32.0, true}, {});
  REQUIRE(seen);
  CHECK(areaOf(*seen->areas) == Approx(areaOf(*layer.areas)).epsilon(0.05));
  CHECK(seen->areas->indices.size() < layer.areas->indices.size() / 5);
  CHECK(seen->lines->runs.size() < layer.lines->runs.size() / 2);
}

TEST_CASE("Filled areas of few pixels lose their outlines, what is larger or not filled keeps them") {
  const PlanarLayer layer = withSquares(100, 0.5);  // of 20 m
  const auto outlines = [&](double pixelMetres, bool hasFills) {
    const auto seen = generalise(layer, kArea, {pixelMetres, true, hasFills}, {});
    return seen ? seen->lines->runs.size() : layer.lines->runs.size();
  };
  CHECK(outlines(3.0, true) == layer.lines->runs.size());
  CHECK(outlines(5.0, true) == 0);
  CHECK(outlines(5.0, false) == layer.lines->runs.size());
  PlanarLayer network = layer;
  network.areas = std::make_shared<const PlanPatches>();
  CHECK_FALSE(generalise(network, kArea, {5.0, true, true}, {}));
}

TEST_CASE("A network of short pieces stays one network, of its width") {
  PlanLines lines;
  std::uint32_t feature = 0;
  const double step = 8.0;
  for (int street = 0; street <= 64; ++street) {
    for (double along = 0.0; along < kSide; along += step) {
      const double across = street * 64.0;
      lines.add(feature++, {{along, across}, {along + step, across + 0.01}});
      lines.add(feature++, {{across, along}, {across + 0.01, along + step}});
    }
  }
  lines.buildIndex();
  PlanarLayer layer;
  layer.lines = std::make_shared<const PlanLines>(std::move(lines));
  setBands(layer, 6.0);
  const auto seen = generalise(layer, kArea, {32.0, false}, {});
  REQUIRE(seen);
  CHECK(partCount(*seen->lines) == 1);
  CHECK(seen->lines->positions.size() < layer.lines->positions.size() / 3);
  geo::Bounds2 bounds;
  for (const glm::dvec2& position : seen->bands->positions) {
    bounds.add(position);
  }
  CHECK(bounds.size().x == Approx(kSide + 6.0).epsilon(0.01));
  CHECK(seen->bands->indices.size() < layer.bands->indices.size() / 3);
  CHECK(generalise(layer, kArea, {32.0, false}, {})->bands->positions == seen->bands->positions);
}

TEST_CASE("A line that runs out of the world is generalised like any other") {
  PlanLines lines;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    lines.add(i, {{i * 1.0, 0.0}, {i * 1.0, 1e300}});
  }
  lines.buildIndex();
  PlanarLayer layer;
  layer.lines = std::make_shared<const PlanLines>(std::move(lines));
  const auto seen = generalise(layer, kArea, {8.0, true}, {});
  REQUIRE(seen);
  CHECK(seen->lines->runs.size() < 1000);
}

TEST_CASE("A generalisation that is stopped ends early") {
  std::stop_source stop;
  stop.request_stop();
  const auto seen = generalise(withPoints(800000), kArea, {8.0, true}, stop.get_token());
  REQUIRE(seen);
  CHECK(seen->points->positions.empty());
}
