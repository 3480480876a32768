#pragma once

#include <atomic>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "engine/core/progress.h"
#include "engine/tiling/detail/bake_journal.h"

namespace belvedere::tiling::detail {

constexpr MessageId kLevelDamaged{"bake-level-damaged", N_("An intermediate file of the baking is damaged.")};

/// A piece of the work of a baking.
struct BakeJob {
  std::vector<std::size_t> children;  ///< numbers of the jobs, all smaller, of whose results it is made; none: a leaf
  std::uint32_t owner = 0;            ///< of a leaf: the share that makes it
};

/// Where jobs do their work, and which of them.
struct BakeQueueSettings {
  std::filesystem::path folder;
  ContentHash stage;  ///< from what the leaves are made: what was noted for another is not used
  BakeShare share;
  unsigned threads = 1;
  Message name;  ///< for progress
};

/// Makes jobs, children before their parents, several at a time, and notes them: what is noted in the folder, by
/// whomever, and whole is not made again. A job belongs to the share of its children where these belong to one; the
/// others are made where shares are joined.
class BakeQueue {
 public:
  /// Makes a job; its children are done. Any thread.
  using Make = std::function<Result<BakeNote>(std::size_t job)>;

  BakeQueue(BakeQueueSettings settings, std::vector<BakeJob> jobs, Make make);

  /// Makes the jobs of the share: all, where that is the whole. Fails as the making does, with Io, or with Cancelled;
  /// what was done until then is kept for the next run. `progress` is called from one thread at a time.
  Status run(const std::stop_token& stop, const ProgressSink& progress);
  /// Makes what belongs to no share, unless a job of one of the `share.count` shares is not done: then gives these
  /// shares, by their numbers, and makes nothing.
  Result<std::vector<FaultyShard>> join(const std::stop_token& stop, const ProgressSink& progress);

  const std::vector<BakeJob>& jobs() const { return jobs_; }
  /// What was noted of a job that is done.
  const BakeNote& note(std::size_t job) const { return notes_[job]; }

 private:
  static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

  void findOwners();
  void findNotes();
  bool isWhole(const BakeNote& note) const;
  std::optional<FaultyShard> faultOf(std::size_t job);
  Status runOwnedBy(std::uint32_t owner, const BakeShare& journal, const std::stop_token& stop,
                    const ProgressSink& progress);
  void runLevel(const std::vector<std::size_t>& level, const std::stop_token& stop, const ProgressSink& progress);
  void work(const std::vector<std::size_t>& level, const std::stop_token& stop, const ProgressSink& progress);
  Status finishJob(std::size_t job, Result<BakeNote> made, bool isKept);

  BakeQueueSettings settings_;
  std::vector<BakeJob> jobs_;
  Make make_;
  std::vector<std::vector<std::size_t>> levels_;  ///< leaves first
  std::vector<BakeNote> notes_;                   ///< by number
  BakeNotes known_;                               ///< of earlier runs and of other shares
  std::vector<FaultyShard> journals_;             ///< those that are there, Unfinished or Foreign
  std::optional<BakeJournal> journal_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> hasFailed_ = false;
  std::mutex mutex_;
  std::size_t toDo_ = 0;
  std::size_t done_ = 0;
  std::optional<Error> failure_;
};

/// The file in which a job leaves what its parent is made from, below the folder of the baking.
std::string levelFile(std::size_t job);
/// What the names of files begin with that a job needs only while it is made.
std::string temporaryName(std::size_t job);
/// Makes the folder for both.
void makeLevelsFolder(const std::filesystem::path& folder);

}  // namespace belvedere::tiling::detail
