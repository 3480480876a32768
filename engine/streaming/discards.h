#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <utility>

#include "engine/streaming/job_queue.h"
#include "engine/streaming/tile_sink.h"

namespace belvedere::streaming {

/// Gets rid of what is no longer needed without holding up a frame: tiles are hidden at once and detached as time
/// allows, memory is freed in tasks. Main thread.
class Discards {
 public:
  Discards(TileSink& sink, JobQueue& jobs) : sink_(sink), jobs_(jobs) {}
  ~Discards();
  Discards(const Discards&) = delete;
  Discards& operator=(const Discards&) = delete;

  /// A tile that is hidden already.
  void addHidden(TileHandle tile) { tiles_.push_back(tile); }
  void hideAndAdd(TileHandle tile) {
    sink_.setShown(tile, false);
    tiles_.push_back(tile);
  }

  /// Destroys a value in a task: thousands of pictures or attributes take milliseconds to free.
  template <class T>
  void free(T value) {
    jobs_.addShort([held = std::make_shared<T>(std::move(value))](const std::stop_token&) {}, {});
  }

  /// Detaches tiles until `deadline`, at least one.
  void work(std::chrono::steady_clock::time_point deadline);
  bool isEmpty() const { return tiles_.empty(); }

 private:
  TileSink& sink_;
  JobQueue& jobs_;
  std::deque<TileHandle> tiles_;
};

}  // namespace belvedere::streaming
