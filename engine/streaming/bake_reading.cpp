#include "engine/streaming/detail/bake_reading.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "engine/core/common_messages.h"
#include "engine/model/source_part.h"
#include "engine/streaming/detail/part_record.h"
#include "engine/streaming/detail/read_marker.h"
#include "engine/streaming/detail/reading_collector.h"
#include "engine/streaming/layer_slot.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/surface_pieces.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kReadingFeatures{"progress-bake-reading", N_("Reading")};
constexpr MessageId kTerrainNotRaster{"bake-terrain-not-raster", N_("A terrain layer is no raster.")};
constexpr MessageId kPartMissing{"bake-part-missing", N_("A part of the source was not read yet.")};

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

/// Reads the source, or a part of it, to its end and hands on what it gives, batch by batch.
class BatchedReading {
 public:
  using Sink = std::function<Status(PartBatch&&)>;

  /// `files`: to find what the files hold that the source names; null where the reading ends at the first such name.
  BatchedReading(const BakeRequest& request, const tiling::BakeShare& part, const std::filesystem::path& folder,
                 NamedFiles* files, Sink sink, const std::stop_token& stop, const ProgressSink& progress)
      : request_(request),
        part_(part),
        files_(files),
        collector_(folder / kPicturesFolder),
        sink_(std::move(sink)),
        progress_(progress),
        forward_(stop, Forward{ownStop_}) {}

  Result<PartEnd> run(const model::SourceCatalog& catalog) {
    auto terrain = openTerrain(request_.context, catalog);
    if (!terrain) {
      return tl::unexpected(terrain.error());
    }
    readFeatures(readingRequest(std::move(*terrain)), catalog, inbox_, ownStop_.get_token());
    takeEvents();
    end_.origin = request_.context.frame->origin();
    if (end_.hasPictures && files_ == nullptr) {
      return std::move(end_);
    }
    if (failure_) {
      return tl::unexpected(*failure_);
    }
    if (ownStop_.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    return std::move(end_);
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
    if (!part_.isWhole()) {
      reading.source.options[model::kPartOption] = tiling::shareText(part_);
    }
    reading.options = slot.readOptions();
    reading.style = request_.context.layer.layer.style;
    reading.correction = request_.context.layer.layer.correction;
    reading.kind = request_.context.layer.layer.kind;
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
    pieces_ = {};  // of the batch whose event comes next
    const bool isPictured = !batch.textures.empty() && request_.context.layer.layer.style.usesTextures;
    end_.hasPictures = end_.hasPictures || isPictured || !batch.files.empty();
    if (end_.hasPictures && files_ == nullptr) {
      ownStop_.request_stop();
      return 0;
    }
    std::for_each(batch.files.begin(), batch.files.end(), [&](const std::string& name) { noteFile(name); });
    if (!isPictured) {
      return tiling::addPieces(pieces_, batch, firstFeature);
    }
    for (const model::Texture& texture : batch.textures) {
      noteFile(texture.name);
    }
    const auto pictures = collector_.take(batch);
    if (!pictures) {
      failure_ = failure_.value_or(pictures.error());
      ownStop_.request_stop();
      return 0;
    }
    return tiling::addPieces(pieces_, batch, firstFeature, *pictures);
  }

  void noteFile(const std::string& name) {
    if (named_.insert(name).second) {
      end_.namedFiles.push_back(files_->find(name));
    }
  }

  void takeEvents() {
    while (std::optional<ReadingEvent> event = inbox_.take()) {
      take(std::move(*event));
    }
  }

  void take(ReadingEvent&& event) {
    if (event.chunk && !failure_) {
      end_.featureCount = event.chunk->firstFeature + static_cast<std::uint32_t>(event.chunk->features.size());
      if (auto status = sink_(batchOf(event)); !status) {
        failure_ = status.error();
        ownStop_.request_stop();
      }
    }
    if (event.description) {
      end_.description = std::move(*event.description);
    }
    if (event.tally) {
      end_.tally = std::move(*event.tally);
    }
    if (event.planar) {
      end_.areas = *event.planar->areas;
      end_.outlines = *event.planar->lines;
      end_.points = *event.planar->points;
    }
    if (event.error && !failure_) {
      failure_ = *event.error;
    }
    if (progress_) {
      progress_({Message(kReadingFeatures), event.fraction < 0.0 ? event.fraction : event.fraction * kReadingShare});
    }
  }

  PartBatch batchOf(ReadingEvent& event) {
    PartBatch batch;
    batch.chunk = *event.chunk;
    for (const auto& lines : event.lines) {
      batch.lines.push_back(lines->strokes);
    }
    for (const auto& symbols : event.symbols) {
      batch.symbols.push_back(*symbols);
    }
    batch.solidBounds = event.solidBounds;
    batch.basePoints = std::move(event.basePoints);
    batch.objects = std::move(event.objectBoxes);
    batch.diagnostics = std::move(event.diagnostics);
    batch.pieces = std::exchange(pieces_, {});
    return batch;
  }

  const BakeRequest& request_;
  tiling::BakeShare part_;
  NamedFiles* files_;
  tiling::PictureCollector collector_;
  std::set<std::string> named_;  ///< files
  Sink sink_;
  const ProgressSink& progress_;
  std::stop_source ownStop_;
  std::stop_callback<Forward> forward_;
  Inbox<ReadingEvent> inbox_;
  tiling::PieceBuffer pieces_;
  PartEnd end_;
  std::optional<Error> failure_;
};

}  // namespace

std::optional<ReadStage> findReadStage(const std::filesystem::path& folder, bool needsSpill) {
  const auto marker = findReadMarker(folder);
  if (!marker) {
    return std::nullopt;
  }
  ReadStage stage;
  BinaryReader reader(marker->bytes);
  reader(stage);
  const auto spill = tiling::BakeFile::open(folder / kSpillFile);
  if (!reader.isComplete() || (needsSpill && (!spill || spill->size() != stage.spillBytes))) {
    return std::nullopt;
  }
  for (const tiling::BakedFile& known : stage.files) {
    if (!tiling::checkBakedFile(folder, known)) {
      return std::nullopt;
    }
  }
  stage.hash = marker->hash;
  return stage;
}

Result<ReadStage> readForBaking(const BakeRequest& request, const model::SourceCatalog& catalog,
                                const std::filesystem::path& folder, NamedFiles& files, const std::stop_token& stop,
                                const ProgressSink& progress) {
  auto collector = ReadingCollector::create(folder);
  if (!collector) {
    return tl::unexpected(collector.error());
  }
  const auto take = [&](PartBatch&& batch) { return collector->add(std::move(batch), 0); };
  auto end = BatchedReading(request, {}, folder, &files, take, stop, progress).run(catalog);
  return end ? collector->finish(std::move(*end)) : tl::unexpected(end.error());
}

bool canBeReadInParts(const LayerContext& context) {
  const scene::Layer& layer = context.layer.layer;
  const bool isOneFile = context.layer.paths.size() == 1;
  std::string extension = isOneFile ? context.layer.paths.front().extension().string() : std::string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  // CityGML by its name: others have to be looked through from end to end for each part.
  return layer.kind == model::SourceKind::Buildings && (extension == ".gml" || extension == ".xml") &&
         !standsOnRelief(layer);
}

Status readPartForBaking(const BakeRequest& request, const tiling::BakeShare& part, const model::SourceCatalog& catalog,
                         const std::filesystem::path& folder, const std::stop_token& stop,
                         const ProgressSink& progress) {
  auto recorder = PartRecorder::create(folder, part);
  if (!recorder) {
    return tl::unexpected(recorder.error());
  }
  const auto take = [&](PartBatch&& batch) { return recorder->add(batch); };
  auto end = BatchedReading(request, part, folder, nullptr, take, stop, progress).run(catalog);
  return end ? recorder->finish(std::move(*end)) : tl::unexpected(end.error());
}

Result<std::optional<ReadStage>> joinReadParts(const BakeRequest& request, std::uint32_t count,
                                               const std::filesystem::path& folder, const std::stop_token& stop) {
  auto collector = ReadingCollector::create(folder);
  if (!collector) {
    return tl::unexpected(collector.error());
  }
  PartEnd whole;
  for (std::uint32_t i = 0; i < count && !whole.hasPictures; ++i) {
    const tiling::BakeShare part{i, count};
    auto end = findPart(folder, part, request.context.frame->origin());
    if (!end) {
      removePart(folder, part);
      return fail(ErrorCode::InvalidData, Message(kPartMissing));
    }
    const auto take = [&](PartBatch&& batch) -> Status {
      return stop.stop_requested() ? Status(fail(ErrorCode::Cancelled, Message(kCancelled)))
                                   : collector->add(std::move(batch), whole.featureCount);
    };
    if (auto status = replayPart(folder, part, *end, take); !status) {
      if (status.error().code == ErrorCode::InvalidData) {
        removePart(folder, part);
      }
      return tl::unexpected(status.error());
    }
    whole.origin = end->origin;
    append(whole, std::move(*end));
  }
  if (whole.hasPictures) {
    return std::optional<ReadStage>();
  }
  return collector->finish(std::move(whole));
}

void removeReadStage(const std::filesystem::path& folder) {
  std::error_code ignored;  // what is left takes room only
  removeReadMarker(folder);
  std::filesystem::remove(folder / kSpillFile, ignored);
  std::filesystem::remove_all(folder / kPicturesFolder, ignored);
}

}  // namespace belvedere::streaming
