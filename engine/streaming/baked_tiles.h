#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/streaming/baked_layer.h"
#include "engine/streaming/tile_loads.h"
#include "engine/streaming/view_geometry.h"

namespace belvedere::streaming {

/// The tiles of one baked layer at the sink: as fine as a view asks for, within a budget of bytes. What is nearest in
/// the picture is read first, and where nothing stands yet, what stands for it from afar before that. A tile stays
/// shown until what replaces it in the picture is there, so that nothing that was covered opens. Main thread; reads in
/// jobs.
class BakedTiles {
 public:
  static constexpr std::size_t kDefaultByteBudget = std::size_t{1} << 30U;

  BakedTiles(scene::LayerId layer, std::shared_ptr<const BakedLayer> baked, const glm::dvec3& sceneOrigin,
             JobQueue& jobs, TileSink& sink);
  BakedTiles(const BakedTiles&) = delete;
  BakedTiles& operator=(const BakedTiles&) = delete;

  /// Takes tiles that were read until `deadline` (at least one), chooses what is shown, asks for what is missing, and
  /// then for what a view `ahead` would miss, if there is one. No edge is off by more than `tolerance` pixels once
  /// settled; 0: full detail. Returns whether the sink changed.
  bool update(const ViewGeometry& view, const ViewGeometry* ahead, double tolerance,
              std::chrono::steady_clock::time_point deadline);

  /// Whether all that the last view needs is shown.
  bool isSettled() const;
  /// Why a tile could not be read: the cache is not what it was, and the layer has to be read from its source.
  const std::optional<Error>& failure() const { return loads_.failure(); }

  /// Of the tiles at the sink.
  std::size_t byteSize() const { return loads_.byteSize(); }
  /// What the last view would take without a budget.
  std::size_t bytesWished() const { return bytesWished_; }
  void setByteBudget(std::size_t bytes) { byteBudget_ = bytes; }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  struct Node {
    std::vector<std::uint32_t> children;
    std::uint32_t standIn = kNone;  ///< the next above with content
    bool isVisible = false;         ///< when it was last chosen
    std::uint64_t chosenFrame = 0;  ///< when it was last chosen
  };
  struct Choice {
    std::uint32_t node = 0;
    double priority = 0.0;  ///< pixels per metre, far higher where it is visible
  };

  void choose(const ViewGeometry& view, double tolerance);
  void chooseBelow(std::uint32_t node, const ViewGeometry& view, double tolerance, std::vector<Choice>& chosen) const;
  std::size_t bytesOf(const std::vector<Choice>& chosen) const;
  std::size_t dropBeyondBudget() const;
  bool cover(std::uint32_t node, bool isBelowChosen, std::vector<std::uint32_t>& shown) const;
  bool coverByChildren(std::uint32_t node, bool isBelowChosen, std::vector<std::uint32_t>& shown) const;
  bool showCover();
  std::size_t findStandIns();
  void lookAhead(const ViewGeometry& ahead, std::size_t bytes);

  std::shared_ptr<const BakedLayer> baked_;
  glm::dvec3 sceneOrigin_;
  std::vector<Node> nodes_;  ///< as the manifest's tiles
  TileLoads<tiling::TileMesh> loads_;
  std::vector<Choice> chosen_;
  std::vector<std::uint32_t> wanted_;  ///< to be read, in this order
  std::uint64_t frame_ = 0;
  double usedTolerance_ = 0.0;  ///< what the budget made of it
  std::size_t bytesWished_ = 0;
  std::size_t byteBudget_ = kDefaultByteBudget;
};

}  // namespace belvedere::streaming
