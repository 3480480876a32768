#include "engine/streaming/layer_key.h"

#include <algorithm>
#include <ctime>
#include <set>
#include <sys/stat.h>

#include "engine/core/atomic_file.h"
#include "engine/core/binary_archive.h"
#include "engine/core/web_address.h"
#include "engine/streaming/layer_slot.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::streaming {

namespace {

constexpr std::size_t kMostMemoryBytes = std::size_t{16} << 20U;
constexpr std::int64_t kRacyNanoseconds = 2'000'000'000;
constexpr std::uint64_t kMemoryMagic = 0x31485341482D5642;  // "BV-HASH1"
constexpr int kCodeListLevels = 4;
constexpr std::uint64_t kWorthBakingBytes = 16'000'000;
constexpr std::size_t kMostEntries = 20'000;  // of a folder, looked at

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::int64_t nowNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now);
}

/// Size, times and place of a file; all 0 where there is none.
SourceHashes::Entry statOf(const std::filesystem::path& path) {
  SourceHashes::Entry entry;
  struct stat info {};
  if (stat(path.c_str(), &info) == 0) {
    entry.size = static_cast<std::uint64_t>(info.st_size);
    entry.modifiedNanoseconds = nanoseconds(info.st_mtim);
    entry.changedNanoseconds = nanoseconds(info.st_ctim);
    entry.inode = info.st_ino;
    entry.device = info.st_dev;
  }
  return entry;
}

bool isSameFile(const SourceHashes::Entry& a, SourceHashes::Entry b) {
  b.hash = a.hash;
  return a == b;
}

bool isSibling(const std::filesystem::path& candidate, const std::filesystem::path& path) {
  const std::string name = candidate.filename().string();
  const std::string stem = path.stem().string();
  return name.size() > stem.size() + 1 && name.starts_with(stem) && name[stem.size()] == '.';
}

void addRegularFiles(const std::filesystem::path& folder, std::set<std::filesystem::path>& files) {
  std::error_code error;
  for (auto entry = std::filesystem::recursive_directory_iterator(folder, error);
       !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_regular_file(error)) {
      files.insert(entry->path());
    }
  }
}

/// Whether a source names the files that hold its content, beside it: a tileset, a glTF text.
bool isListOfFiles(model::SourceKind kind, const std::filesystem::path& path) {
  return !isWebAddress(path.native()) && (kind == model::SourceKind::Tiles3d || path.extension() == ".gltf");
}

/// Bytes of the files below a folder, counted until it is enough for baking.
std::uint64_t bytesBelow(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  std::size_t entries = 0;
  std::error_code error;
  for (auto entry = std::filesystem::recursive_directory_iterator(folder.empty() ? "." : folder, error);
       !error && entry != std::filesystem::recursive_directory_iterator() && bytes < kWorthBakingBytes &&
       ++entries < kMostEntries;
       entry.increment(error)) {
    bytes += entry->is_regular_file(error) ? statOf(entry->path()).size : 0;
  }
  return bytes;
}

/// The code lists that city models share: "codelists" beside their folder or beside one of those above it.
void addCodeLists(const std::filesystem::path& path, std::set<std::filesystem::path>& files) {
  std::filesystem::path folder = path.parent_path();
  for (int i = 0; i < kCodeListLevels && folder.has_relative_path(); ++i) {
    folder = folder.parent_path();
    addRegularFiles(folder / "codelists", files);
  }
}

/// All files whose content a reader may take into account: the sources, those named alike beside them, and code lists.
std::set<std::filesystem::path> filesOf(const StreamedLayer& layer) {
  std::set<std::filesystem::path> files;
  for (const std::filesystem::path& path : layer.paths) {
    std::error_code error;
    if (isWebAddress(path.native())) {
      continue;  // its address is in the key; whether it changed is not known without asking
    }
    if (std::filesystem::is_directory(path, error)) {
      addRegularFiles(path, files);
      continue;
    }
    files.insert(path);
    if (path.extension() == ".vrt") {
      addRegularFiles(path.parent_path(), files);  // it names others, which readers may open within its folder
    }
    for (auto entry = std::filesystem::directory_iterator(path.parent_path(), error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
      if (isSibling(entry->path(), path) && entry->is_regular_file(error)) {
        files.insert(entry->path());
      }
    }
    if (layer.layer.kind == model::SourceKind::Buildings) {
      addCodeLists(path, files);
    }
  }
  return files;
}

/// Content and settings of a source, without where it lies: a territory that is moved as a whole keeps its cache.
Status addSource(ContentHasher& hasher, const StreamedLayer& layer, SourceHashes& hashes, const std::stop_token& stop) {
  hasher.add(static_cast<std::uint64_t>(layer.layer.kind));
  hasher.add(layer.layer.sourceLayer);
  hasher.add(layer.layer.crs);
  const geo::CoordinateCorrection& correction = layer.layer.correction;
  hasher.add(static_cast<std::uint64_t>(correction.axes));
  hasher.add(static_cast<std::uint64_t>(correction.unit));
  hasher.add(static_cast<std::uint64_t>(correction.heightUnit));
  hasher.add(correction.rotationDegrees);
  hasher.add(correction.originEast);
  hasher.add(correction.originNorth);
  hasher.add(correction.heightOffsetMetres);
  hasher.add(static_cast<std::uint64_t>(correction.heightReference));
  hasher.add(static_cast<std::uint64_t>(layer.layer.options.size()));
  for (const auto& [name, value] : layer.layer.options) {
    hasher.add(name);
    hasher.add(value);
  }
  for (const std::filesystem::path& path : layer.paths) {
    hasher.add(isWebAddress(path.native()) ? path.string() : path.filename().string());
  }
  for (const std::filesystem::path& path : filesOf(layer)) {
    const auto hash = hashes.hashOf(path, stop);
    if (!hash) {
      return tl::unexpected(hash.error());
    }
    hasher.add(path.filename().string());
    hasher.add(*hash);
  }
  return {};
}

}  // namespace

SourceHashes::SourceHashes(std::filesystem::path memoryFile) : memoryFile_(std::move(memoryFile)) {
  const Result<std::string> bytes = readWholeFile(memoryFile_, kMostMemoryBytes);
  if (!bytes || bytes->size() < sizeof(ContentHash)) {
    return;
  }
  const auto raw = std::as_bytes(std::span(*bytes));
  BinaryReader reader(raw);
  ContentHash hash;
  std::uint64_t magic = 0;
  std::map<std::string, Entry> known;
  reader(hash, magic, known);
  if (reader.isComplete() && magic == kMemoryMagic && hash == belvedere::hashOf(raw.subspan(sizeof(hash)))) {
    known_ = std::move(known);
  }
}

Result<ContentHash> SourceHashes::hashOf(const std::filesystem::path& path, const std::stop_token& stop) {
  const Entry before = statOf(path);
  const std::string name = path.string();
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(name);
    if (found != known_.end() && isSameFile(found->second, before)) {
      return found->second.hash;
    }
  }
  const std::int64_t begun = nowNanoseconds();
  Result<ContentHash> hash = hashOfFile(path, stop);
  const bool isSettled = begun - std::max(before.modifiedNanoseconds, before.changedNanoseconds) > kRacyNanoseconds;
  if (hash && isSettled && isSameFile(before, statOf(path))) {
    Entry entry = before;
    entry.hash = *hash;
    const std::lock_guard lock(mutex_);
    known_[name] = entry;
    hasNew_ = true;
  }
  return hash;
}

void SourceHashes::save() {
  const std::lock_guard lock(mutex_);
  if (!hasNew_) {
    return;
  }
  BinaryWriter body;
  std::uint64_t magic = kMemoryMagic;
  body(magic, known_);
  BinaryWriter whole;
  ContentHash hash = belvedere::hashOf(body.bytes());
  whole(hash);
  std::vector<std::byte>& bytes = whole.bytes();
  bytes.insert(bytes.end(), body.bytes().begin(), body.bytes().end());
  std::error_code ignored;
  std::filesystem::create_directories(memoryFile_.parent_path(), ignored);
  static_cast<void>(writeFileAtomically(
      memoryFile_, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));  // costs time only
  hasNew_ = false;
}

bool isBakeable(const scene::Layer& layer) {
  return layer.kind == model::SourceKind::Buildings || layer.kind == model::SourceKind::Model ||
         layer.kind == model::SourceKind::Tiles3d || layer.kind == model::SourceKind::PointCloud ||
         (layer.kind == model::SourceKind::Vector && layer.style.placement != style::Placement::Drape);
}

bool isWorthBaking(const StreamedLayer& layer) {
  std::uint64_t bytes = 0;
  for (const std::filesystem::path& path : layer.paths) {
    std::error_code error;
    const bool isFolder = std::filesystem::is_directory(path, error);
    bytes += isFolder || isListOfFiles(layer.layer.kind, path) ? bytesBelow(isFolder ? path : path.parent_path())
                                                               : statOf(path).size;
  }
  return isBakeable(layer.layer) && bytes >= kWorthBakingBytes;
}

/// What a server holds may change at any time: such layers are read anew, not baked.
static bool isOnTheWeb(const StreamedLayer& layer) {
  return std::any_of(layer.paths.begin(), layer.paths.end(),
                     [](const std::filesystem::path& path) { return isWebAddress(path.native()); });
}

std::vector<LayerContext> bakeableLayers(const std::vector<StreamedLayer>& layers,
                                         const std::shared_ptr<const geo::SceneFrame>& frame) {
  std::vector<StreamedLayer> terrain;
  for (const StreamedLayer& layer : layers) {
    if (layer.layer.kind == model::SourceKind::Terrain && layer.layer.isVisible) {
      terrain.push_back(layer);
    }
  }
  std::vector<LayerContext> contexts;
  for (const StreamedLayer& layer : layers) {
    if (isBakeable(layer.layer) && !isOnTheWeb(layer)) {
      contexts.push_back({layer, terrain, frame});
    }
  }
  return contexts;
}

Result<ContentHash> layerKey(const LayerContext& context, SourceHashes& hashes, const std::stop_token& stop) {
  ContentHasher hasher;
  hasher.add("belvedere baked layer");
  hasher.add(static_cast<std::uint64_t>(tiling::kBakeVersion));
  hasher.add(context.frame->crs().wkt());
  const style::LayerStyle& style = context.layer.layer.style;
  hasher.add(static_cast<std::uint64_t>(style.placement));
  hasher.add(static_cast<std::uint64_t>(style.usesTextures));
  if (Status added = addSource(hasher, context.layer, hashes, stop); !added) {
    return tl::unexpected(added.error());
  }
  if (style.placement == style::Placement::Extrude) {
    hasher.add(style.heightAttribute);
    hasher.add(style.heightConstant);
    hasher.add(style.baseAttribute);
  }
  if (standsOnRelief(context.layer.layer)) {
    for (const StreamedLayer& terrain : context.terrain) {
      if (Status added = addSource(hasher, terrain, hashes, stop); !added) {
        return tl::unexpected(added.error());
      }
    }
  }
  return hasher.finish();
}

}  // namespace belvedere::streaming
