#include "engine/streaming/layer_bake.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

#include "engine/core/common_messages.h"
#include "engine/streaming/baked_layer.h"
#include "engine/streaming/detail/baked_archive.h"
#include "engine/streaming/feature_reading.h"
#include "engine/streaming/layer_slot.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/bake_tiles.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kReadingFeatures{"progress-bake-reading", N_("Reading")};
constexpr MessageId kWaiting{"progress-bake-waiting", N_("Waiting for another process that bakes this layer")};
constexpr MessageId kCacheNotUsable{"cache-folder-not-usable", N_("{path} cannot be used as a cache: {reason}."),
                                    N_("Check that you may write in the territory's folder.")};
constexpr MessageId kTerrainNotRaster{"bake-terrain-not-raster", N_("A terrain layer is no raster.")};

constexpr const char* kSpillFile = "surfaces.spill";
constexpr const char* kReadMarker = "read.bin";
constexpr const char* kJournalFile = "journal.bin";
constexpr std::chrono::milliseconds kLockPause{100};
constexpr double kReadingShare = 0.6;  ///< of the progress bar
constexpr std::size_t kMostBasePoints = 200000;

/// Keeps others from baking the same layer. Given up by the system when the process ends, however it ends.
class FolderLock {
 public:
  static Result<FolderLock> take(const std::filesystem::path& path, const std::stop_token& stop,
                                 const ProgressSink& progress) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) {
      return fail(ErrorCode::Io,
                  Message(kCacheNotUsable, {{"path", path.parent_path().string()}, {"reason", std::strerror(errno)}}));
    }
    FolderLock lock(descriptor);
    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) {
        return fail(ErrorCode::Io, Message(kCacheNotUsable,
                                           {{"path", path.parent_path().string()}, {"reason", std::strerror(errno)}}));
      }
      if (stop.stop_requested()) {
        return fail(ErrorCode::Cancelled, Message(kCancelled));
      }
      if (progress) {
        progress({Message(kWaiting), -1.0});
      }
      std::this_thread::sleep_for(kLockPause);
    }
    return lock;
  }
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// What the reading left for the making of tiles.
struct ReadStage {
  std::vector<tiling::SpilledCell> cells;
  std::vector<tiling::BakedFile> files;
  std::uint64_t spillBytes = 0;
  std::uint64_t features = 0;
  Diagnostics diagnostics;

  template <class Archive>
  void visit(Archive& archive) {
    archive(cells, files, spillBytes, features, diagnostics);
  }
};

Status writeReadStage(const std::filesystem::path& folder, ReadStage& stage) {
  BinaryWriter body;
  body(stage);
  ContentHash hash = hashOf(body.bytes());
  BinaryWriter whole;
  whole(hash, body.bytes());
  return tiling::writeBakeFile(folder / kReadMarker, whole.bytes());
}

/// What an interrupted run has read; nothing where it is not whole.
std::optional<ReadStage> findReadStage(const std::filesystem::path& folder) {
  const auto file = tiling::BakeFile::open(folder / kReadMarker);
  const auto spill = tiling::BakeFile::open(folder / kSpillFile);
  if (!file || !spill) {
    return std::nullopt;
  }
  std::vector<std::byte> bytes(file->size());
  if (!file->readAt(0, bytes)) {
    return std::nullopt;
  }
  ContentHash hash;
  std::vector<std::byte> body;
  BinaryReader outer(bytes);
  outer(hash, body);
  ReadStage stage;
  BinaryReader reader(body);
  reader(stage);
  if (!outer.isComplete() || hashOf(body) != hash || !reader.isComplete() || spill->size() != stage.spillBytes) {
    return std::nullopt;
  }
  for (const tiling::BakedFile& known : stage.files) {
    if (!tiling::readBakedFile(folder, known)) {
      return std::nullopt;
    }
  }
  return stage;
}

/// Appends chunks of features to their file.
class FeatureStoreWriter {
 public:
  static Result<FeatureStoreWriter> create(const std::filesystem::path& folder) {
    auto file = tiling::BakeFile::create(folder / kFeaturesFile);
    if (!file) {
      return tl::unexpected(file.error());
    }
    return FeatureStoreWriter(std::move(*file));
  }

  Status add(const FeatureChunk& chunk) {
    BinaryWriter writer;
    FeatureChunk copy = chunk;
    writer(copy);
    FeaturePage page;
    page.offset = file_.size();
    page.byteCount = writer.bytes().size();
    page.hash = hashOf(writer.bytes());
    page.firstFeature = chunk.firstFeature;
    page.featureCount = static_cast<std::uint32_t>(chunk.features.size());
    pages_.push_back(page);
    hasher_->addBytes(writer.bytes());
    return file_.append(writer.bytes());
  }

  Result<tiling::BakedFile> finish() {
    const tiling::BakedFile entry{kFeaturesFile, file_.size(), hasher_->finish()};
    if (auto status = file_.close(); !status) {
      return tl::unexpected(status.error());
    }
    return entry;
  }

  const std::vector<FeaturePage>& pages() const { return pages_; }

 private:
  explicit FeatureStoreWriter(tiling::BakeFile file)
      : file_(std::move(file)), hasher_(std::make_unique<ContentHasher>()) {}
  tiling::BakeFile file_;
  std::unique_ptr<ContentHasher> hasher_;
  std::vector<FeaturePage> pages_;
};

Result<std::vector<RasterLayer>> openTerrain(const LayerContext& context, const model::SourceCatalog& catalog) {
  std::vector<RasterLayer> terrain;
  if (context.layer.layer.style.placement != style::Placement::Extrude) {
    return terrain;
  }
  for (const StreamedLayer& layer : context.terrain) {
    LayerSlot slot;
    slot.wanted = layer;
    auto opened = catalog.open(slot.sourceRequest());
    if (!opened) {
      return tl::unexpected(opened.error());
    }
    auto* raster = std::get_if<std::unique_ptr<model::RasterSource>>(&*opened);
    if (raster == nullptr) {
      return fail(ErrorCode::InvalidArgument, Message(kTerrainNotRaster), layer.layer.id);
    }
    auto placed = PlacedRaster::place(std::move(*raster), *context.frame);
    if (!placed) {
      return tl::unexpected(placed.error());
    }
    terrain.push_back({layer.id, std::move(*placed), 1.0});
  }
  return terrain;
}

/// Reads the source to its end: surfaces into the spill, features into their store, the rest into the content.
class ReadingStage {
 public:
  ReadingStage(const BakeRequest& request, const model::SourceCatalog& catalog, const std::filesystem::path& folder,
               const std::stop_token& stop, const ProgressSink& progress)
      : request_(request), catalog_(catalog), folder_(folder), progress_(progress), forward_(stop, Forward{ownStop_}) {}

  /// Nothing where the layer has textures.
  Result<std::optional<ReadStage>> run() {
    auto terrain = openTerrain(request_.context, catalog_);
    auto spill = tiling::BakeSpill::create(folder_ / kSpillFile, {});
    auto store = FeatureStoreWriter::create(folder_);
    if (!terrain || !spill || !store) {
      return tl::unexpected(!terrain ? terrain.error() : !spill ? spill.error() : store.error());
    }
    spill_ = &*spill;
    store_ = &*store;
    readFeatures(readingRequest(std::move(*terrain)), catalog_, inbox_, ownStop_.get_token());
    takeEvents();
    if (isTextured_) {
      return std::optional<ReadStage>();
    }
    if (failure_) {
      return tl::unexpected(*failure_);
    }
    if (ownStop_.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    return finish();
  }

 private:
  struct Forward {
    std::stop_source stop;
    void operator()() { stop.request_stop(); }
  };

  ReadingRequest readingRequest(std::vector<RasterLayer> terrain) {
    LayerSlot slot;
    slot.wanted = request_.context.layer;
    ReadingRequest reading;
    reading.source = slot.sourceRequest();
    reading.options = slot.readOptions();
    reading.style = request_.context.layer.layer.style;
    reading.style.lineWidthUnit = style::WidthUnit::Pixels;  // bands are made when the layer is opened
    reading.frame = request_.context.frame;
    reading.terrain = std::move(terrain);
    reading.takeSolids = [this](model::FeatureBatch& batch, std::uint32_t firstFeature) {
      takeEvents();
      return takeSolids(batch, firstFeature);
    };
    return reading;
  }

  std::size_t takeSolids(const model::FeatureBatch& batch, std::uint32_t firstFeature) {
    const bool hasPictures = std::any_of(batch.textures.begin(), batch.textures.end(),
                                         [](const model::Texture& texture) { return !texture.image.isEmpty(); });
    if (hasPictures && request_.context.layer.layer.style.usesTextures) {
      isTextured_ = true;
      ownStop_.request_stop();
      return 0;
    }
    const auto leftOut = spill_->add(batch, firstFeature);
    if (!leftOut) {
      noteFailure(leftOut.error());
      return 0;
    }
    return *leftOut;
  }

  void noteFailure(const Error& error) {
    failure_ = failure_.value_or(error);
    ownStop_.request_stop();
  }

  void takeEvents() {
    while (std::optional<ReadingEvent> event = inbox_.take()) {
      take(std::move(*event));
    }
  }

  void take(ReadingEvent&& event) {
    if (event.chunk) {
      for (const geo::Bounds3& bounds : event.chunk->bounds) {
        content_.featureBounds.add(bounds);
      }
      if (auto status = store_->add(*event.chunk); !status) {
        noteFailure(status.error());
      }
    }
    for (const auto& lines : event.lines) {
      content_.lines.push_back(lines->strokes);
    }
    for (const auto& symbols : event.symbols) {
      content_.symbols.push_back(*symbols);
    }
    content_.solidBounds.add(event.solidBounds);
    if (content_.basePoints.size() < kMostBasePoints) {
      content_.basePoints.insert(content_.basePoints.end(), event.basePoints.begin(), event.basePoints.end());
    }
    content_.diagnostics.merge(event.diagnostics);
    if (event.description) {
      content_.description = std::move(*event.description);
    }
    if (event.planar) {
      content_.areas = *event.planar->areas;
      content_.outlines = *event.planar->lines;
      content_.points = *event.planar->points;
    }
    if (event.error) {
      noteFailure(*event.error);
    }
    if (progress_) {
      progress_({Message(kReadingFeatures), event.fraction < 0.0 ? event.fraction : event.fraction * kReadingShare});
    }
  }

  Result<std::optional<ReadStage>> finish() {
    auto cells = spill_->finish();
    auto features = store_->finish();
    if (!cells || !features) {
      return tl::unexpected(!cells ? cells.error() : features.error());
    }
    content_.origin = request_.context.frame->origin();
    content_.pages = store_->pages();
    BinaryWriter writer;
    writer(content_);
    auto content = tiling::writeBakedFile(folder_, kContentFile, writer.bytes());
    if (!content) {
      return tl::unexpected(content.error());
    }
    ReadStage stage;
    for (const tiling::SpilledCell& cell : *cells) {
      for (const tiling::SpillRun& run : cell.runs) {
        stage.spillBytes += run.byteCount;
      }
    }
    stage.cells = std::move(*cells);
    stage.files = {std::move(*content), std::move(*features)};
    stage.features =
        content_.pages.empty() ? 0 : content_.pages.back().firstFeature + content_.pages.back().featureCount;
    stage.diagnostics = content_.diagnostics;
    if (auto status = writeReadStage(folder_, stage); !status) {
      return tl::unexpected(status.error());
    }
    return std::optional(std::move(stage));
  }

  const BakeRequest& request_;
  const model::SourceCatalog& catalog_;
  const std::filesystem::path& folder_;
  const ProgressSink& progress_;
  std::stop_source ownStop_;
  std::stop_callback<Forward> forward_;
  Inbox<ReadingEvent> inbox_;
  tiling::BakeSpill* spill_ = nullptr;
  FeatureStoreWriter* store_ = nullptr;
  BakedContent content_;
  bool isTextured_ = false;
  std::optional<Error> failure_;
};

std::uint64_t bytesOf(const tiling::BakedManifest& manifest) {
  std::uint64_t bytes = 0;
  for (const tiling::BakedTile& tile : manifest.tiles) {
    bytes += tile.glbBytes + tile.exactBytes;
  }
  for (const tiling::BakedFile& file : manifest.files) {
    bytes += file.bytes;
  }
  return bytes;
}

BakeSummary summaryOf(const BakedLayer& layer, BakeResult result) {
  BakeSummary summary;
  summary.result = result;
  summary.features = layer.featureCount();
  for (const tiling::BakedTile& tile : layer.tiles()) {
    summary.tiles += tile.hasContent() ? 1U : 0U;
    summary.triangles += tile.exactBytes > 0 ? tile.triangles : 0;
  }
  summary.bytes = bytesOf(layer.manifest());
  summary.diagnostics = layer.content().diagnostics;
  return summary;
}

/// The folder of a whole and undamaged layer, which is then left as it is.
std::optional<BakeSummary> findWhole(const std::filesystem::path& folder, const ContentHash& key,
                                     const std::stop_token& stop) {
  const auto layer = BakedLayer::open(folder, key);
  if (!layer || !tiling::checkAllFiles(folder, (*layer)->manifest(), stop)) {
    return std::nullopt;
  }
  return summaryOf(**layer, BakeResult::UpToDate);
}

constexpr std::size_t kKeyDigits = 16;

bool isKeyText(std::string_view text) {
  return text.size() == kKeyDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Takes away what was baked of a layer from other data or settings, and what such runs left half done.
void removeOthers(const std::filesystem::path& cache, const std::string& layer, const std::filesystem::path& kept) {
  std::error_code error;
  std::vector<std::filesystem::path> old;
  for (auto entry = std::filesystem::directory_iterator(cache, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.starts_with(".")) {
      name.erase(0, 1);
    }
    const bool isOfLayer = name.starts_with(layer + "-") && isKeyText(std::string_view(name).substr(layer.size() + 1));
    if (isOfLayer && entry->path() != kept) {
      old.push_back(entry->path());
    }
  }
  for (const std::filesystem::path& path : old) {
    std::filesystem::remove_all(path, error);
  }
}

/// Bakes into a hidden folder beside the target.
class Baking {
 public:
  Baking(const BakeRequest& request, const model::SourceCatalog& catalog, const ContentHash& key,
         const std::stop_token& stop, const ProgressSink& progress)
      : request_(request),
        catalog_(catalog),
        key_(key),
        stop_(stop),
        progress_(progress),
        target_(bakedFolder(request.cache, request.context.layer.layer.id, key)),
        work_(request.cache / ("." + target_.filename().string())) {}

  Result<BakeSummary> run() {
    if (auto whole = findWhole(target_, key_, stop_)) {
      return std::move(*whole);
    }
    std::error_code error;
    std::filesystem::create_directories(work_, error);
    if (error) {
      return fail(ErrorCode::Io,
                  Message(kCacheNotUsable, {{"path", request_.cache.string()}, {"reason", error.message()}}));
    }
    std::optional<ReadStage> earlier = findReadStage(work_);
    if (earlier) {
      auto finished = finish(*earlier);
      if (finished || finished.error().code != ErrorCode::InvalidData) {
        return finished;
      }
      std::filesystem::remove_all(work_, error);  // what an earlier run left is damaged: from the start
      std::filesystem::create_directories(work_, error);
    }
    auto read = ReadingStage(request_, catalog_, work_, stop_, progress_).run();
    if (!read) {
      return tl::unexpected(read.error());
    }
    if (*read) {
      return finish(**read);
    }
    std::filesystem::remove_all(work_, error);
    BakeSummary summary;
    summary.result = BakeResult::Textured;
    return summary;
  }

 private:
  Result<BakeSummary> finish(ReadStage& stage) {
    tiling::TileBaking baking;
    baking.folder = work_;
    baking.spillFile = work_ / kSpillFile;
    baking.cells = std::move(stage.cells);
    baking.threads = request_.threads != 0 ? request_.threads : std::max(1U, std::thread::hardware_concurrency());
    const ProgressSink shown = [this](const Progress& state) {
      if (progress_) {
        progress_({state.stage, kReadingShare + (1.0 - kReadingShare) * state.fraction});
      }
    };
    auto tiles = tiling::bakeTiles(baking, stop_, shown);
    if (!tiles) {
      return tl::unexpected(tiles.error());
    }
    return publish(std::move(*tiles), stage);
  }

  Result<BakeSummary> publish(std::vector<tiling::BakedTile> tiles, ReadStage& stage) {
    const geo::SceneFrame& frame = *request_.context.frame;
    const std::string tileset = tiling::tilesetJson(tiles, {frame.crs().identifier(), frame.origin()});
    auto tilesetFile = tiling::writeBakedFile(work_, kTilesetFile, std::as_bytes(std::span(tileset)));
    if (!tilesetFile) {
      return tl::unexpected(tilesetFile.error());
    }
    tiling::BakedManifest manifest;
    manifest.key = key_;
    manifest.tiles = std::move(tiles);
    manifest.files = std::move(stage.files);
    manifest.files.push_back(std::move(*tilesetFile));
    std::error_code error;
    for (const char* name : {kSpillFile, kReadMarker, kJournalFile}) {
      std::filesystem::remove(work_ / name, error);
    }
    if (auto status = tiling::writeManifest(work_, manifest); !status) {
      return tl::unexpected(status.error());
    }
    std::filesystem::remove_all(target_, error);  // damaged, or it would have been kept
    std::filesystem::rename(work_, target_, error);
    if (error) {
      return fail(ErrorCode::Io,
                  Message(kCacheNotUsable, {{"path", request_.cache.string()}, {"reason", error.message()}}));
    }
    removeOthers(request_.cache, request_.context.layer.layer.id, target_);
    const auto layer = BakedLayer::open(target_, key_);
    if (!layer) {
      return tl::unexpected(layer.error());
    }
    return summaryOf(**layer, BakeResult::Baked);
  }

  const BakeRequest& request_;
  const model::SourceCatalog& catalog_;
  const ContentHash& key_;
  const std::stop_token& stop_;
  const ProgressSink& progress_;
  std::filesystem::path target_;
  std::filesystem::path work_;
};

}  // namespace

Result<BakeSummary> bakeLayer(const BakeRequest& request, const model::SourceCatalog& catalog, SourceHashes& hashes,
                              const std::stop_token& stop, const ProgressSink& progress) {
  std::error_code error;
  std::filesystem::create_directories(request.cache, error);
  auto lock = FolderLock::take(request.cache / ("." + request.context.layer.layer.id + ".lock"), stop, progress);
  if (!lock) {
    return tl::unexpected(lock.error());
  }
  const auto key = layerKey(request.context, hashes, stop);
  if (!key) {
    return tl::unexpected(key.error());
  }
  return Baking(request, catalog, *key, stop, progress).run();
}

}  // namespace belvedere::streaming
