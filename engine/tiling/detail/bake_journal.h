#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "engine/core/result.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::tiling {

/// Notes which cells are done, so that an interrupted baking goes on from there. What a killed process left half
/// written at its end is cut off. find() from any thread; add() by one at a time, and not beside the find() of the same
/// number.
class BakeJournal {
 public:
  static Result<BakeJournal> open(const std::filesystem::path& path);

  std::optional<std::vector<BakedTile>> find(std::uint64_t cell) const;
  Status add(std::uint64_t cell, std::vector<BakedTile>& tiles);

 private:
  explicit BakeJournal(BakeFile file) : file_(std::move(file)) {}
  BakeFile file_;
  std::map<std::uint64_t, std::vector<BakedTile>> known_;  ///< of earlier runs
};

}  // namespace belvedere::tiling
