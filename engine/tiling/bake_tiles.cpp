#include "engine/tiling/bake_tiles.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>
#include <unordered_map>

#include "engine/core/common_messages.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/detail/bake_journal.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kBakingTiles{"progress-baking-tiles", N_("Baking tiles")};
constexpr MessageId kPiecesDamaged{"bake-pieces-damaged", N_("An intermediate file of the baking is damaged.")};

/// Where the cells of the plan stand in the tree.
struct TreeShape {
  std::int32_t minX = 0;
  std::int32_t minY = 0;
  std::uint32_t baseLevel = 0;  ///< of cells of depth 0

  explicit TreeShape(const std::vector<SpilledCell>& cells) {
    std::int32_t maxX = 0;
    std::int32_t maxY = 0;
    bool isFirst = true;
    for (const SpilledCell& cell : cells) {
      if (cell.cell.depth == 0) {
        minX = isFirst ? cell.cell.x : std::min(minX, cell.cell.x);
        minY = isFirst ? cell.cell.y : std::min(minY, cell.cell.y);
        maxX = isFirst ? cell.cell.x : std::max(maxX, cell.cell.x);
        maxY = isFirst ? cell.cell.y : std::max(maxY, cell.cell.y);
        isFirst = false;
      }
    }
    const std::int64_t extent = std::max<std::int64_t>(std::int64_t{maxX} - minX, std::int64_t{maxY} - minY);
    while ((extent >> baseLevel) > 0) {
      ++baseLevel;
    }
  }

  BakedTile tileOf(const BakeCell& cell) const {
    BakedTile tile;
    tile.level = baseLevel + cell.depth;
    tile.x = static_cast<std::uint32_t>(std::int64_t{cell.x} - (std::int64_t{minX} << cell.depth));
    tile.y = static_cast<std::uint32_t>(std::int64_t{cell.y} - (std::int64_t{minY} << cell.depth));
    return tile;
  }
};

void sortTiles(std::vector<BakedTile>& tiles) {
  std::sort(tiles.begin(), tiles.end(), [](const BakedTile& a, const BakedTile& b) {
    return std::tuple(a.level, a.y, a.x) < std::tuple(b.level, b.y, b.x);
  });
}

BakedTile emptyNode(std::uint32_t level, std::uint32_t x, std::uint32_t y) {
  BakedTile node;
  node.level = level;
  node.x = x;
  node.y = y;
  return node;
}

/// What a parent without content is: the box of what is below, and an error that always asks for it.
void addBelow(BakedTile& parent, const BakedTile& child) {
  parent.bounds.add(child.bounds);
  const glm::dvec3 size = parent.bounds.size();
  parent.geometricErrorMetres = std::max({size.x, size.y, size.z});
}

/// Makes the tiles of one cell of depth 0 and of the cells below it.
class CellBaker {
 public:
  CellBaker(const TileBaking& baking, const TreeShape& shape, const std::map<BakeCell, const SpilledCell*>& cells)
      : baking_(baking), shape_(shape), cells_(cells) {}

  Result<std::vector<BakedTile>> bake(const BakeCell& cell) {
    tiles_.clear();
    const auto node = bakeNode(cell, {});
    if (!node) {
      return tl::unexpected(node.error());
    }
    return std::move(tiles_);
  }

 private:
  /// `inherited`: pieces of the cell that were spilled before its parent was divided.
  Result<BakedTile> bakeNode(const BakeCell& cell, std::vector<SurfacePiece> inherited) {
    const auto found = cells_.find(cell);
    PieceBuffer own;
    if (found != cells_.end()) {
      auto buffer = readSpilledCell(baking_.spillFile, *found->second);
      if (!buffer) {
        return tl::unexpected(buffer.error());
      }
      own = std::move(*buffer);
    }
    const auto ownPieces = own.pieces();
    if (!ownPieces) {
      return fail(ErrorCode::InvalidData, Message(kPiecesDamaged), baking_.spillFile.string());
    }
    inherited.insert(inherited.end(), ownPieces->begin(), ownPieces->end());
    const bool isDivided = found != cells_.end() && found->second->isDivided;
    if (isDivided || (isTooMuch(inherited) && cell.depth < kDeepestBakeCell)) {
      return bakeChildren(cell, inherited);
    }
    return bakeLeaf(cell, inherited);
  }

  static bool isTooMuch(const std::vector<SurfacePiece>& pieces) {
    std::size_t triangles = 0;
    for (const SurfacePiece& piece : pieces) {
      triangles += piece.indices.size() / 3;
    }
    return triangles > kMostLeafTriangles;
  }

  Result<BakedTile> bakeChildren(const BakeCell& cell, const std::vector<SurfacePiece>& pieces) {
    std::map<BakeCell, std::vector<SurfacePiece>> byChild;
    for (const SurfacePiece& piece : pieces) {
      byChild[cell.childAt(piece.head.place)].push_back(piece);
    }
    for (int i = 0; i < 4; ++i) {
      const BakeCell child{static_cast<std::uint8_t>(cell.depth + 1), 2 * cell.x + i % 2, 2 * cell.y + i / 2};
      if (cells_.contains(child)) {
        byChild[child];
      }
    }
    BakedTile node = shape_.tileOf(cell);
    for (auto& [child, childPieces] : byChild) {
      auto below = bakeNode(child, std::move(childPieces));
      if (!below) {
        return below;
      }
      addBelow(node, *below);
    }
    tiles_.push_back(node);
    return node;
  }

  Result<BakedTile> bakeLeaf(const BakeCell& cell, const std::vector<SurfacePiece>& pieces) {
    BakedTile tile = shape_.tileOf(cell);
    const ExactMesh mesh = meshOf(pieces);
    if (auto status = writeTile(tile, mesh, true); !status) {
      return tl::unexpected(status.error());
    }
    tiles_.push_back(tile);
    return tile;
  }

  Status writeTile(BakedTile& tile, const ExactMesh& mesh, bool isLeaf) const {
    const EncodedTile encoded = encodeTile(mesh);
    tile.bounds = mesh.bounds();
    tile.triangles = static_cast<std::uint32_t>(mesh.triangleCount());
    tile.vertices = static_cast<std::uint32_t>(mesh.positions.size());
    tile.objects = static_cast<std::uint32_t>(mesh.objects.size());
    tile.glbBytes = encoded.glb.size();
    tile.glbHash = hashOf(encoded.glb);
    if (auto status = writeBelow(tile.glbPath(), encoded.glb); !status || !isLeaf) {
      return status;
    }
    tile.exactBytes = encoded.exact.size();
    tile.exactHash = hashOf(encoded.exact);
    return writeBelow(tile.exactPath(), encoded.exact);
  }

  Status writeBelow(const std::filesystem::path& path, std::span<const std::byte> bytes) const {
    const std::filesystem::path target = baking_.folder / path;
    std::error_code ignored;  // the writing says what is wrong
    std::filesystem::create_directories(target.parent_path(), ignored);
    return writeBakeFile(target, bytes);
  }

  const TileBaking& baking_;
  const TreeShape& shape_;
  const std::map<BakeCell, const SpilledCell*>& cells_;
  std::vector<BakedTile> tiles_;
};

/// Whether the files of tiles that an earlier run noted are still as it wrote them.
bool areWhole(const std::filesystem::path& folder, const std::vector<BakedTile>& tiles) {
  return std::all_of(tiles.begin(), tiles.end(), [&](const BakedTile& tile) {
    return (!tile.hasContent() || readTileBytes(folder, tile)) &&
           (tile.exactBytes == 0 || readExactBytes(folder, tile));
  });
}

/// All cells of depth 0, shared out among threads.
class CellQueue {
 public:
  CellQueue(const TileBaking& baking, const std::stop_token& stop, const ProgressSink& progress)
      : baking_(baking), shape_(baking.cells), stop_(stop), progress_(progress) {
    for (const SpilledCell& cell : baking.cells) {
      cells_[cell.cell] = &cell;
      if (cell.cell.depth == 0) {
        bases_.push_back(cell.cell);
      }
    }
    results_.resize(bases_.size());
  }

  Result<std::vector<BakedTile>> run() {
    auto journal = BakeJournal::open(baking_.folder / "journal.bin");
    if (!journal) {
      return tl::unexpected(journal.error());
    }
    journal_ = &*journal;
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 1; i < std::max(1U, baking_.threads); ++i) {
        threads.emplace_back([this] { work(); });
      }
      work();
    }
    if (failure_) {
      return tl::unexpected(*failure_);
    }
    if (stop_.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    return allTiles();
  }

 private:
  void work() {
    CellBaker baker(baking_, shape_, cells_);
    for (std::size_t i = next_++; i < bases_.size() && !stop_.stop_requested() && !hasFailed_; i = next_++) {
      auto noted = journal_->find(i);
      if (!noted || !areWhole(baking_.folder, *noted)) {
        auto baked = baker.bake(bases_[i]);
        const std::lock_guard lock(mutex_);
        Status status = baked ? journal_->add(i, *baked) : Status(tl::unexpected(baked.error()));
        if (!status) {
          failure_ = failure_.value_or(status.error());
          hasFailed_ = true;
          return;
        }
        noted = std::move(*baked);
      }
      const std::lock_guard lock(mutex_);
      results_[i] = std::move(*noted);
      ++done_;
      if (progress_) {
        progress_({Message(kBakingTiles), static_cast<double>(done_) / static_cast<double>(bases_.size())});
      }
    }
  }

  std::vector<BakedTile> allTiles() const {
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, BakedTile> above;
    std::vector<BakedTile> tiles;
    for (const std::vector<BakedTile>& result : results_) {
      tiles.insert(tiles.end(), result.begin(), result.end());
      const auto base = std::find_if(result.begin(), result.end(),
                                     [&](const BakedTile& tile) { return tile.level == shape_.baseLevel; });
      for (std::uint32_t up = 1; base != result.end() && up <= shape_.baseLevel; ++up) {
        const std::uint32_t level = shape_.baseLevel - up;
        BakedTile node = emptyNode(level, base->x >> up, base->y >> up);
        addBelow(above.try_emplace({level, node.y, node.x}, node).first->second, *base);
      }
    }
    for (const auto& [key, node] : above) {
      tiles.push_back(node);
    }
    sortTiles(tiles);
    return tiles;
  }

  const TileBaking& baking_;
  TreeShape shape_;
  const std::stop_token& stop_;
  const ProgressSink& progress_;
  std::map<BakeCell, const SpilledCell*> cells_;
  std::vector<BakeCell> bases_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> hasFailed_ = false;
  std::mutex mutex_;
  BakeJournal* journal_ = nullptr;
  std::vector<std::vector<BakedTile>> results_;
  std::size_t done_ = 0;
  std::optional<Error> failure_;
};

}  // namespace

ExactMesh meshOf(std::span<const SurfacePiece> pieces) {
  constexpr glm::u8vec4 kWhite{255, 255, 255, 255};
  ExactMesh mesh;
  std::unordered_map<std::uint32_t, std::uint32_t> known;
  for (const SurfacePiece& piece : pieces) {
    const auto next = static_cast<std::uint32_t>(mesh.objects.size());
    const auto [object, isNew] = known.try_emplace(piece.head.feature, next);
    if (isNew) {
      mesh.objects.push_back({piece.head.feature, std::string(piece.id)});
    }
    const auto first = static_cast<std::uint32_t>(mesh.positions.size());
    mesh.positions.insert(mesh.positions.end(), piece.positions.begin(), piece.positions.end());
    mesh.objectIndices.resize(mesh.positions.size(), object->second);
    auto index = piece.indices.begin();
    for (const PieceSurface& surface : piece.surfaces) {
      const std::size_t before = mesh.kinds.size();
      mesh.kinds.resize(before + surface.positionCount, surface.kind);
      mesh.normals.resize(before + surface.positionCount, surface.normal);
      if (surface.hasColour != 0 || !mesh.colours.empty()) {
        mesh.colours.resize(before, kWhite);
        mesh.colours.resize(before + surface.positionCount, surface.hasColour != 0 ? surface.colour : kWhite);
      }
      std::vector<std::uint32_t>& triangles = mesh.triangles[surface.isTwoSided != 0 ? 1 : 0];
      for (std::uint32_t i = 0; i < surface.indexCount; ++i) {
        triangles.push_back(first + *index++);
      }
    }
  }
  return mesh;
}

Result<std::vector<BakedTile>> bakeTiles(const TileBaking& baking, const std::stop_token& stop,
                                         const ProgressSink& progress) {
  return CellQueue(baking, stop, progress).run();
}

}  // namespace belvedere::tiling
