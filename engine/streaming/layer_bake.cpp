#include "engine/streaming/layer_bake.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "engine/streaming/baked_layer.h"
#include "engine/streaming/cache_folder.h"
#include "engine/streaming/cloud_bake.h"
#include "engine/streaming/detail/bake_reading.h"
#include "engine/streaming/detail/folder_lock.h"
#include "engine/tiling/bake_tiles.h"

namespace belvedere::streaming {

namespace {

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
                                     const std::stop_token& stop, PictureFiles& pictures) {
  const auto layer = BakedLayer::open(folder, key);
  if (!layer || !tiling::checkAllFiles(folder, (*layer)->manifest(), stop) ||
      !pictures.areSame((*layer)->content().pictures)) {
    return std::nullopt;
  }
  return summaryOf(**layer, BakeResult::UpToDate);
}

/// Bakes into a hidden folder beside the target.
class Baking {
 public:
  Baking(const BakeRequest& request, const model::SourceCatalog& catalog, const ContentHash& key, SourceHashes& hashes,
         const std::stop_token& stop, const ProgressSink& progress)
      : request_(request),
        catalog_(catalog),
        key_(key),
        stop_(stop),
        progress_(progress),
        pictures_(request.context.layer, hashes, stop),
        target_(bakedFolder(request.cache, request.context.layer.layer.id, key)),
        work_(request.cache / ("." + target_.filename().string())) {}

  Result<BakeSummary> run() {
    if (auto whole = findWhole(target_, key_, stop_, pictures_)) {
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
      if (pictures_.areSame(earlier->pictures)) {
        auto finished = finish(*earlier);
        if (finished || finished.error().code != ErrorCode::InvalidData) {
          return finished;
        }
      }
      std::filesystem::remove_all(work_, error);  // what an earlier run left is damaged, or old: from the start
      std::filesystem::create_directories(work_, error);
    }
    auto read = readForBaking(request_, catalog_, work_, pictures_, stop_, progress_);
    return read ? finish(*read) : tl::unexpected(read.error());
  }

 private:
  Result<BakeSummary> finish(ReadStage& stage) {
    tiling::TileBaking baking;
    baking.folder = work_;
    baking.spillFile = work_ / kSpillFile;
    baking.pictures = work_ / kPicturesFolder;
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
    removeReadStage(work_);
    tiling::removeIntermediateFiles(work_);
    if (auto status = tiling::writeManifest(work_, manifest); !status) {
      return tl::unexpected(status.error());
    }
    std::error_code error;
    std::filesystem::remove_all(target_, error);  // damaged, or it would have been kept
    std::filesystem::rename(work_, target_, error);
    if (error) {
      return fail(ErrorCode::Io,
                  Message(kCacheNotUsable, {{"path", request_.cache.string()}, {"reason", error.message()}}));
    }
    removeOtherBakes(request_.cache, request_.context.layer.layer.id, target_);
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
  PictureFiles pictures_;
  std::filesystem::path target_;
  std::filesystem::path work_;
};

/// A point cloud has levels of detail of its own kind.
Result<BakeSummary> bakePoints(const BakeRequest& request, const model::SourceCatalog& catalog, SourceHashes& hashes,
                               const std::stop_token& stop, const ProgressSink& progress) {
  const CloudRequest wanted{request.context, request.cache, true};
  BakeSummary summary;
  summary.result = BakeResult::UpToDate;
  auto cloud = findCloud(wanted, hashes, stop);
  if (!cloud || !cloud->checkAll(stop)) {
    auto baked = bakeCloud(wanted, catalog, hashes, stop, progress);
    if (!baked) {
      return tl::unexpected(baked.error());
    }
    cloud = std::move(*baked);
    summary.result = BakeResult::Baked;
  }
  const CloudContent& content = cloud->content();
  summary.tiles = content.nodes.size();
  summary.points = content.description.cloud ? content.description.cloud->points : 0;
  summary.bytes = cloud->byteCount();
  summary.diagnostics = content.diagnostics;
  return summary;
}

}  // namespace

Result<BakeSummary> bakeLayer(const BakeRequest& request, const model::SourceCatalog& catalog, SourceHashes& hashes,
                              const std::stop_token& stop, const ProgressSink& progress) {
  if (request.context.layer.layer.kind == model::SourceKind::PointCloud) {
    return bakePoints(request, catalog, hashes, stop, progress);
  }
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
  return Baking(request, catalog, *key, hashes, stop, progress).run();
}

}  // namespace belvedere::streaming
