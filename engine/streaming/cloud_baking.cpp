#include "engine/streaming/detail/cloud_baking.h"

#include <optional>

#include "engine/core/binary_archive.h"
#include "engine/core/plural.h"
#include "engine/streaming/detail/baked_archive.h"
#include "engine/streaming/detail/cloud_source.h"
#include "engine/streaming/detail/read_marker.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/point_sample.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kPointsLeftOut{"points-left-out",
                                   NP_("{count} point without a finite place, or upon others, was left out.",
                                       "{count} points without a finite place, or upon one another, were left out.")};

constexpr std::uint64_t kSamplePoints = 200'000;
constexpr double kDescribingShare = 0.15;  // of the progress bar
constexpr double kCloudReadingShare = 0.55;

BakeSummary summaryOf(const BakedCloud& cloud) {
  const CloudContent& content = cloud.content();
  BakeSummary summary;
  summary.result = BakeResult::UpToDate;
  summary.tiles = content.nodes.size();
  summary.points = content.description.cloud ? content.description.cloud->points : 0;
  summary.bytes = cloud.byteCount();
  summary.diagnostics = content.diagnostics;
  return summary;
}

}  // namespace

Result<StagedBaking::Target> CloudBaking::openTarget(bool checksAll) {
  const auto cloud = BakedCloud::open(target(), key());
  if (!cloud) {
    return tl::unexpected(cloud.error());
  }
  if (const Status whole = checksAll ? (*cloud)->checkAll(stop()) : Status(); !whole) {
    return tl::unexpected(whole.error());
  }
  Target found{summaryOf(**cloud), {CloudContent::kFileName}};
  for (const tiling::PointNode& node : (*cloud)->content().nodes) {
    found.files.insert(node.path());
  }
  return found;
}

bool CloudBaking::findReading(bool needsSpill) {
  const auto marker = findReadMarker(work());
  if (!marker) {
    return false;
  }
  CloudStage stage;
  BinaryReader reader(marker->bytes);
  reader(stage);
  const auto spill = tiling::BakeFile::open(spillFile());
  if (!reader.isComplete() || (needsSpill && (!spill || spill->size() != stage.points.bytes))) {
    return false;
  }
  stage_ = std::move(stage);
  stage_.hash = marker->hash;
  return true;
}

void CloudBaking::removeReading() {
  removeReadMarker(work());
  std::error_code ignored;  // what is left takes room only
  std::filesystem::remove(spillFile(), ignored);
}

Status CloudBaking::read() {
  stage_ = CloudStage();
  stage_.content.key = key();
  stage_.content.origin = context_.frame->origin();
  if (auto status = readPoints(); !status) {
    std::error_code ignored;
    std::filesystem::remove(spillFile(), ignored);
    return tl::unexpected(status.error());
  }
  BinaryWriter writer;
  writer(stage_);
  const auto hash = writeReadMarker(work(), std::move(writer.bytes()));
  if (!hash) {
    return tl::unexpected(hash.error());
  }
  stage_.hash = *hash;
  return {};
}

Status CloudBaking::readPoints() {
  auto cloud = openCloud(context_, catalog_);
  if (!cloud) {
    return tl::unexpected(cloud.error());
  }
  CloudContent& content = stage_.content;
  auto description = cloud->source->describe(stop(), part(0.0, kDescribingShare));
  if (!description) {
    return tl::unexpected(description.error());
  }
  content.description = std::move(*description);
  content.description.kind = model::SourceKind::PointCloud;
  content.description.source = std::filesystem::path(content.description.source).filename().string();
  const auto bounds = sceneBounds(content.description, *context_.frame, context_.layer.layer.correction);
  if (!bounds) {
    return tl::unexpected(bounds.error());
  }
  const std::uint64_t expected = content.description.cloud ? content.description.cloud->points : 0;
  tiling::PointSorter sorter({spillFile(), *bounds, expected});
  tiling::PointSample sample(expected, kSamplePoints);
  const auto take = [&](const model::FeatureBatch& batch) {
    sample.add(batch.positions, batch.cloud);
    return sorter.add(batch.positions, batch.cloud);
  };
  const ProgressSink progress = part(kDescribingShare, kCloudReadingShare);
  if (auto status = CloudReading(context_, *cloud).run(take, content.diagnostics, stop(), progress); !status) {
    return status;
  }
  content.ramps = sample.ramps();
  content.bounds = sample.bounds();
  noteRamps();
  auto points = sorter.finish();
  if (!points) {
    return tl::unexpected(points.error());
  }
  stage_.points = std::move(*points);
  return {};
}

void CloudBaking::noteRamps() {
  CloudContent& content = stage_.content;
  if (std::optional<model::PointCloudSummary>& summary = content.description.cloud) {
    summary->rampLow = content.ramps.heights.x + content.origin.z;
    summary->rampHigh = content.ramps.heights.y + content.origin.z;
    summary->intensityLow = content.ramps.intensities.x;
    summary->intensityHigh = content.ramps.intensities.y;
  }
}

tiling::PointBaking CloudBaking::pointBaking() const {
  tiling::PointBaking baking;
  baking.folder = work();
  baking.spillFile = spillFile();
  baking.points = stage_.points;
  baking.stage = stage_.hash;
  return baking;
}

ProgressSink CloudBaking::treeProgress() const { return part(kCloudReadingShare, 1.0); }

Status CloudBaking::makeTree() {
  auto tree = tiling::bakePoints(pointBaking(), stop(), treeProgress());
  if (!tree) {
    return tl::unexpected(tree.error());
  }
  tree_ = std::move(*tree);
  return {};
}

Status CloudBaking::makeShare(const tiling::BakeShare& share) {
  return tiling::bakePointShare(pointBaking(), share, stop(), treeProgress());
}

Result<std::vector<tiling::FaultyShard>> CloudBaking::joinShares(std::uint32_t count) {
  auto joined = tiling::joinPointShares(pointBaking(), count, stop(), treeProgress());
  if (!joined) {
    return tl::unexpected(joined.error());
  }
  tree_ = std::move(joined->tree);
  return std::move(joined->faults);
}

Status CloudBaking::finishTree() {
  CloudContent content = stage_.content;
  content.nodes = tree_.nodes;
  if (const std::uint64_t leftOut = stage_.points.leftOut + tree_.leftOut; leftOut > 0) {
    content.diagnostics.add(Severity::Warning, Message(kPointsLeftOut, {{"count", std::to_string(leftOut)}}));
  }
  return writeCloudContent(work(), content);
}

}  // namespace belvedere::streaming
