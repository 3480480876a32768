#include "engine/tiling/bake_tiles.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/core/binary_archive.h"
#include "engine/tiling/detail/bake_queue.h"
#include "engine/tiling/detail/cell_baker.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kBakingTiles{"progress-baking-tiles", N_("Baking tiles")};

/// A node to be made: a cell of depth 0 with all below it, or the parent of others.
struct TileJob {
  BakeCell cell;
  BakedTile tile;  ///< level and place only
};

/// The nodes of a tree as jobs: cells of depth 0 as leaves, and what is above them level by level.
class TileMaker {
 public:
  explicit TileMaker(const TileBaking& baking) : baking_(baking), shape_(baking.cells), pictures_(baking.pictures) {
    for (const SpilledCell& cell : baking.cells) {
      cells_[cell.cell] = &cell;
    }
  }

  detail::BakeQueue queue(const BakeShare& share) {
    return detail::BakeQueue({baking_.folder, baking_.stage, share, baking_.threads, Message(kBakingTiles)},
                             plan(share.count), [this](std::size_t job) { return make(job); });
  }
  /// For the making of parents, which ask it for their children.
  void setQueue(const detail::BakeQueue& queue) { queue_ = &queue; }

  Result<std::vector<BakedTile>> allTiles() const {
    std::vector<BakedTile> all;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      std::vector<BakedTile> tiles;
      BinaryReader reader(queue_->note(i).facts);
      reader(tiles);
      if (!reader.isComplete()) {
        return fail(ErrorCode::InvalidData, Message(detail::kLevelDamaged), baking_.folder.string());
      }
      all.insert(all.end(), tiles.begin(), tiles.end());
    }
    std::sort(all.begin(), all.end(), [](const BakedTile& a, const BakedTile& b) {
      return std::tuple(a.level, a.y, a.x) < std::tuple(b.level, b.y, b.x);
    });
    return all;
  }

 private:
  std::vector<detail::BakeJob> plan(std::uint32_t shares) {
    std::vector<std::size_t> level;
    for (const SpilledCell& cell : baking_.cells) {
      if (cell.cell.depth == 0) {
        level.push_back(jobs_.size());
        jobs_.push_back({cell.cell, shape_.tileOf(cell.cell)});
      }
    }
    std::vector<detail::BakeJob> plan = sharedLeaves(shares);
    for (std::uint32_t up = 1; up <= shape_.baseLevel && !level.empty(); ++up) {
      std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> parents;
      for (const std::size_t job : level) {
        parents[{jobs_[job].tile.y / 2, jobs_[job].tile.x / 2}].push_back(job);
      }
      level.clear();
      for (auto& [place, children] : parents) {
        BakedTile tile;
        tile.level = shape_.baseLevel - up;
        tile.y = place.first;
        tile.x = place.second;
        level.push_back(jobs_.size());
        jobs_.push_back({{}, tile});
        plan.push_back({std::move(children), 0});
      }
    }
    return plan;
  }

  /// The cells, dealt out in the order of a curve so that most of what is above them belongs to one share too.
  std::vector<detail::BakeJob> sharedLeaves(std::uint32_t shares) const {
    std::map<BakeCell, std::uint64_t> triangles;
    for (const SpilledCell& cell : baking_.cells) {
      const auto up = [&](std::int32_t index) { return index >> cell.cell.depth; };
      triangles[{0, up(cell.cell.x), up(cell.cell.y)}] += cell.triangleCount;
    }
    std::vector<std::size_t> order(jobs_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return curvePlace(jobs_[a].tile.x, jobs_[a].tile.y) < curvePlace(jobs_[b].tile.x, jobs_[b].tile.y);
    });
    std::vector<std::uint64_t> weights;
    weights.reserve(order.size());
    for (const std::size_t job : order) {
      weights.push_back(triangles[jobs_[job].cell]);
    }
    const std::vector<std::uint32_t> owners = shareOut(weights, shares);
    std::vector<detail::BakeJob> leaves(jobs_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      leaves[order[i]].owner = owners[i];
    }
    return leaves;
  }

  Result<detail::BakeNote> make(std::size_t job) {
    const TileJob& wanted = jobs_[job];
    const std::vector<std::size_t>& children = queue_->jobs()[job].children;
    std::vector<BakedTile> tiles;
    auto node = children.empty() ? detail::CellBaker(baking_, shape_, cells_, pictures_).bake(wanted.cell, tiles)
                                 : makeParent(wanted, children);
    if (!node) {
      return tl::unexpected(node.error());
    }
    if (!children.empty()) {
      tiles.push_back(node->tile);
    }
    if (wanted.tile.level == 0) {
      node->content = {};  // nothing is above
    }
    BinaryWriter writer;
    writer(*node);
    auto file = writeBakedFile(baking_.folder, detail::levelFile(job), writer.bytes());
    if (!file) {
      return tl::unexpected(file.error());
    }
    return noteOf(std::move(*file), tiles);
  }

  static detail::BakeNote noteOf(BakedFile node, std::vector<BakedTile>& tiles) {
    detail::BakeNote note;
    note.files.push_back(std::move(node));
    for (const BakedTile& tile : tiles) {
      if (tile.hasContent()) {
        note.files.push_back({tile.glbPath().generic_string(), tile.glbBytes, tile.glbHash});
      }
      if (tile.exactBytes > 0) {
        note.files.push_back({tile.exactPath().generic_string(), tile.exactBytes, tile.exactHash});
      }
    }
    BinaryWriter facts;
    facts(tiles);
    note.facts = std::move(facts.bytes());
    return note;
  }

  Result<detail::LevelNode> makeParent(const TileJob& wanted, const std::vector<std::size_t>& children) {
    std::vector<detail::LevelNode> nodes;
    for (const std::size_t child : children) {
      const auto bytes = readBakedFile(baking_.folder, queue_->note(child).files.front());
      if (!bytes) {
        return tl::unexpected(bytes.error());
      }
      BinaryReader reader(*bytes);
      reader(nodes.emplace_back());
      if (!reader.isComplete()) {
        return fail(ErrorCode::InvalidData, Message(detail::kLevelDamaged), baking_.folder.string());
      }
    }
    return detail::makeParent(baking_.folder, wanted.tile, shape_.widthMetres(wanted.tile.level), std::move(nodes),
                              pictures_);
  }

  const TileBaking& baking_;
  detail::TreeShape shape_;
  PictureCache pictures_;
  std::map<BakeCell, const SpilledCell*> cells_;
  std::vector<TileJob> jobs_;  ///< cells first, the root last
  const detail::BakeQueue* queue_ = nullptr;
};

}  // namespace

Result<std::vector<BakedTile>> bakeTiles(const TileBaking& baking, const std::stop_token& stop,
                                         const ProgressSink& progress) {
  TileMaker maker(baking);
  detail::BakeQueue queue = maker.queue(BakeShare());
  maker.setQueue(queue);
  if (auto status = queue.run(stop, progress); !status) {
    return tl::unexpected(status.error());
  }
  return maker.allTiles();
}

Status bakeTileShare(const TileBaking& baking, const BakeShare& share, const std::stop_token& stop,
                     const ProgressSink& progress) {
  TileMaker maker(baking);
  detail::BakeQueue queue = maker.queue(share);
  maker.setQueue(queue);
  return queue.run(stop, progress);
}

Result<JoinedTiles> joinTileShares(const TileBaking& baking, std::uint32_t count, const std::stop_token& stop,
                                   const ProgressSink& progress) {
  TileMaker maker(baking);
  detail::BakeQueue queue = maker.queue({0, count});
  maker.setQueue(queue);
  auto faults = queue.join(stop, progress);
  if (!faults) {
    return tl::unexpected(faults.error());
  }
  if (!faults->empty()) {
    return JoinedTiles{std::move(*faults), {}};
  }
  auto tiles = maker.allTiles();
  if (!tiles) {
    return tl::unexpected(tiles.error());
  }
  return JoinedTiles{{}, std::move(*tiles)};
}

}  // namespace belvedere::tiling
