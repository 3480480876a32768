#include "engine/streaming/detail/object_baking.h"

#include "engine/core/tasks.h"
#include "engine/streaming/baked_layer.h"
#include "engine/streaming/detail/part_record.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kNamedFilesChanged{"bake-named-files-changed",
                                       N_("The files that a source names have changed since the baking.")};

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

BakeSummary summaryOf(const BakedLayer& layer) {
  BakeSummary summary;
  summary.result = BakeResult::UpToDate;
  summary.features = layer.featureCount();
  for (const tiling::BakedTile& tile : layer.tiles()) {
    summary.tiles += tile.hasContent() ? 1U : 0U;
    summary.triangles += tile.exactBytes > 0 ? tile.triangles : 0;
  }
  summary.bytes = bytesOf(layer.manifest());
  summary.diagnostics = layer.content().diagnostics;
  return summary;
}

}  // namespace

Result<StagedBaking::Target> ObjectBaking::openTarget(bool checksAll) {
  const auto layer = BakedLayer::open(target(), key());
  if (!layer) {
    return tl::unexpected(layer.error());
  }
  if (const Status whole = checksAll ? tiling::checkAllFiles(target(), (*layer)->manifest(), stop()) : Status();
      !whole) {
    return tl::unexpected(whole.error());
  }
  if (checksAll && !namedFiles_.areSame((*layer)->content().namedFiles)) {
    return fail(ErrorCode::NotFound, Message(kNamedFilesChanged));
  }
  Target found{summaryOf(**layer), {tiling::BakedManifest::kFileName}};
  for (const tiling::BakedTile& tile : (*layer)->tiles()) {
    found.files.insert({tile.glbPath(), tile.exactPath()});
  }
  for (const tiling::BakedFile& file : (*layer)->manifest().files) {
    found.files.insert(file.name);
  }
  return found;
}

bool ObjectBaking::findReading(bool needsSpill) {
  auto stage = findReadStage(work(), needsSpill);
  if (!stage || !namedFiles_.areSame(stage->namedFiles)) {
    return false;
  }
  stage_ = std::move(*stage);
  return true;
}

Status ObjectBaking::read() { return keep(readForBaking(request_, catalog_, work(), namedFiles_, stop(), progress_)); }

Status ObjectBaking::keep(Result<ReadStage>&& stage) {
  if (!stage) {
    return tl::unexpected(stage.error());
  }
  removeParts(work());
  stage_ = std::move(*stage);
  return {};
}

bool ObjectBaking::hasPart(const tiling::BakeShare& part) const {
  return findPart(work(), part, request_.context.frame->origin()).has_value();
}

Status ObjectBaking::readPart(const tiling::BakeShare& part) {
  return readPartForBaking(request_, part, catalog_, work(), stop(), progress_);
}

Status ObjectBaking::joinParts(std::uint32_t count) {
  auto stage = joinReadParts(request_, count, work(), stop());
  if (!stage) {
    const bool isReadAnew = stage.error().code == ErrorCode::InvalidData;
    return isReadAnew ? Status() : tl::unexpected(stage.error());
  }
  return *stage ? keep(std::move(**stage)) : read();
}

tiling::TileBaking ObjectBaking::tileBaking() const {
  tiling::TileBaking baking;
  baking.folder = work();
  baking.spillFile = work() / kSpillFile;
  baking.pictures = work() / kPicturesFolder;
  baking.cells = stage_.cells;
  baking.stage = stage_.hash;
  baking.threads = request_.threads != 0 ? request_.threads : usableCores();
  return baking;
}

Status ObjectBaking::makeTree() {
  auto tiles = tiling::bakeTiles(tileBaking(), stop(), tileProgress());
  if (!tiles) {
    return tl::unexpected(tiles.error());
  }
  tiles_ = std::move(*tiles);
  return {};
}

Status ObjectBaking::makeShare(const tiling::BakeShare& share) {
  return tiling::bakeTileShare(tileBaking(), share, stop(), tileProgress());
}

Result<std::vector<tiling::FaultyShard>> ObjectBaking::joinShares(std::uint32_t count) {
  auto joined = tiling::joinTileShares(tileBaking(), count, stop(), tileProgress());
  if (!joined) {
    return tl::unexpected(joined.error());
  }
  tiles_ = std::move(joined->tiles);
  return std::move(joined->faults);
}

Status ObjectBaking::finishTree() {
  removeParts(work());
  const std::string tileset = tiling::tilesetJson(tiles_, {request_.context.frame->crs().identifier(), stage_.origin});
  auto tilesetFile = tiling::writeBakedFile(work(), kTilesetFile, std::as_bytes(std::span(tileset)));
  if (!tilesetFile) {
    return tl::unexpected(tilesetFile.error());
  }
  tiling::BakedManifest manifest;
  manifest.key = key();
  manifest.tiles = tiles_;
  manifest.files = stage_.files;
  manifest.files.push_back(std::move(*tilesetFile));
  return tiling::writeManifest(work(), manifest);
}

}  // namespace belvedere::streaming
