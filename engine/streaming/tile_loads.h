#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "engine/core/common_messages.h"
#include "engine/streaming/inbox.h"
#include "engine/streaming/job_queue.h"
#include "engine/streaming/tile_sink.h"

namespace belvedere::streaming {

/// The life of one layer's tiles, numbered from 0: absent, asked for, at the sink; shown or not; given up when memory
/// is short. Which are needed is its owner's affair. Main thread; reads in jobs.
template <class Tile>
class TileLoads {
 public:
  /// Reads a tile; called in a job, on any thread.
  using Reader = std::function<Result<std::shared_ptr<const Tile>>(std::uint32_t tile)>;

  /// `expectedBytes` of each tile, until it was read.
  TileLoads(scene::LayerId layer, std::span<const std::size_t> expectedBytes, Reader reader, JobQueue& jobs,
            TileSink& sink)
      : layer_(layer),
        reader_(std::make_shared<const Reader>(std::move(reader))),
        jobs_(jobs),
        sink_(sink),
        entries_(expectedBytes.size()) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      entries_[i].bytes = expectedBytes[i];
    }
  }
  /// Takes all tiles from the sink.
  ~TileLoads() {
    for (Entry& entry : entries_) {
      entry.stop.request_stop();
      if (entry.state == State::Ready) {
        sink_.detach(entry.handle);
      }
    }
  }
  TileLoads(const TileLoads&) = delete;
  TileLoads& operator=(const TileLoads&) = delete;

  /// From here on, what use() names is needed, and nothing else.
  void beginFrame() { ++frame_; }
  void use(std::uint32_t tile) { entries_[tile].usedFrame = frame_; }
  bool isUsed(std::uint32_t tile) const { return entries_[tile].usedFrame == frame_; }
  bool isReady(std::uint32_t tile) const { return entries_[tile].state == State::Ready; }
  bool isShown(std::uint32_t tile) const { return entries_[tile].isShown; }
  /// At the sink, or as expected of it.
  std::size_t bytes(std::uint32_t tile) const { return entries_[tile].bytes; }

  /// Puts tiles that were read at the sink, hidden, until `deadline` (at least one). Returns whether there were any.
  bool take(std::chrono::steady_clock::time_point deadline) {
    bool hasTaken = false;
    while (std::optional<Read> read = inbox_->take()) {
      Entry& entry = entries_[read->tile];
      --asked_;
      if (!read->content) {
        entry.state = State::Absent;
        if (read->content.error().code != ErrorCode::Cancelled) {
          failure_ = failure_.value_or(read->content.error());
        }
        continue;
      }
      entry.bytes = (*read->content)->byteSize();
      entry.handle = sink_.attach(layer_, std::move(*read->content));
      sink_.setShown(entry.handle, false);
      entry.state = State::Ready;
      byteSize_ += entry.bytes;
      hasTaken = true;
      if (std::chrono::steady_clock::now() >= deadline) {
        break;
      }
    }
    return hasTaken;
  }

  /// Of a tile that is ready. Returns whether that is a change.
  bool setShown(std::uint32_t tile, bool isShown) {
    Entry& entry = entries_[tile];
    if (entry.isShown == isShown) {
      return false;
    }
    entry.isShown = isShown;
    sink_.setShown(entry.handle, isShown);
    shownCount_ += isShown ? 1U : ~std::size_t{0};
    return true;
  }

  /// Has absent tiles read, in this order, a few at a time; gives up the reading of those that are no longer used.
  void ask(std::span<const std::uint32_t> wanted) {
    for (Entry& entry : entries_) {
      if (entry.state == State::Asked && entry.usedFrame != frame_) {
        entry.stop.request_stop();
      }
    }
    const std::size_t most = kMostAskedPerThread * jobs_.concurrency();
    for (const std::uint32_t tile : wanted) {
      if (asked_ >= most || failure_) {
        return;
      }
      if (entries_[tile].state == State::Absent) {
        read(tile);
      }
    }
  }

  /// Gives up what is neither shown nor used, the longest unused first, until at most `budget` bytes are at the sink.
  /// Returns whether any was.
  bool evict(std::size_t budget) {
    if (byteSize_ <= budget) {
      return false;
    }
    std::vector<std::uint32_t> spare;
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
      const Entry& entry = entries_[i];
      if (entry.state == State::Ready && !entry.isShown && entry.usedFrame != frame_) {
        spare.push_back(i);
      }
    }
    std::sort(spare.begin(), spare.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(entries_[a].usedFrame, a) < std::pair(entries_[b].usedFrame, b);
    });
    std::size_t count = 0;
    for (; count < spare.size() && byteSize_ > budget; ++count) {
      Entry& entry = entries_[spare[count]];
      sink_.detach(entry.handle);
      byteSize_ -= entry.bytes;
      entry.handle = 0;
      entry.state = State::Absent;
    }
    return count > 0;
  }

  std::size_t size() const { return entries_.size(); }
  std::size_t shownCount() const { return shownCount_; }
  /// Of the tiles at the sink.
  std::size_t byteSize() const { return byteSize_; }
  /// Why a tile could not be read; nothing is asked for any more then.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  static constexpr std::size_t kMostAskedPerThread = 4;  // few, so that what a moved view needs has not long to wait

  enum class State { Absent, Asked, Ready };
  struct Entry {
    State state = State::Absent;
    TileHandle handle = 0;
    std::size_t bytes = 0;
    bool isShown = false;
    std::uint64_t usedFrame = 0;
    std::stop_source stop{std::nostopstate};  ///< of its reading
  };
  struct Read {
    std::uint32_t tile = 0;
    Result<std::shared_ptr<const Tile>> content;
  };

  void read(std::uint32_t tile) {
    Entry& entry = entries_[tile];
    entry.state = State::Asked;
    entry.stop = std::stop_source();
    ++asked_;
    jobs_.addShort(
        [inbox = inbox_, reader = reader_, tile, stop = entry.stop](const std::stop_token&) {
          if (stop.stop_requested()) {
            inbox->push({tile, fail(ErrorCode::Cancelled, Message(kCancelled))});
          } else {
            inbox->push({tile, (*reader)(tile)});
          }
        },
        std::stop_source());  // each answers, so that the count of those under way holds
  }

  scene::LayerId layer_;
  std::shared_ptr<const Reader> reader_;
  JobQueue& jobs_;
  TileSink& sink_;
  std::shared_ptr<Inbox<Read>> inbox_ = std::make_shared<Inbox<Read>>();
  std::vector<Entry> entries_;
  std::uint64_t frame_ = 1;
  std::size_t asked_ = 0;
  std::size_t shownCount_ = 0;
  std::size_t byteSize_ = 0;
  std::optional<Error> failure_;
};

}  // namespace belvedere::streaming
