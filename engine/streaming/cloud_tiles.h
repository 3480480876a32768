#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/streaming/baked_cloud.h"
#include "engine/streaming/tile_loads.h"
#include "engine/streaming/view_geometry.h"

namespace belvedere::streaming {

/// The nodes of one point cloud at the sink: so fine that neighbouring points are about two pixels from one another,
/// within a budget of bytes. What is seen and near is read first; a node stays shown until what replaces it is there.
/// What cannot be seen is not asked for. Main thread; reads in jobs.
class CloudTiles {
 public:
  static constexpr std::size_t kDefaultByteBudget = std::size_t{192} << 20U;
  /// How far neighbouring points may be from one another in a picture, where there are finer ones.
  static constexpr double kSpacingPixels = 2.0;

  CloudTiles(scene::LayerId layer, std::shared_ptr<const BakedCloud> cloud, const glm::dvec3& sceneOrigin,
             JobQueue& jobs, TileSink& sink);
  CloudTiles(const CloudTiles&) = delete;
  CloudTiles& operator=(const CloudTiles&) = delete;

  /// Takes nodes that were read until `deadline` (at least one), chooses what is shown, asks for what is missing, and
  /// then for what a view `ahead` would miss, if there is one. Returns whether the sink changed.
  bool update(const ViewGeometry& view, const ViewGeometry* ahead, double pixelTolerance,
              std::chrono::steady_clock::time_point deadline);

  /// Whether all that the last view needs is shown.
  bool isSettled() const;
  /// Whether anything is shown, or there is nothing to be.
  bool hasAnythingShown() const { return nodes_.empty() || loads_.shownCount() > 0; }
  /// Why a node could not be read: the cache is not what it was.
  const std::optional<Error>& failure() const { return loads_.failure(); }

  /// Of the tiles at the sink.
  std::size_t byteSize() const { return loads_.byteSize(); }
  /// What the last view would take without a budget, at least.
  std::size_t bytesWished() const { return bytesWished_; }
  void setByteBudget(std::size_t bytes) { byteBudget_ = bytes; }

 private:
  struct Node {
    std::vector<std::uint32_t> children;
    geo::Bounds3 box;
    double spacing = 0.0;
    std::uint64_t wantedFrame = 0;  ///< when it was last chosen for the view, or above what was
  };
  /// A node that is to be there, and how soon: the larger the sooner.
  struct Wish {
    std::uint32_t node = 0;
    double priority = 0.0;
  };

  struct Choice {
    std::vector<Wish> wishes;     ///< the soonest first
    std::size_t bytesWished = 0;  ///< without a budget, at least
  };

  Choice choose(const ViewGeometry& view, double pixelTolerance) const;
  bool isWanted(std::uint32_t index) const { return nodes_[index].wantedFrame == frame_; }
  bool canStand(std::uint32_t index) const;
  bool show(std::uint32_t index);
  bool hideBelow(std::uint32_t index);

  std::vector<Node> nodes_;  ///< as the content's
  TileLoads<tiling::PointTile> loads_;
  std::vector<Wish> wishes_;
  std::uint64_t frame_ = 0;
  std::size_t bytesWished_ = 0;
  std::size_t byteBudget_ = kDefaultByteBudget;
};

}  // namespace belvedere::streaming
