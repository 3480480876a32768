#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/bake_share.h"
#include "engine/tiling/bake_spill.h"
#include "engine/tiling/point_tree.h"

namespace belvedere::tiling {

/// Where the points of one cube stand in the file into which a cloud was sorted.
struct SpilledCube {
  glm::uvec3 cell{0};  ///< of the level of SpilledPoints
  std::uint64_t count = 0;
  std::vector<SpillRun> runs;

  template <class Archive>
  void visit(Archive& archive) {
    archive(cell, count, runs);
  }
};

/// A cloud sorted by place into cubes, in a file.
struct SpilledPoints {
  geo::Bounds3 bounds;      ///< of the tree's root, scene coordinates
  std::uint32_t level = 0;  ///< of the cubes in the octree
  std::uint64_t count = 0;
  std::uint64_t leftOut = 0;  ///< without a finite place
  std::uint64_t bytes = 0;    ///< of the file
  std::vector<SpilledCube> cubes;

  template <class Archive>
  void visit(Archive& archive) {
    archive(bounds, level, count, leftOut, bytes, cubes);
  }
};

/// Sorts the points of a stream by place, in memory up to a budget and else through a file, so that clouds of any size
/// take bounded memory. One thread.
class PointSorter {
 public:
  struct Settings {
    std::filesystem::path file;  ///< is made, or made anew
    geo::Bounds3 bounds;         ///< of all points, scene coordinates; what lies outside counts as on its faces
    std::uint64_t expectedPoints = 0;
    std::size_t memoryBytes = std::size_t{96} << 20U;
  };
  explicit PointSorter(const Settings& settings);
  ~PointSorter();
  PointSorter(const PointSorter&) = delete;
  PointSorter& operator=(const PointSorter&) = delete;

  /// One of `cloud` per position. Positions that are not finite are left out and counted. Fails with Io.
  Status add(std::span<const glm::dvec3> positions, std::span<const model::CloudPoint> cloud);
  /// Writes what is still in memory.
  Result<SpilledPoints> finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// What was sorted, and where its nodes go.
struct PointBaking {
  static constexpr std::size_t kLeafPoints = 40'000;

  std::filesystem::path folder;     ///< that of the tree; nodes that an interrupted baking left there are kept if whole
  std::filesystem::path spillFile;  ///< of PointSorter
  SpilledPoints points;
  ContentHash stage;  ///< of the reading: what was made of another one is not used
  std::size_t memoryBytes = std::size_t{48} << 20U;
};

/// All nodes of a cloud.
struct PointTree {
  std::vector<PointNode> nodes;  ///< by level, z, y and x; empty where there are no points
  std::uint64_t leftOut = 0;     ///< upon others, too many to be seen
};

/// Builds the octree of a cloud: each cube is divided until a node holds at most kLeafPoints, and inner nodes take from
/// their children the point nearest to the middle of each cell of a grid of 128 a side. The same points in the same
/// order give the same files. Fails with Io, InvalidData (a damaged spill file) or Cancelled; what was finished until
/// then is kept for the next run.
Result<PointTree> bakePoints(const PointBaking& baking, const std::stop_token& stop, const ProgressSink& progress);

/// Makes the nodes of one share of the cubes, and of those levels above them that are made of this share alone: about
/// the same number of points for each. Other processes may make other shares in the same folder meanwhile. Fails as
/// bakePoints does.
Status bakePointShare(const PointBaking& baking, const BakeShare& share, const std::stop_token& stop,
                      const ProgressSink& progress);

/// What joining shards gave.
struct JoinedPoints {
  std::vector<FaultyShard> faults;  ///< empty, or nothing was joined
  PointTree tree;
};

/// Makes the nodes above those of `count` shares and gives all: the same as bakePoints. Needs no spill file. Fails as
/// bakePoints does.
Result<JoinedPoints> joinPointShares(const PointBaking& baking, std::uint32_t count, const std::stop_token& stop,
                                     const ProgressSink& progress);

}  // namespace belvedere::tiling
