#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/tiling/bake_share.h"
#include "engine/tiling/bake_spill.h"
#include "engine/tiling/baked_tile.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::tiling {

/// A tile has at most so many triangles, but for a leaf that is one of the smallest cells.
constexpr std::size_t kMostTileTriangles = 65536;

/// A cell whose surfaces show more texels of pictures than this is divided, if it can be: 16 MB in the memory of a
/// graphics card, which a frame has no time for more of.
constexpr std::uint64_t kMostTileTexels = std::uint64_t{1} << 22U;
/// The same of pictures that are repeated, which dividing may not make fewer.
constexpr std::uint64_t kMostRepeatedTexels = std::uint64_t{1} << 23U;
/// What cannot be divided any more keeps its pictures' full size up to here.
constexpr std::uint64_t kMostLeafTexels = std::uint64_t{1} << 24U;

/// What was spilled, and where its tiles go.
struct TileBaking {
  std::filesystem::path folder;     ///< that of the tree; tiles that an interrupted baking left there are kept if whole
  std::filesystem::path spillFile;  ///< of BakeSpill
  std::filesystem::path pictures;   ///< of its PictureStore; empty where surfaces have none
  std::vector<SpilledCell> cells;
  ContentHash stage;  ///< of the reading: what was made of another one is not used
  unsigned threads = 1;
};

/// Makes all tiles of what was spilled, several at a time, the leaves first and then level by level what stands for
/// them from afar; gives them as a manifest lists them. What it writes depends on the spilled surfaces alone. Fails
/// with Io, InvalidData (a damaged spill file) or Cancelled; what was finished until then is kept for the next run.
/// `progress` is called from one thread at a time.
Result<std::vector<BakedTile>> bakeTiles(const TileBaking& baking, const std::stop_token& stop,
                                         const ProgressSink& progress);

/// Makes the tiles of one share of the cells, and of those levels above them that are made of this share alone: about
/// the same number of triangles for each. Other processes may make other shares in the same folder meanwhile. Fails as
/// bakeTiles does.
Status bakeTileShare(const TileBaking& baking, const BakeShare& share, const std::stop_token& stop,
                     const ProgressSink& progress);

/// What joining shards gave.
struct JoinedTiles {
  std::vector<FaultyShard> faults;  ///< empty, or nothing was joined
  std::vector<BakedTile> tiles;
};

/// Makes the tiles above those of `count` shares and gives all: the same as bakeTiles. Needs no spill file. Fails as
/// bakeTiles does.
Result<JoinedTiles> joinTileShares(const TileBaking& baking, std::uint32_t count, const std::stop_token& stop,
                                   const ProgressSink& progress);

}  // namespace belvedere::tiling
