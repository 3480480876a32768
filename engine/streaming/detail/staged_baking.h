#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/streaming/detail/folder_lock.h"
#include "engine/streaming/layer_bake.h"

namespace belvedere::streaming {

/// A baking in two stages, in a hidden folder beside the target: the source is read into intermediate files, from which
/// then the tree is made. A folder appears as the target only when it is whole. What an interrupted run has done is
/// taken up again. One thread.
class StagedBaking {
 public:
  StagedBaking(std::filesystem::path cache, std::string layer, const ContentHash& key, const std::stop_token& stop,
               const ProgressSink& progress);
  virtual ~StagedBaking() = default;
  StagedBaking(const StagedBaking&) = delete;
  StagedBaking& operator=(const StagedBaking&) = delete;

  /// Bakes all. Nobody else may be at work in the folder: the caller has the lock, alone.
  Result<BakeSummary> run();
  /// Makes one share, beside others who make theirs; takes the lock itself. Whoever comes first reads the source.
  Result<BakeSummary> runShare(const tiling::BakeShare& share);
  /// Joins shares; 0 for as many as are found. The caller has the lock, alone.
  Result<BakeSummary> join(std::uint32_t count);

  const std::filesystem::path& target() const { return target_; }

 protected:
  const std::filesystem::path& work() const { return work_; }
  const ContentHash& key() const { return key_; }
  const std::stop_token& stop() const { return stop_; }
  /// Progress within a part of the whole.
  ProgressSink part(double from, double to) const;

  /// A whole layer in its folder.
  struct Target {
    BakeSummary summary;                    ///< UpToDate
    std::set<std::filesystem::path> files;  ///< all that belong to it, below the folder
  };
  /// The layer as it stands at the target, with every file looked at or by what it is opened by alone. Fails where it
  /// is not there, or damaged.
  virtual Result<Target> openTarget(bool checksAll) = 0;
  /// Takes up what was read earlier; false where it is not there or damaged.
  virtual bool findReading(bool needsSpill) = 0;
  virtual void removeReading() = 0;
  /// Reads the source to its end into the intermediate files.
  virtual Status read() = 0;
  /// Whether processes can each read a part of the source; the three below then do that.
  virtual bool canReadParts() const { return false; }
  virtual bool hasPart(const tiling::BakeShare& /*part*/) const { return false; }
  virtual Status readPart(const tiling::BakeShare& /*part*/) { return {}; }
  /// Makes of all parts what read() makes, and takes them away; nothing where one is not there, which is read anew
  /// then.
  virtual Status joinParts(std::uint32_t /*count*/) { return {}; }
  /// These are called after read() or findReading().
  virtual Status makeTree() = 0;
  virtual Status makeShare(const tiling::BakeShare& share) = 0;
  virtual Result<std::vector<tiling::FaultyShard>> joinShares(std::uint32_t count) = 0;
  /// Writes what a tree is opened by.
  virtual Status finishTree() = 0;

 private:
  using ReadingTime = std::filesystem::file_time_type;

  std::optional<BakeSummary> findDone();
  Result<BakeSummary> readAndMake();
  Status makeWorkFolder() const;
  Result<BakeSummary> publish();
  /// Nothing where the source has to be read first, or again: `damaged` is then the time of what was read.
  Result<std::optional<BakeSummary>> tryShare(const tiling::BakeShare& share, std::optional<ReadingTime>& damaged);
  /// Unless another process has read the source anew since.
  Status removeDamagedReading(ReadingTime damaged);
  Status stopped() const;
  /// The lock, alone; nothing where there is a reading by the time that it could be had.
  Result<std::optional<FolderLock>> lockUnlessRead() const;
  /// Takes care that the source is read, by this process or by others; gives the layer where it needs no baking.
  Result<std::optional<BakeSummary>> readForShares(const tiling::BakeShare& share);
  /// Reads parts, the share's own first, until all are read.
  Status readParts(const tiling::BakeShare& share);
  Status readPartAlone(const tiling::BakeShare& part, bool waits);
  Result<std::uint32_t> countOf(std::uint32_t wanted) const;
  bool hasOldShards() const;

  std::filesystem::path cache_;
  std::string layer_;
  ContentHash key_;
  const std::stop_token& stop_;
  const ProgressSink& progress_;
  std::filesystem::path target_;
  std::filesystem::path work_;
};

/// Takes the lock of a layer in a cache.
Result<FolderLock> lockLayer(const std::filesystem::path& cache, const std::string& layer, LockKind kind,
                             const std::stop_token& stop, const ProgressSink& progress);

}  // namespace belvedere::streaming
