#include "engine/streaming/detail/staged_baking.h"

#include <algorithm>
#include <thread>

#include "engine/core/common_messages.h"
#include "engine/streaming/baked_layer.h"
#include "engine/streaming/cache_folder.h"
#include "engine/streaming/detail/read_marker.h"
#include "engine/tiling/bake_tiles.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kNoShards{"bake-no-shards", N_("There are no shards to be merged."),
                              N_("Make them first: belvedere bake TERRITORY --shard 1/2, and so on.")};
constexpr MessageId kOldShards{"bake-shards-stale",
                               N_("The shards were made from other data or settings, or by another version."),
                               N_("Make all of them again: belvedere bake TERRITORY --shard 1/2, and so on.")};
constexpr MessageId kReadingLost{"bake-reading-lost", N_("What the shards read of the source is missing or damaged."),
                                 N_("Make one of them again: belvedere bake TERRITORY --shard 1/{count}")};
constexpr MessageId kSeveralCounts{"bake-shard-counts", N_("There are shards of {first} and of {second}."),
                                   N_("Say which are meant: --merge {first}")};

constexpr int kMostTries = 20;

std::string lockName(const char* what, const tiling::BakeShare& share) {
  return what + std::to_string(share.index + 1) + "-of-" + std::to_string(share.count) + ".lock";
}
std::string shardLockName(const tiling::BakeShare& share) { return lockName("shard-", share); }
std::string partLockName(const tiling::BakeShare& part) { return lockName("reading-", part); }

tl::unexpected<Error> failReadingLost(std::uint32_t count) {
  return fail(ErrorCode::InvalidData, Message(kReadingLost, {{"count", std::to_string(count)}}));
}

std::filesystem::path lockFile(const std::filesystem::path& cache, const std::string& layer) {
  return cache / ("." + layer + ".lock");
}

}  // namespace

Result<FolderLock> lockLayer(const std::filesystem::path& cache, const std::string& layer, LockKind kind,
                             const std::stop_token& stop, const ProgressSink& progress) {
  std::error_code ignored;  // the lock says what is wrong
  std::filesystem::create_directories(cache, ignored);
  return FolderLock::take(lockFile(cache, layer), kind, stop, progress);
}

StagedBaking::StagedBaking(std::filesystem::path cache, std::string layer, const ContentHash& key,
                           const std::stop_token& stop, const ProgressSink& progress)
    : cache_(std::move(cache)),
      layer_(std::move(layer)),
      key_(key),
      stop_(stop),
      progress_(progress),
      target_(bakedFolder(cache_, layer_, key)),
      work_(cache_ / ("." + target_.filename().string())) {}

ProgressSink StagedBaking::part(double from, double to) const {
  return [this, from, to](const Progress& state) {
    if (progress_) {
      progress_({state.stage, from + (to - from) * std::max(state.fraction, 0.0)});
    }
  };
}

std::optional<BakeSummary> StagedBaking::findDone() {
  auto whole = openTarget(true);
  if (!whole) {
    return std::nullopt;
  }
  removeAllBut(target_, whole->files);  // what a run left that was stopped while it tidied up
  return std::move(whole->summary);
}

Status StagedBaking::makeWorkFolder() const {
  std::error_code error;
  std::filesystem::create_directories(work_, error);
  return error ? Status(failCache(cache_, error.message())) : Status();
}

Result<BakeSummary> StagedBaking::run() {
  if (auto done = findDone()) {
    return std::move(*done);
  }
  if (auto status = makeWorkFolder(); !status) {
    return tl::unexpected(status.error());
  }
  if (findReading(true)) {
    const Status made = makeTree();
    if (made) {
      return publish();
    }
    if (made.error().code != ErrorCode::InvalidData) {
      return tl::unexpected(made.error());
    }
  }
  return readAndMake();  // or again: what was read is damaged; tiles that are whole are kept
}

Status StagedBaking::stopped() const {
  return stop_.stop_requested() ? Status(fail(ErrorCode::Cancelled, Message(kCancelled))) : Status();
}

Result<BakeSummary> StagedBaking::readAndMake() {
  if (auto stop = stopped(); !stop) {
    return tl::unexpected(stop.error());
  }
  removeReading();
  if (auto isRead = read(); !isRead) {
    return tl::unexpected(isRead.error());
  }
  if (auto made = makeTree(); !made) {
    return tl::unexpected(made.error());
  }
  return publish();
}

Result<BakeSummary> StagedBaking::publish() {
  if (auto finished = finishTree(); !finished) {
    return tl::unexpected(finished.error());
  }
  std::error_code error;
  std::filesystem::remove_all(target_, error);  // damaged, or it would have been kept
  std::filesystem::rename(work_, target_, error);
  if (error) {
    return failCache(cache_, error.message());
  }
  removeOtherBakes(cache_, layer_, target_);
  auto whole = openTarget(false);
  if (!whole) {
    return tl::unexpected(whole.error());
  }
  removeAllBut(target_, whole->files);
  whole->summary.result = BakeResult::Baked;
  return std::move(whole->summary);
}

Result<BakeSummary> StagedBaking::runShare(const tiling::BakeShare& share) {
  std::optional<ReadingTime> damaged;
  for (int i = 0; i < kMostTries; ++i) {
    auto made = tryShare(share, damaged);
    if (!made || *made) {
      return made ? Result<BakeSummary>(std::move(**made)) : tl::unexpected(made.error());
    }
    if (const Status removed = damaged ? removeDamagedReading(*damaged) : Status(); !removed) {
      return tl::unexpected(removed.error());
    }
    auto read = readForShares(share);
    if (!read || *read) {
      return read ? Result<BakeSummary>(std::move(**read)) : tl::unexpected(read.error());
    }
  }
  return failReadingLost(share.count);
}

Result<std::optional<BakeSummary>> StagedBaking::tryShare(const tiling::BakeShare& share,
                                                          std::optional<ReadingTime>& damaged) {
  damaged.reset();
  const auto others = lockLayer(cache_, layer_, LockKind::Together, stop_, progress_);
  if (!others) {
    return tl::unexpected(others.error());
  }
  if (auto done = findDone()) {
    return done;
  }
  if (!findReading(true)) {
    damaged = readMarkerTime(work_);
    return std::optional<BakeSummary>();
  }
  const auto same = FolderLock::take(work_ / shardLockName(share), LockKind::Alone, stop_, progress_);
  if (!same) {
    return tl::unexpected(same.error());
  }
  if (const Status made = makeShare(share); !made) {
    if (made.error().code != ErrorCode::InvalidData) {
      return tl::unexpected(made.error());
    }
    damaged = readMarkerTime(work_);
    return std::optional<BakeSummary>();
  }
  BakeSummary summary;
  summary.result = BakeResult::ShardMade;
  return std::optional(std::move(summary));
}

Status StagedBaking::removeDamagedReading(ReadingTime damaged) {
  const auto alone = lockLayer(cache_, layer_, LockKind::Alone, stop_, progress_);
  if (!alone) {
    return tl::unexpected(alone.error());
  }
  if (auto stop = stopped(); !stop) {
    return stop;
  }
  if (readMarkerTime(work_) == damaged) {
    removeReading();  // what shards have made of it stays: the same source is read to the same bytes
  }
  return {};
}

Result<std::optional<FolderLock>> StagedBaking::lockUnlessRead() const {
  while (true) {
    auto alone = FolderLock::tryTake(lockFile(cache_, layer_), LockKind::Alone);
    if (!alone || *alone || findReadMarker(work_)) {
      return alone;  // without a lock: another has read, and shards are at work by now
    }
    if (stop_.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    if (progress_) {
      progress_({Message(kWaitingForOthers), -1.0});
    }
    std::this_thread::sleep_for(kLockPause);
  }
}

Result<std::optional<BakeSummary>> StagedBaking::readForShares(const tiling::BakeShare& share) {
  const bool readsParts = canReadParts() && !share.isWhole();
  if (const Status parts = readsParts ? readParts(share) : Status(); !parts) {
    return tl::unexpected(parts.error());
  }
  const auto alone = lockUnlessRead();
  if (!alone) {
    return tl::unexpected(alone.error());
  }
  if (auto done = findDone()) {
    return done;
  }
  if (!*alone || findReading(true)) {
    return std::optional<BakeSummary>();
  }
  if (auto status = makeWorkFolder(); !status) {
    return tl::unexpected(status.error());
  }
  if (auto stop = stopped(); !stop) {
    return tl::unexpected(stop.error());
  }
  removeReading();
  const Status isRead = readsParts ? joinParts(share.count) : read();
  return isRead ? Result<std::optional<BakeSummary>>(std::nullopt) : tl::unexpected(isRead.error());
}

Status StagedBaking::readParts(const tiling::BakeShare& share) {
  const auto others = lockLayer(cache_, layer_, LockKind::Together, stop_, progress_);
  if (!others) {
    return tl::unexpected(others.error());
  }
  if (findDone() || findReading(true)) {
    return {};
  }
  if (auto status = makeWorkFolder(); !status) {
    return status;
  }
  // What others are at is left to them at first, and only waited for at the end.
  for (const bool waits : {false, true}) {
    for (std::uint32_t i = 0; i < share.count; ++i) {
      const tiling::BakeShare part{(share.index + i) % share.count, share.count};
      if (auto status = readPartAlone(part, waits); !status) {
        return status;
      }
    }
  }
  return {};
}

Status StagedBaking::readPartAlone(const tiling::BakeShare& part, bool waits) {
  if (hasPart(part)) {
    return {};
  }
  const std::filesystem::path path = work_ / partLockName(part);
  const auto free = FolderLock::tryTake(path, LockKind::Alone);
  if (!free) {
    return tl::unexpected(free.error());
  }
  if (*free) {
    return hasPart(part) ? Status() : readPart(part);
  }
  if (!waits) {
    return {};
  }
  const auto taken = FolderLock::take(path, LockKind::Alone, stop_, progress_);
  if (!taken) {
    return tl::unexpected(taken.error());
  }
  return hasPart(part) ? Status() : readPart(part);
}

Result<BakeSummary> StagedBaking::join(std::uint32_t count) {
  if (auto done = findDone()) {
    return std::move(*done);
  }
  const auto shards = countOf(count);
  if (!shards) {
    return tl::unexpected(shards.error());
  }
  if (!findReading(false)) {
    const Status stop = stopped();
    return stop ? failReadingLost(*shards) : tl::unexpected(stop.error());
  }
  auto faults = joinShares(*shards);
  if (!faults) {
    if (faults.error().code != ErrorCode::InvalidData) {
      return tl::unexpected(faults.error());
    }
    removeReading();  // which is damaged: a shard that is run again reads anew and keeps what was made
    return failReadingLost(*shards);
  }
  if (faults->empty()) {
    return publish();
  }
  BakeSummary summary;
  summary.result = BakeResult::Incomplete;
  summary.faults = std::move(*faults);
  return summary;
}

Result<std::uint32_t> StagedBaking::countOf(std::uint32_t wanted) const {
  const std::set<std::uint32_t> counts = tiling::shardCountsIn(work_);
  if (counts.empty()) {
    return fail(ErrorCode::NotFound, Message(hasOldShards() ? kOldShards : kNoShards));
  }
  if (wanted != 0 || counts.size() == 1) {
    return wanted != 0 ? wanted : *counts.begin();
  }
  return fail(ErrorCode::InvalidData, Message(kSeveralCounts, {{"first", std::to_string(*counts.begin())},
                                                               {"second", std::to_string(*counts.rbegin())}}));
}

bool StagedBaking::hasOldShards() const {
  const std::vector<std::filesystem::path> others = otherBakes(cache_, layer_, work_);
  return std::any_of(others.begin(), others.end(),
                     [](const std::filesystem::path& other) { return !tiling::shardCountsIn(other).empty(); });
}

}  // namespace belvedere::streaming
