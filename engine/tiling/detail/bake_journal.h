#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "engine/core/result.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::tiling {

/// What was made of one node of the tree.
struct BakeNote {
  std::vector<BakedTile> tiles;
  BakedFile node;  ///< what its parent is made from

  template <class Archive>
  void visit(Archive& archive) {
    archive(tiles, node);
  }
};

/// Notes which nodes are done, so that an interrupted baking goes on from there. What a killed process left half
/// written at its end is cut off. find() from any thread; add() by one at a time, and not beside the find() of the same
/// number.
class BakeJournal {
 public:
  static Result<BakeJournal> open(const std::filesystem::path& path);

  std::optional<BakeNote> find(std::uint64_t node) const;
  Status add(std::uint64_t node, BakeNote& note);

 private:
  explicit BakeJournal(BakeFile file) : file_(std::move(file)) {}
  BakeFile file_;
  std::map<std::uint64_t, BakeNote> known_;  ///< of earlier runs
};

}  // namespace belvedere::tiling
