#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/bake_share.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::tiling::detail {

/// What one job of a baking made.
struct BakeNote {
  std::vector<std::byte> facts;  ///< what those who made it want to know of it
  std::vector<BakedFile> files;  ///< below the folder of the baking; without one of them the job is not done

  template <class Archive>
  void visit(Archive& archive) {
    archive(facts, files);
  }
};

using BakeNotes = std::map<std::uint64_t, BakeNote>;  ///< by number of the job

/// The notes of one share, as an earlier process, or another one, wrote them.
struct FoundJournal {
  bool isForeign = false;  ///< of another reading, or nothing can be made of it; without notes then
  BakeNotes notes;
};

/// Notes which jobs of a share are done, so that an interrupted baking goes on from there, and another process can join
/// what several have done. What a killed process left half written at its end is cut off. One thread.
class BakeJournal {
 public:
  /// Keeps the notes that are there. `stage` says from what the jobs are made. Fails with Io.
  static Result<BakeJournal> open(const std::filesystem::path& folder, const ContentHash& stage,
                                  const BakeShare& share);
  Status add(std::uint64_t job, BakeNote& note);

 private:
  explicit BakeJournal(BakeFile file) : file_(std::move(file)) {}
  BakeFile file_;
};

/// "journal.bin" of a whole baking, "journal-2-of-3.bin" of a share.
std::string journalName(const BakeShare& share);

/// The shares of which a folder has a journal, by count and index.
std::vector<BakeShare> journalsIn(const std::filesystem::path& folder);

/// Reads a journal, whoever writes in it meanwhile. Foreign where it cannot be read.
FoundJournal readJournal(const std::filesystem::path& folder, const ContentHash& stage, const BakeShare& share);

}  // namespace belvedere::tiling::detail
