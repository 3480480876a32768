#include "engine/tiling/bake_tiles.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>

#include "engine/core/binary_archive.h"
#include "engine/core/common_messages.h"
#include "engine/tiling/detail/bake_journal.h"
#include "engine/tiling/detail/cell_baker.h"
#include "engine/tiling/detail/tile_writer.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kBakingTiles{"progress-baking-tiles", N_("Baking tiles")};
constexpr MessageId kLevelDamaged{"bake-level-damaged", N_("An intermediate file of the baking is damaged.")};

constexpr const char* kJournalFile = "journal.bin";
constexpr const char* kLevelsFolder = "levels";

/// One node to be made: a cell of depth 0 with all below it, or the parent of nodes that are made.
struct Job {
  std::size_t number = 0;
  BakeCell cell;
  BakedTile tile;                     ///< level and place only
  std::vector<std::size_t> children;  ///< numbers; none: it is the cell
};

/// All nodes, level by level from the leaves up, each level shared out among threads.
class LevelQueue {
 public:
  LevelQueue(const TileBaking& baking, const std::stop_token& stop, const ProgressSink& progress)
      : baking_(baking), shape_(baking.cells), stop_(stop), progress_(progress), pictures_(baking.pictures) {
    for (const SpilledCell& cell : baking.cells) {
      cells_[cell.cell] = &cell;
    }
  }

  Result<std::vector<BakedTile>> run() {
    std::error_code ignored;  // the writing says what is wrong
    std::filesystem::create_directories(baking_.folder / kLevelsFolder, ignored);
    auto journal = BakeJournal::open(baking_.folder / kJournalFile);
    if (!journal) {
      return tl::unexpected(journal.error());
    }
    journal_ = &*journal;
    planJobs();
    for (const std::vector<Job>& level : levels_) {
      runLevel(level);
      if (failure_) {
        return tl::unexpected(*failure_);
      }
      if (stop_.stop_requested()) {
        return fail(ErrorCode::Cancelled, Message(kCancelled));
      }
    }
    return allTiles();
  }

 private:
  void planJobs() {
    std::vector<Job> level;
    for (const SpilledCell& cell : baking_.cells) {
      if (cell.cell.depth == 0) {
        level.push_back({jobCount_++, cell.cell, shape_.tileOf(cell.cell), {}});
      }
    }
    for (std::uint32_t up = 1; up <= shape_.baseLevel && !level.empty(); ++up) {
      std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> parents;
      for (const Job& job : level) {
        parents[{job.tile.y / 2, job.tile.x / 2}].push_back(job.number);
      }
      levels_.push_back(std::exchange(level, {}));
      for (auto& [place, children] : parents) {
        BakedTile tile;
        tile.level = shape_.baseLevel - up;
        tile.y = place.first;
        tile.x = place.second;
        level.push_back({jobCount_++, {}, tile, std::move(children)});
      }
    }
    levels_.push_back(std::move(level));
    notes_.resize(jobCount_);
  }

  void runLevel(const std::vector<Job>& level) {
    next_ = 0;
    std::vector<std::jthread> threads;
    const std::size_t most = std::min<std::size_t>(std::max(1U, baking_.threads), level.size());
    for (std::size_t i = 1; i < most; ++i) {
      threads.emplace_back([this, &level] { work(level); });
    }
    work(level);
  }

  void work(const std::vector<Job>& level) {
    detail::CellBaker baker(baking_, shape_, cells_, pictures_);
    for (std::size_t i = next_++; i < level.size() && !stop_.stop_requested() && !hasFailed_; i = next_++) {
      const Job& job = level[i];
      auto note = journal_->find(job.number);
      const bool isKept = note && isWhole(*note);
      auto made = isKept ? Result<BakeNote>(std::move(*note)) : make(job, baker);
      const std::lock_guard lock(mutex_);
      Status status = !made    ? Status(tl::unexpected(made.error()))
                      : isKept ? Status()
                               : journal_->add(job.number, *made);
      if (!status) {
        failure_ = failure_.value_or(status.error());
        hasFailed_ = true;
        return;
      }
      notes_[job.number] = std::move(*made);
      ++done_;
      if (progress_) {
        progress_({Message(kBakingTiles), static_cast<double>(done_) / static_cast<double>(jobCount_)});
      }
    }
  }

  bool isWhole(const BakeNote& note) const {
    return detail::areWhole(baking_.folder, note.tiles) && readBakedFile(baking_.folder, note.node);
  }

  Result<BakeNote> make(const Job& job, detail::CellBaker& baker) {
    BakeNote note;
    auto node = job.children.empty() ? baker.bake(job.cell, note.tiles) : makeParent(job);
    if (!node) {
      return tl::unexpected(node.error());
    }
    if (!job.children.empty()) {
      note.tiles.push_back(node->tile);
    }
    if (job.tile.level == 0) {
      node->content = {};  // nothing is above
    }
    BinaryWriter writer;
    writer(*node);
    auto file = writeBakedFile(baking_.folder, fileOf(job.number), writer.bytes());
    if (!file) {
      return tl::unexpected(file.error());
    }
    note.node = std::move(*file);
    return note;
  }

  static std::string fileOf(std::size_t number) {
    return std::string(kLevelsFolder) + "/" + std::to_string(number) + ".bin";
  }

  Result<detail::LevelNode> makeParent(const Job& job) {
    std::vector<detail::LevelNode> children;
    for (const std::size_t number : job.children) {
      const auto bytes = readBakedFile(baking_.folder, notes_[number].node);
      if (!bytes) {
        return tl::unexpected(bytes.error());
      }
      BinaryReader reader(*bytes);
      reader(children.emplace_back());
      if (!reader.isComplete()) {
        return fail(ErrorCode::InvalidData, Message(kLevelDamaged), baking_.folder.string());
      }
    }
    return detail::makeParent(baking_.folder, job.tile, shape_.widthMetres(job.tile.level), std::move(children),
                              pictures_);
  }

  std::vector<BakedTile> allTiles() const {
    std::vector<BakedTile> tiles;
    for (const BakeNote& note : notes_) {
      tiles.insert(tiles.end(), note.tiles.begin(), note.tiles.end());
    }
    std::sort(tiles.begin(), tiles.end(), [](const BakedTile& a, const BakedTile& b) {
      return std::tuple(a.level, a.y, a.x) < std::tuple(b.level, b.y, b.x);
    });
    return tiles;
  }

  const TileBaking& baking_;
  detail::TreeShape shape_;
  const std::stop_token& stop_;
  const ProgressSink& progress_;
  PictureCache pictures_;
  std::map<BakeCell, const SpilledCell*> cells_;
  std::vector<std::vector<Job>> levels_;  ///< cells first, the root last
  std::size_t jobCount_ = 0;
  std::vector<BakeNote> notes_;  ///< by number
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> hasFailed_ = false;
  std::mutex mutex_;
  BakeJournal* journal_ = nullptr;
  std::size_t done_ = 0;
  std::optional<Error> failure_;
};

}  // namespace

Result<std::vector<BakedTile>> bakeTiles(const TileBaking& baking, const std::stop_token& stop,
                                         const ProgressSink& progress) {
  return LevelQueue(baking, stop, progress).run();
}

void removeIntermediateFiles(const std::filesystem::path& folder) {
  std::error_code ignored;  // what is left takes room only
  std::filesystem::remove(folder / kJournalFile, ignored);
  std::filesystem::remove_all(folder / kLevelsFolder, ignored);
}

}  // namespace belvedere::tiling
