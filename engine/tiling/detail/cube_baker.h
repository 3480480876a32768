#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "engine/tiling/detail/point_spill.h"

namespace belvedere::tiling::detail {

/// The points that stand for a node in a coarser picture.
using Choice = std::vector<TreePoint>;

/// Chooses the point nearest to the middle of each cell of a node's grid. One thread.
class GridChoice {
 public:
  GridChoice();
  Choice choose(const Choice& points, std::uint32_t level);

 private:
  std::vector<std::uint32_t> best_;
};

/// The root cube in the scene.
struct RootCube {
  glm::dvec3 origin{0.0};
  double side = 1.0;

  explicit RootCube(const geo::Bounds3& bounds);
};

/// Makes nodes of the tree and their files. One thread.
class CubeBaker {
 public:
  /// `temporaryName` is what files begin with that are made, and taken away, on the way.
  CubeBaker(std::filesystem::path folder, const RootCube& root, std::size_t memoryBytes, std::string temporaryName,
            const std::stop_token& stop)
      : folder_(std::move(folder)),
        root_(root),
        memoryBytes_(memoryBytes),
        temporaryName_(std::move(temporaryName)),
        stop_(stop) {}

  /// Everything below a cube of which a file holds the points; what its parent is made from.
  Result<Choice> bakeCube(const BakeFile& spill, std::uint32_t level, const SpilledCube& cube);
  /// The node above others; `below` is what they gave, octant by octant.
  Result<Choice> bakeInner(const CubeKey& key, const Choice& below);

  /// Of all calls so far.
  std::vector<PointNode>& nodes() { return nodes_; }
  std::uint64_t leftOut() const { return leftOut_; }

 private:
  Result<Choice> divideLarge(const BakeFile& spill, const CubeKey& key, const SpilledCube& cube);
  Result<Choice> divide(const BakeFile& spill, const std::vector<const SpilledCube*>& cubes, std::uint32_t level,
                        const CubeKey& key);
  Result<Choice> build(std::span<TreePoint> points, const CubeKey& key);
  Result<Choice> addLeaf(std::span<TreePoint> points, const CubeKey& key);
  Status addNode(const CubeKey& key, const Choice& points, double spacing);
  double leafSpacing(const Choice& points) const;

  std::filesystem::path folder_;
  RootCube root_;
  std::size_t memoryBytes_;
  std::string temporaryName_;
  std::stop_token stop_;
  GridChoice grid_;
  std::vector<PointNode> nodes_;
  std::uint64_t leftOut_ = 0;
  int spills_ = 0;
};

}  // namespace belvedere::tiling::detail
