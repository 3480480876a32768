#include "engine/streaming/detail/reading_collector.h"

#include <algorithm>

#include "engine/streaming/batch_placer.h"
#include "engine/streaming/detail/read_marker.h"

namespace belvedere::streaming {

namespace {

constexpr std::size_t kMostBasePoints = 200000;

Status writeReadStage(const std::filesystem::path& folder, ReadStage& stage) {
  BinaryWriter body;
  body(stage);
  const auto hash = writeReadMarker(folder, std::move(body.bytes()));
  if (!hash) {
    return tl::unexpected(hash.error());
  }
  stage.hash = *hash;
  return {};
}

}  // namespace

Result<FeatureStoreWriter> FeatureStoreWriter::create(const std::filesystem::path& folder) {
  auto file = tiling::BakeFile::create(folder / kFeaturesFile);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return FeatureStoreWriter(std::move(*file));
}

Status FeatureStoreWriter::add(FeatureChunk& chunk) {
  BinaryWriter writer;
  writer(chunk);
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

Result<tiling::BakedFile> FeatureStoreWriter::finish() {
  const tiling::BakedFile entry{kFeaturesFile, file_.size(), hasher_->finish()};
  if (auto status = file_.close(); !status) {
    return tl::unexpected(status.error());
  }
  return entry;
}

Result<ReadingCollector> ReadingCollector::create(const std::filesystem::path& folder) {
  auto spill = tiling::BakeSpill::create(folder / kSpillFile, {});
  auto store = FeatureStoreWriter::create(folder);
  if (!spill || !store) {
    return tl::unexpected(!spill ? spill.error() : store.error());
  }
  return ReadingCollector(folder, std::move(*spill), std::move(*store));
}

Status ReadingCollector::add(PartBatch&& batch, std::uint32_t firstFeature) {
  if (auto status = spill_.add(batch.pieces, firstFeature); !status) {
    return status;
  }
  shiftFeatures(batch, firstFeature);
  for (const geo::Bounds3& bounds : batch.chunk.bounds) {
    content_.featureBounds.add(bounds);
  }
  std::move(batch.lines.begin(), batch.lines.end(), std::back_inserter(content_.lines));
  std::move(batch.symbols.begin(), batch.symbols.end(), std::back_inserter(content_.symbols));
  content_.solidBounds.add(batch.solidBounds);
  if (content_.basePoints.size() < kMostBasePoints) {
    content_.basePoints.insert(content_.basePoints.end(), batch.basePoints.begin(), batch.basePoints.end());
  }
  for (const geo::Bounds3& object : batch.objects) {
    objects_.add(object);
  }
  std::erase_if(batch.diagnostics.items(), [&](const Diagnostic& item) {
    return BatchPlacer::isSaidOnce(item) && content_.diagnostics.find(item.message.key) != nullptr;
  });
  content_.diagnostics.merge(batch.diagnostics);
  return store_.add(batch.chunk);
}

Result<ReadStage> ReadingCollector::finish(PartEnd&& end) {
  auto cells = spill_.finish();
  auto features = store_.finish();
  if (!cells || !features) {
    return tl::unexpected(!cells ? cells.error() : features.error());
  }
  content_.origin = end.origin;
  content_.description = std::move(end.description);
  content_.description.source = std::filesystem::path(content_.description.source).filename().string();
  end.tally.addTo(content_.diagnostics);
  content_.objects = objects_.take();
  content_.areas = std::move(end.areas);
  content_.outlines = std::move(end.outlines);
  content_.points = std::move(end.points);
  content_.pages = store_.pages();
  content_.namedFiles = std::move(end.namedFiles);
  // Readers that work in several threads do not name them in the same order each time.
  std::sort(content_.namedFiles.begin(), content_.namedFiles.end(),
            [](const NamedFile& a, const NamedFile& b) { return a.name < b.name; });
  BinaryWriter writer;
  writer(content_);
  auto content = tiling::writeBakedFile(folder_, kContentFile, writer.bytes());
  if (!content) {
    return tl::unexpected(content.error());
  }
  ReadStage stage;
  stage.origin = content_.origin;
  for (const tiling::SpilledCell& cell : *cells) {
    for (const tiling::SpillRun& run : cell.runs) {
      stage.spillBytes += run.byteCount;
    }
  }
  stage.cells = std::move(*cells);
  stage.files = {std::move(*content), std::move(*features)};
  stage.features = content_.pages.empty() ? 0 : content_.pages.back().firstFeature + content_.pages.back().featureCount;
  stage.diagnostics = content_.diagnostics;
  stage.namedFiles = content_.namedFiles;
  if (auto status = writeReadStage(folder_, stage); !status) {
    return tl::unexpected(status.error());
  }
  return stage;
}

}  // namespace belvedere::streaming
