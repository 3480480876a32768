#include <catch2/catch.hpp>
#include <functional>
#include <random>

#include "engine/tiling/detail/block_merge.h"
#include "engine/tiling/detail/block_union.h"
#include "tests/unit/tiling/surface_distance.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

/// Blocks of all shapes and turns near one another.
class RandomBlocks {
 public:
  Block block(double spread) {
    BlockShape shape;
    shape.centre = {between(0.0, spread), between(0.0, spread)};
    const double turn = between(0.0, 6.3);
    shape.axis = {std::cos(turn), std::sin(turn)};
    shape.half = {between(1.0, 12.0), between(1.0, 8.0)};
    shape.low = between(50.0, 53.0);
    shape.eaves = shape.ridge = shape.low + (chance(0.1) ? 0.0 : between(1.0, 25.0));
    if (chance(0.5)) {
      shape.roof = chance(0.5) ? RoofShape::Gable : RoofShape::Hip;
      shape.ridge += between(0.5, 6.0);
      shape.inset = shape.roof == RoofShape::Hip ? shape.half.x * between(0.2, 1.0) : 0.0;
    }
    shape.hasFloor = chance(0.4);
    Block block;
    block.shape = shape;
    block.skyline = shape.meanRoof();
    block.error = {between(0.0, 2.0), chance(0.5) ? 0.0 : between(0.0, 2.0)};
    ShapeSums& sums = block.sums;
    sums.roofArea = 4.0 * shape.half.x * shape.half.y;
    sums.floorArea = shape.hasFloor ? sums.roofArea : 0.0;
    sums.roofMoment = sums.roofArea * glm::dvec3(shape.centre, block.skyline);
    sums.grain = sums.roofArea * glm::dvec2(std::cos(4.0 * turn), std::sin(4.0 * turn));
    sums.low = shape.low;
    sums.high = shape.ridge;
    block.feature = ++count_;
    return block;
  }

 private:
  double between(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
  bool chance(double share) { return between(0.0, 1.0) < share; }
  std::mt19937 random_{5};
  std::uint32_t count_ = 0;
};

std::vector<samples::Triangle3> triangles(const std::vector<BlockShape>& shapes) {
  geometry::FaceSet faces;
  for (const BlockShape& shape : shapes) {
    shape.addFaces(faces);
  }
  std::vector<samples::Triangle3> triangles;
  for (const geometry::FaceSet::Face& face : faces.faces()) {
    const auto corners = faces.cornersOf(face);
    for (std::size_t i = 2; i < corners.size(); ++i) {
      triangles.push_back({corners[0], corners[i - 1], corners[i]});
    }
  }
  return triangles;
}

/// From the first to the second.
double sampledDistance(const std::vector<BlockShape>& from, const std::vector<BlockShape>& to) {
  return samples::directedDistance(triangles(from), triangles(to), 60.0, 1.0);
}

}  // namespace

TEST_CASE("What several blocks become is within the error that is said, and no error is said in vain") {
  RandomBlocks random;
  std::size_t united = 0;
  double looseness = 0.0;
  for (int i = 0; i < 600; ++i) {
    std::vector<Block> blocks;
    std::vector<BlockPart> parts;
    std::vector<BlockShape> shapes;
    for (int k = 0; k < 2 + i % 4; ++k) {
      blocks.push_back(random.block(20.0 + 8.0 * (i % 4)));
      parts.push_back({blocks.back().shape, {}});
      shapes.push_back(blocks.back().shape);
    }
    std::vector<detail::UnionSource> sources;
    for (std::size_t k = 0; k < blocks.size(); ++k) {
      sources.push_back({&blocks[k].sums, blocks[k].skyline, std::span(parts).subspan(k, 1)});
    }
    const auto all = detail::BlockUniter(16.0).unite(sources);
    if (all) {
      ++united;
      const double back = sampledDistance({all->shape}, shapes);
      REQUIRE(sampledDistance(shapes, {all->shape}) <= all->error.there + 1e-9);
      REQUIRE(back <= all->error.back + 1e-9);
      REQUIRE(all->error.largest() <= 16.0);
      looseness += all->error.back - back;
    }
  }
  CHECK(united > 200);
  CHECK(looseness / static_cast<double>(united) < 4.0);
}

TEST_CASE("Merged blocks keep the plan area and the skyline, and their error adds to that of their parts") {
  RandomBlocks random;
  std::vector<Block> blocks;
  blocks.reserve(60);
  for (int i = 0; i < 60; ++i) {
    blocks.push_back(random.block(120.0));
  }
  const std::vector<Block> before = blocks;
  double area = 0.0;
  double highest = 0.0;
  for (const Block& block : before) {
    area += block.sums.roofArea;
    highest = std::max(highest, block.skyline);
  }
  detail::mergeBlocks(blocks, 16.0);
  CHECK(blocks.size() < before.size() / 2);
  double areaAfter = 0.0;
  double highestAfter = 0.0;
  for (const Block& block : blocks) {
    CHECK(4.0 * block.shape.half.x * block.shape.half.y <= block.sums.roofArea * 1.0000001);
    areaAfter += block.sums.roofArea;
    highestAfter = std::max(highestAfter, block.shape.meanRoof());
    std::vector<BlockShape> members;
    BlockError parts;
    for (const BlockPart& part : block.parts) {
      members.push_back(part.shape);
      parts.there = std::max(parts.there, part.error.there);
      parts.back = std::max(parts.back, part.error.back);
    }
    if (!members.empty()) {
      CHECK(block.error.there >= parts.there);
      CHECK(block.error.back >= parts.back);
      CHECK(sampledDistance({block.shape}, members) <= block.error.back + 1e-9);
      CHECK(sampledDistance(members, {block.shape}) <= block.error.there + 1e-9);
    }
  }
  CHECK(areaAfter == Approx(area));
  CHECK(highestAfter >= highest - 8.0);
}

TEST_CASE("Blocks of other kinds, far away or without a roof stay by themselves") {
  RandomBlocks random;
  const Block block = random.block(1.0);
  const auto count = [&](const std::function<void(Block&)>& change) {
    std::vector<Block> blocks{block, block};
    blocks[1].shape.centre += glm::dvec2(0.5, 0.0);
    change(blocks[1]);
    detail::mergeBlocks(blocks, 4.0);
    return blocks.size();
  };
  CHECK(count([](Block&) {}) == 1);
  CHECK(count([](Block& other) { other.roofKind = 7; }) == 2);
  CHECK(count([](Block& other) { other.sums.roofArea = 0.0; }) == 2);
  CHECK(count([](Block& other) {
          other.shape.centre.x += 100.0;
          other.sums.roofMoment.x += 100.0 * other.sums.roofArea;
        }) == 2);
}
