#include "engine/streaming/detail/bake_reading.h"

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "engine/core/common_messages.h"
#include "engine/streaming/baked_layer.h"
#include "engine/streaming/detail/baked_archive.h"
#include "engine/streaming/feature_reading.h"
#include "engine/streaming/layer_slot.h"
#include "engine/tiling/bake_file.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kReadingFeatures{"progress-bake-reading", N_("Reading")};
constexpr MessageId kTerrainNotRaster{"bake-terrain-not-raster", N_("A terrain layer is no raster.")};

constexpr const char* kReadMarker = "read.bin";
constexpr std::size_t kMostBasePoints = 200000;

Status writeReadStage(const std::filesystem::path& folder, ReadStage& stage) {
  BinaryWriter body;
  body(stage);
  ContentHash hash = hashOf(body.bytes());
  BinaryWriter whole;
  whole(hash, body.bytes());
  return tiling::writeBakeFile(folder / kReadMarker, whole.bytes());
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
  if (!standsOnRelief(context.layer.layer)) {
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
    auto placed = PlacedRaster::place(std::move(*raster), *context.frame, layer.layer.correction);
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
               PictureFiles& pictures, const std::stop_token& stop, const ProgressSink& progress)
      : request_(request),
        catalog_(catalog),
        folder_(folder),
        pictures_(pictures),
        progress_(progress),
        forward_(stop, Forward{ownStop_}) {}

  Result<ReadStage> run() {
    auto terrain = openTerrain(request_.context, catalog_);
    const bool usesPictures = request_.context.layer.layer.style.usesTextures;
    auto spill = tiling::BakeSpill::create(folder_ / kSpillFile, {},
                                           usesPictures ? folder_ / kPicturesFolder : std::filesystem::path());
    auto store = FeatureStoreWriter::create(folder_);
    if (!terrain || !spill || !store) {
      return tl::unexpected(!terrain ? terrain.error() : !spill ? spill.error() : store.error());
    }
    spill_ = &*spill;
    store_ = &*store;
    readFeatures(readingRequest(std::move(*terrain)), catalog_, inbox_, ownStop_.get_token());
    takeEvents();
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
    reading.correction = request_.context.layer.layer.correction;
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
    for (const model::Texture& texture : batch.textures) {
      if (request_.context.layer.layer.style.usesTextures && named_.insert(texture.name).second) {
        content_.pictures.push_back(pictures_.find(texture.name));
      }
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
    if (event.objects) {
      content_.objects = *event.objects;
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

  Result<ReadStage> finish() {
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
    stage.pictures = content_.pictures;
    if (auto status = writeReadStage(folder_, stage); !status) {
      return tl::unexpected(status.error());
    }
    return stage;
  }

  const BakeRequest& request_;
  const model::SourceCatalog& catalog_;
  const std::filesystem::path& folder_;
  PictureFiles& pictures_;
  const ProgressSink& progress_;
  std::stop_source ownStop_;
  std::stop_callback<Forward> forward_;
  Inbox<ReadingEvent> inbox_;
  tiling::BakeSpill* spill_ = nullptr;
  FeatureStoreWriter* store_ = nullptr;
  BakedContent content_;
  std::set<std::string> named_;  ///< pictures
  std::optional<Error> failure_;
};

}  // namespace

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

Result<ReadStage> readForBaking(const BakeRequest& request, const model::SourceCatalog& catalog,
                                const std::filesystem::path& folder, PictureFiles& pictures,
                                const std::stop_token& stop, const ProgressSink& progress) {
  return ReadingStage(request, catalog, folder, pictures, stop, progress).run();
}

void removeReadStage(const std::filesystem::path& folder) {
  std::error_code ignored;  // what is left takes room only
  for (const char* name : {kSpillFile, kReadMarker}) {
    std::filesystem::remove(folder / name, ignored);
  }
  std::filesystem::remove_all(folder / kPicturesFolder, ignored);
}

}  // namespace belvedere::streaming
