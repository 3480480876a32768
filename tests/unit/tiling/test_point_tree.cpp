#include <algorithm>
#include <glm/geometric.hpp>
#include <set>

#include "engine/tiling/bake_file.h"
#include "engine/tiling/point_baking.h"
#include "engine/tiling/point_sample.h"
#include "tests/unit/tiling/bake_samples.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

/// A hilly square of 400 m with points at random; the intensity counts them.
struct Cloud {
  std::vector<glm::dvec3> positions;
  std::vector<model::CloudPoint> points;
  geo::Bounds3 bounds;

  explicit Cloud(std::size_t count) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(0.0, 400.0);
    for (std::size_t i = 0; i < count; ++i) {
      const double x = place(random);
      const double y = place(random);
      positions.emplace_back(x, y, 20.0 * std::sin(x / 60.0) * std::cos(y / 50.0));
      model::CloudPoint point;
      point.intensity = static_cast<std::uint16_t>(i);
      point.classification = static_cast<std::uint8_t>(i >> 16U);
      points.push_back(point);
      bounds.add(positions.back());
    }
  }
};

PointBaking sorted(const Cloud& cloud, const std::filesystem::path& folder,
                   std::size_t memoryBytes = std::size_t{96} << 20U, std::uint64_t expected = 0) {
  PointBaking baking;
  baking.folder = folder;
  baking.spillFile = folder / "points.spill";
  PointSorter sorter({baking.spillFile, cloud.bounds, expected, memoryBytes});
  for (std::size_t first = 0; first < cloud.positions.size(); first += 10'000) {
    const std::size_t count = std::min<std::size_t>(10'000, cloud.positions.size() - first);
    REQUIRE(
        sorter.add(std::span(cloud.positions).subspan(first, count), std::span(cloud.points).subspan(first, count)));
  }
  auto points = sorter.finish();
  REQUIRE(points);
  baking.points = std::move(*points);
  baking.memoryBytes = memoryBytes / 2;
  return baking;
}

std::vector<PointNode> build(const PointBaking& baking) {
  auto tree = bakePoints(baking, {}, {});
  REQUIRE(tree);
  return tree->nodes;
}

std::vector<PointNode> build(const Cloud& cloud, const std::filesystem::path& folder) {
  return build(sorted(cloud, folder));
}

/// The nodes' files, without the intermediate ones.
std::map<std::string, std::string> nodeFiles(const std::filesystem::path& folder) {
  auto files = samples::filesBelow(folder);
  std::erase_if(files, [](const auto& file) { return !file.first.starts_with("points/"); });
  return files;
}

std::shared_ptr<PointTile> load(const std::filesystem::path& folder, const PointNode& node) {
  const auto bytes = readBakeFile(folder / node.path(), node.bytes);
  REQUIRE(bytes);
  const auto tile = decodePointTile(*bytes);
  REQUIRE(tile);
  return *tile;
}

std::uint32_t numberOf(const PointVertex& point) {
  return point.intensity | static_cast<std::uint32_t>(point.classification) << 16U;
}

}  // namespace

TEST_CASE("A tree's leaves hold each point once, at its place") {
  const Cloud cloud(150'000);
  const TestFolder folder;
  const auto nodes = build(cloud, folder.path());
  REQUIRE(isPointTree(nodes));
  const auto children = childrenOf(nodes);
  std::vector<int> seen(cloud.positions.size(), 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto tile = load(folder.path(), nodes[i]);
    CHECK(tile->points.size() == nodes[i].points);
    for (std::size_t k = 0; children[i].empty() && k < tile->points.size(); ++k) {
      const std::uint32_t number = numberOf(tile->points[k]);
      REQUIRE(number < seen.size());
      ++seen[number];
      REQUIRE(glm::distance(tile->position(k), cloud.positions[number]) < 0.01);
    }
  }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 1; }));
}

TEST_CASE("Inner nodes are an even choice of what lies below them") {
  const Cloud cloud(150'000);
  const TestFolder folder;
  const auto nodes = build(cloud, folder.path());
  const auto children = childrenOf(nodes);
  REQUIRE_FALSE(children[0].empty());
  std::set<std::uint32_t> below;
  for (const std::uint32_t child : children[0]) {
    const auto tile = load(folder.path(), nodes[child]);
    for (const PointVertex& point : tile->points) {
      below.insert(numberOf(point));
    }
    CHECK(nodes[child].spacingMetres < nodes[0].spacingMetres);
  }
  const auto root = load(folder.path(), nodes[0]);
  const double cell = 400.0 / 128.0;
  CHECK(nodes[0].spacingMetres == Approx(cell).epsilon(0.01));
  std::set<std::tuple<int, int>> columns;
  for (std::size_t i = 0; i < root->points.size(); ++i) {
    REQUIRE(below.count(numberOf(root->points[i])) == 1);
    const glm::dvec3 place = root->position(i);
    columns.emplace(static_cast<int>(place.x / cell), static_cast<int>(place.y / cell));
  }
  // Every column of the grid is over the ground and has its point; hardly any has two.
  CHECK(columns.size() > 128 * 128 * 99 / 100);
  CHECK(root->points.size() < 128 * 128 * 3 / 2);
}

TEST_CASE("The same cloud gives the same files, whether it fits into memory or is spilled") {
  const Cloud cloud(150'000);
  const TestFolder a;
  const TestFolder b;
  build(sorted(cloud, a.path(), std::size_t{96} << 20U, 2'000'000));
  build(sorted(cloud, b.path(), std::size_t{1} << 18U, 2'000'000));
  CHECK(samples::differences(nodeFiles(a.path()), nodeFiles(b.path())).empty());
}

TEST_CASE("Points in one place, and without a place, do no harm") {
  const TestFolder folder;
  PointBaking baking;
  baking.folder = folder.path();
  baking.spillFile = folder.path() / "points.spill";
  PointSorter sorter({baking.spillFile, {{0, 0, 0}, {0, 0, 0}}, 0, std::size_t{1} << 20U});
  const std::vector<glm::dvec3> positions(200'000, glm::dvec3(5.0, 5.0, 5.0));
  const std::vector<model::CloudPoint> points(positions.size());
  REQUIRE(sorter.add(positions, points));
  const std::vector<glm::dvec3> lost{{std::nan(""), 0.0, 0.0}};
  REQUIRE(sorter.add(lost, std::span(points).first(1)));
  baking.points = *sorter.finish();
  CHECK(baking.points.leftOut == 1);
  const auto tree = bakePoints(baking, {}, {});
  REQUIRE(tree);
  CHECK(isPointTree(tree->nodes));
  CHECK(tree->leftOut == positions.size() - PointBaking::kLeafPoints);
}

TEST_CASE("A cloud without points has no nodes") {
  const TestFolder folder;
  CHECK(build(sorted(Cloud(0), folder.path())).empty());
}

TEST_CASE("Shards of a cloud, joined, are the files of one baking") {
  const Cloud cloud(150'000);
  const TestFolder whole;
  const auto expected = build(sorted(cloud, whole.path(), std::size_t{96} << 20U, 8'000'000));
  const TestFolder folder;
  const PointBaking baking = sorted(cloud, folder.path(), std::size_t{96} << 20U, 8'000'000);
  REQUIRE(baking.points.cubes.size() > 8);
  for (const std::uint32_t index : {2U, 0U}) {
    REQUIRE(bakePointShare(baking, {index, 3}, {}, {}));
  }
  auto joined = joinPointShares(baking, 3, {}, {});
  REQUIRE(joined);
  CHECK(joined->faults == std::vector{FaultyShard{{1, 3}, ShardFault::Missing}});
  CHECK(joined->tree.nodes.empty());
  REQUIRE(bakePointShare(baking, {1, 3}, {}, {}));
  std::filesystem::remove(baking.spillFile);
  joined = joinPointShares(baking, 3, {}, {});
  REQUIRE(joined);
  CHECK(joined->faults.empty());
  REQUIRE(joined->tree.nodes.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(joined->tree.nodes[i].hash == expected[i].hash);
    CHECK(joined->tree.nodes[i].bounds.min == expected[i].bounds.min);
    CHECK(joined->tree.nodes[i].bounds.max == expected[i].bounds.max);
  }
  CHECK(samples::differences(nodeFiles(folder.path()), nodeFiles(whole.path())).empty());
}

TEST_CASE("A cloud's spill file that was damaged is refused") {
  const TestFolder folder;
  const PointBaking baking = sorted(Cloud(50'000), folder.path());
  std::fstream file(baking.spillFile, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(1000);
  file.put('!');
  file.close();
  const auto tree = bakePoints(baking, {}, {});
  REQUIRE_FALSE(tree);
  CHECK(tree.error().code == ErrorCode::InvalidData);
}

TEST_CASE("A damaged tile of points is refused or read, never more") {
  const Cloud cloud(500);
  const auto bytes = encodePointTile(*makePointTile(cloud.positions, cloud.points, 1.0));
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    auto damaged = bytes;
    damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    damaged.resize(round % 5 == 0 ? random() % damaged.size() : damaged.size());
    const auto tile = decodePointTile(damaged);
    CHECK((!tile || (*tile)->points.size() <= 1U << 24U));
  }
}

TEST_CASE("Ramps and boxes are not misled by single points far off, nor by noise") {
  Cloud cloud(10'000);
  cloud.positions[17].z = 5000.0;
  for (std::size_t i = 0; i < 1000; ++i) {
    cloud.positions.emplace_back(0.0, 0.0, 900.0);
    model::CloudPoint noise;
    noise.classification = 18;
    cloud.points.push_back(noise);
  }
  PointSample sample(cloud.positions.size(), 100'000);
  sample.add(cloud.positions, cloud.points);
  CHECK(sample.bounds().max.z < 30.0);
  CHECK(sample.ramps().heights.y < 20.5);
  CHECK(sample.ramps().heights.x > -20.5);
}
