#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>

#include "engine/streaming/cell_job.h"
#include "engine/streaming/ground_tree.h"

namespace belvedere::streaming {

/// A cell of the quadtree: what is loaded of it, what is at the sink, and what runs for it.
struct GroundTree::Node {
  static constexpr int kMostRetries = 3;

  struct Draped {
    std::uint64_t version = 0;
    TileHandle tile = 0;
    TileHandle symbols = 0;
    std::size_t bytes = 0;
    double errorMetres = 0.0;
  };

  tiling::ReliefCell cell;
  Node* parent = nullptr;
  std::array<std::unique_ptr<Node>, 4> children;
  std::shared_ptr<const tiling::ReliefGrid> grid;  ///< null: not loaded
  CellPictures pictures;
  std::uint64_t pictureVersion = 0;
  double finestTerrainMetres = 0.0;
  double finestImageryMetres = 0.0;
  TileHandle ground = 0;
  std::size_t groundBytes = 0;
  std::map<scene::LayerId, Draped> draped;
  bool isShown = false;
  std::uint64_t usedFrame = 0;
  std::uint64_t wantedFrame = 0;
  std::uint64_t selectedFrame = 0;
  std::uint64_t coveredFrame = 0;      ///< when it was last drawn, by itself or by those below
  std::uint64_t serial = 0;            ///< of the running job; 0: none
  bool awaitsService = false;          ///< that job may ask a server
  std::vector<scene::LayerId> unread;  ///< rasters that could not be read; the parent stands in for them
  int failures = 0;                    ///< readings in a row after which some were missing
  std::chrono::steady_clock::time_point retryAt;
  std::stop_source stop;

  /// Whether what is missing will be read once more.
  bool awaitsRetry() const { return failures > 0 && failures <= kMostRetries; }
  bool isUnread(scene::LayerId id) const { return std::find(unread.begin(), unread.end(), id) != unread.end(); }
  bool hasChildren() const { return children[0] != nullptr; }
  bool isEmpty() const { return grid && grid->isEmpty(); }

  template <class F>
  void eachHandle(const F& f) const {
    if (ground != 0) f(ground);
    for (const auto& [id, layer] : draped) {
      if (layer.tile != 0) f(layer.tile);
      if (layer.symbols != 0) f(layer.symbols);
    }
  }
  std::size_t byteSize() const {
    std::size_t bytes = sizeof(*this) + groundBytes + (grid ? grid->byteSize() : 0);
    for (const auto& [id, picture] : pictures) {
      bytes += picture ? picture->pixels.size() : 0;
    }
    for (const auto& [id, layer] : draped) {
      bytes += layer.bytes;
    }
    return bytes;
  }
};

}  // namespace belvedere::streaming
