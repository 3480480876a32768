#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/result.h"
#include "engine/geo/scene_frame.h"
#include "engine/streaming/territory_streamer.h"

namespace belvedere::streaming {

/// What the contents of source files are, remembered by their size, times and place on the disk in a file of the cache,
/// so that large files are read once. A file that was changed within seconds before it was read is not remembered: its
/// times could not tell a second change. Any thread.
class SourceHashes {
 public:
  /// A memory that cannot be read or written costs time only.
  explicit SourceHashes(std::filesystem::path memoryFile);

  /// Of one file. Fails as hashOfFile does.
  Result<ContentHash> hashOf(const std::filesystem::path& path, const std::stop_token& stop);
  void save();

  struct Entry {
    std::uint64_t size = 0;
    std::int64_t modifiedNanoseconds = 0;
    std::int64_t changedNanoseconds = 0;
    std::uint64_t inode = 0;
    std::uint64_t device = 0;
    ContentHash hash;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

 private:
  std::filesystem::path memoryFile_;
  std::mutex mutex_;
  std::map<std::string, Entry> known_;
  bool hasNew_ = false;
};

/// The rebuildable part of a territory's folder.
constexpr const char* kCacheFolder = "cache";
/// The file of a cache in which hashes are remembered.
constexpr const char* kHashMemoryFile = "sources.bin";

/// Whether a layer is one of 3D objects that a tile tree can hold: a city model, a model, a tileset, vectors that are
/// extruded or stand at heights of their own, or a point cloud.
bool isBakeable(const scene::Layer& layer);

/// Whether reading a layer from its files takes so long, or so much memory, that it is baked before it is shown: its
/// files have 16 MB or more, those that it may name beside itself included. Looks at the disk.
bool isWorthBaking(const StreamedLayer& layer);

/// A layer of 3D objects, the visible terrain layers below it (extrusion stands on them), and the frame.
struct LayerContext {
  StreamedLayer layer;
  std::vector<StreamedLayer> terrain;
  std::shared_ptr<const geo::SceneFrame> frame;
};

/// The layers of a territory that can be baked, lowest first, each with what it stands on.
std::vector<LayerContext> bakeableLayers(const std::vector<StreamedLayer>& layers,
                                         const std::shared_ptr<const geo::SceneFrame>& frame);

/// The key of all that a layer's tiles depend on: content of its files and of those that readers take beside them,
/// settings of reading and placing, the territory's CRS, the terrain under extruded layers, and the version of the
/// format. Colours, symbols and visibility do not count. Fails where a file cannot be read, or with Cancelled.
Result<ContentHash> layerKey(const LayerContext& context, SourceHashes& hashes, const std::stop_token& stop);

}  // namespace belvedere::streaming
