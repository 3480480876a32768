#include "engine/tiling/detail/bake_queue.h"

#include <algorithm>
#include <thread>

#include "engine/core/common_messages.h"
#include "engine/tiling/bake_tiles.h"

namespace belvedere::tiling::detail {

namespace {

constexpr const char* kLevelsFolder = "levels";

}  // namespace

std::string levelFile(std::size_t job) { return std::string(kLevelsFolder) + "/" + std::to_string(job) + ".bin"; }

std::string temporaryName(std::size_t job) { return std::string(kLevelsFolder) + "/" + std::to_string(job); }

void makeLevelsFolder(const std::filesystem::path& folder) {
  std::error_code ignored;  // the writing says what is wrong
  std::filesystem::create_directories(folder / kLevelsFolder, ignored);
}

BakeQueue::BakeQueue(BakeQueueSettings settings, std::vector<BakeJob> jobs, Make make)
    : settings_(std::move(settings)), jobs_(std::move(jobs)), make_(std::move(make)), notes_(jobs_.size()) {
  findOwners();
}

void BakeQueue::findOwners() {
  std::vector<std::size_t> height(jobs_.size(), 0);
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    BakeJob& job = jobs_[i];
    for (const std::size_t child : job.children) {
      const bool isFirst = child == job.children.front();
      job.owner = isFirst || job.owner == jobs_[child].owner ? jobs_[child].owner : kNobody;
      height[i] = std::max(height[i], height[child] + 1);
    }
    levels_.resize(std::max(levels_.size(), height[i] + 1));
    levels_[height[i]].push_back(i);
  }
}

void BakeQueue::findNotes() {
  for (const BakeShare& share : journalsIn(settings_.folder)) {
    FoundJournal found = readJournal(settings_.folder, settings_.stage, share);
    journals_.push_back({share, found.isForeign ? ShardFault::Foreign : ShardFault::Unfinished});
    known_.merge(found.notes);
  }
}

bool BakeQueue::isWhole(const BakeNote& note) const {
  return std::all_of(note.files.begin(), note.files.end(),
                     [&](const BakedFile& file) { return checkBakedFile(settings_.folder, file).has_value(); });
}

Status BakeQueue::run(const std::stop_token& stop, const ProgressSink& progress) {
  findNotes();
  return runOwnedBy(settings_.share.index, settings_.share, stop, progress);
}

std::optional<FaultyShard> BakeQueue::faultOf(std::size_t job) {
  const BakeShare share{jobs_[job].owner, settings_.share.count};
  const auto known = known_.find(job);
  if (known == known_.end()) {
    const auto journal = std::find_if(journals_.begin(), journals_.end(),
                                      [&](const FaultyShard& candidate) { return candidate.share == share; });
    return journal == journals_.end() ? FaultyShard{share, ShardFault::Missing} : *journal;
  }
  if (!isWhole(known->second)) {
    return FaultyShard{share, ShardFault::Damaged};
  }
  notes_[job] = std::move(known->second);
  return std::nullopt;
}

Result<std::vector<FaultyShard>> BakeQueue::join(const std::stop_token& stop, const ProgressSink& progress) {
  findNotes();
  std::map<std::uint32_t, FaultyShard> faults;
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    if (jobs_[i].owner == kNobody || faults.contains(jobs_[i].owner)) {
      continue;
    }
    if (const auto fault = faultOf(i)) {
      faults.emplace(fault->share.index, *fault);
    }
  }
  std::vector<FaultyShard> faulty;
  faulty.reserve(faults.size());
  for (const auto& [index, fault] : faults) {
    faulty.push_back(fault);
  }
  if (faulty.empty()) {
    if (auto status = runOwnedBy(kNobody, BakeShare(), stop, progress); !status) {
      return tl::unexpected(status.error());
    }
  }
  return faulty;
}

Status BakeQueue::runOwnedBy(std::uint32_t owner, const BakeShare& journal, const std::stop_token& stop,
                             const ProgressSink& progress) {
  makeLevelsFolder(settings_.folder);
  auto opened = BakeJournal::open(settings_.folder, settings_.stage, journal);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  journal_.emplace(std::move(*opened));
  std::vector<std::vector<std::size_t>> own = levels_;
  for (std::vector<std::size_t>& level : own) {
    std::erase_if(level, [&](std::size_t job) { return jobs_[job].owner != owner; });
    toDo_ += level.size();
  }
  for (const std::vector<std::size_t>& level : own) {
    runLevel(level, stop, progress);
    if (failure_) {
      return tl::unexpected(*failure_);
    }
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
  }
  return {};
}

void BakeQueue::runLevel(const std::vector<std::size_t>& level, const std::stop_token& stop,
                         const ProgressSink& progress) {
  next_ = 0;
  std::vector<std::jthread> threads;
  const std::size_t most = std::min<std::size_t>(std::max(1U, settings_.threads), level.size());
  for (std::size_t i = 1; i < most; ++i) {
    threads.emplace_back([&] { work(level, stop, progress); });
  }
  work(level, stop, progress);
}

void BakeQueue::work(const std::vector<std::size_t>& level, const std::stop_token& stop, const ProgressSink& progress) {
  for (std::size_t i = next_++; i < level.size() && !stop.stop_requested() && !hasFailed_; i = next_++) {
    const auto known = known_.find(level[i]);
    const bool isKept = known != known_.end() && isWhole(known->second);
    auto made = isKept ? Result<BakeNote>(known->second) : make_(level[i]);
    const std::lock_guard lock(mutex_);
    if (auto status = finishJob(level[i], std::move(made), isKept); !status) {
      failure_ = failure_.value_or(status.error());
      hasFailed_ = true;
      return;
    }
    ++done_;
    if (progress) {
      progress({settings_.name, static_cast<double>(done_) / static_cast<double>(toDo_)});
    }
  }
}

Status BakeQueue::finishJob(std::size_t job, Result<BakeNote> made, bool isKept) {
  if (!made) {
    return tl::unexpected(made.error());
  }
  if (!isKept) {
    if (auto status = journal_->add(job, *made); !status) {
      return status;
    }
  }
  notes_[job] = std::move(*made);
  return {};
}

}  // namespace belvedere::tiling::detail
