#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "engine/streaming/baked_cloud.h"
#include "engine/streaming/inbox.h"
#include "engine/streaming/job_queue.h"
#include "engine/streaming/tile_sink.h"
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
  /// Takes its tiles from the sink.
  ~CloudTiles();
  CloudTiles(const CloudTiles&) = delete;
  CloudTiles& operator=(const CloudTiles&) = delete;

  /// Takes nodes that were read until `deadline` (at least one), chooses what is shown, asks for what is missing.
  /// Returns whether the sink changed.
  bool update(const ViewGeometry& view, double pixelTolerance, std::chrono::steady_clock::time_point deadline);

  /// Whether all that the last view needs is shown.
  bool isSettled() const;
  /// Whether anything is shown, or there is nothing to be.
  bool hasAnythingShown() const { return nodes_.empty() || shownCount_ > 0; }
  /// Why a node could not be read: the cache is not what it was.
  const std::optional<Error>& failure() const { return failure_; }

  /// Of the tiles at the sink.
  std::size_t byteSize() const { return byteSize_; }
  void setByteBudget(std::size_t bytes) { byteBudget_ = bytes; }

 private:
  enum class State { Absent, Asked, Ready };
  struct Node {
    State state = State::Absent;
    std::vector<std::uint32_t> children;
    geo::Bounds3 box;
    double spacing = 0.0;
    TileHandle handle = 0;
    std::size_t bytes = 0;
    bool isShown = false;
    bool isWanted = false;                    ///< chosen for the last view, or above what is
    std::uint64_t usedFrame = 0;              ///< when it was last wanted
    std::stop_source stop{std::nostopstate};  ///< of its reading
  };
  struct Read {
    std::uint32_t node = 0;
    Result<std::shared_ptr<const tiling::PointTile>> tile;
  };
  /// A node that is to be there, and how soon: the larger the sooner.
  struct Wish {
    std::uint32_t node = 0;
    double priority = 0.0;
  };

  bool takeRead(std::chrono::steady_clock::time_point deadline);
  void choose(const ViewGeometry& view, double pixelTolerance);
  bool show(std::uint32_t index);
  bool setShown(std::uint32_t index, bool isShown);
  bool hideBelow(std::uint32_t index);
  void ask();
  bool evict();

  scene::LayerId layer_;
  std::shared_ptr<const BakedCloud> cloud_;
  glm::dvec3 sceneOrigin_;
  JobQueue& jobs_;
  TileSink& sink_;
  std::shared_ptr<Inbox<Read>> inbox_ = std::make_shared<Inbox<Read>>();
  std::vector<Node> nodes_;  ///< as the content's
  std::vector<Wish> wishes_;
  std::uint64_t frame_ = 0;
  std::size_t asked_ = 0;
  std::size_t shownCount_ = 0;
  std::size_t byteSize_ = 0;
  std::size_t byteBudget_ = kDefaultByteBudget;
  std::optional<Error> failure_;
};

}  // namespace belvedere::streaming
