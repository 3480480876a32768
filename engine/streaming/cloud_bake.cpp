#include "engine/streaming/cloud_bake.h"

#include <algorithm>
#include <cmath>

#include "engine/streaming/baked_layer.h"
#include "engine/streaming/cache_folder.h"
#include "engine/streaming/detail/cloud_baking.h"
#include "engine/streaming/detail/cloud_source.h"
#include "engine/tiling/point_sample.h"

namespace belvedere::streaming {

namespace {

constexpr std::uint64_t kGlancePoints = 300'000;

/// Bakes below a folder that is there, where nobody else does.
Result<std::shared_ptr<const BakedCloud>> bakeBelow(const CloudRequest& request, const std::filesystem::path& folder,
                                                    const ContentHash& key, const model::SourceCatalog& catalog,
                                                    const std::stop_token& stop, const ProgressSink& progress,
                                                    std::shared_ptr<const TemporaryFolder> scratch) {
  CloudBaking baking(request.context, folder, catalog, key, stop, progress);
  if (const auto made = baking.run(); !made) {
    return tl::unexpected(made.error());
  }
  return BakedCloud::open(baking.target(), key, std::move(scratch));
}

}  // namespace

std::shared_ptr<const BakedCloud> findCloud(const CloudRequest& request, SourceHashes& hashes,
                                            const std::stop_token& stop) {
  if (request.cache.empty()) {
    return nullptr;
  }
  const auto key = layerKey(request.context, hashes, stop);
  if (!key) {
    return nullptr;
  }
  return BakedCloud::open(bakedFolder(request.cache, request.context.layer.layer.id, *key), *key).value_or(nullptr);
}

Result<std::shared_ptr<const BakedCloud>> bakeCloud(const CloudRequest& request, const model::SourceCatalog& catalog,
                                                    SourceHashes& hashes, const std::stop_token& stop,
                                                    const ProgressSink& progress) {
  const auto key = layerKey(request.context, hashes, stop);
  if (!key) {
    return tl::unexpected(key.error());
  }
  auto lock = request.cache.empty()
                  ? Result<FolderLock>(failCache({}, {}))
                  : lockLayer(request.cache, request.context.layer.layer.id, LockKind::Alone, stop, progress);
  if (!lock && lock.error().code == ErrorCode::Cancelled) {
    return tl::unexpected(lock.error());
  }
  if (lock) {
    return bakeBelow(request, request.cache, *key, catalog, stop, progress, nullptr);
  }
  auto temporary = TemporaryFolder::make("cloud");
  if (!temporary) {
    return tl::unexpected(lock.error());
  }
  auto scratch = std::make_shared<const TemporaryFolder>(std::move(*temporary));
  const std::filesystem::path folder = scratch->path();
  return bakeBelow(request, folder, *key, catalog, stop, progress, std::move(scratch));
}

Result<CloudGlance> glanceAtCloud(const CloudRequest& request, const model::SourceCatalog& catalog,
                                  const std::stop_token& stop) {
  auto cloud = openCloud(request.context, catalog);
  if (!cloud) {
    return tl::unexpected(cloud.error());
  }
  cloud->options.mostPoints = kGlancePoints;
  std::vector<glm::dvec3> positions;
  std::vector<model::CloudPoint> points;
  const auto take = [&](const model::FeatureBatch& batch) -> Status {
    for (std::size_t i = 0; i < batch.positions.size(); ++i) {
      if (std::isfinite(batch.positions[i].x + batch.positions[i].y + batch.positions[i].z)) {
        positions.push_back(batch.positions[i]);
        points.push_back(batch.cloud[i]);
      }
    }
    return {};
  };
  Diagnostics unheard;
  if (Status read = CloudReading(request.context, *cloud).run(take, unheard, stop, {}); !read) {
    return tl::unexpected(read.error());
  }
  tiling::PointSample sample(positions.size(), positions.size() + 1);
  sample.add(positions, points);
  const geo::Bounds3 bounds = sample.bounds();
  const glm::dvec3 size = bounds.size();
  const double spacing = std::sqrt(size.x * size.y / static_cast<double>(std::max<std::size_t>(positions.size(), 1)));
  const auto tile = tiling::makePointTile(positions, points, std::max(spacing, 0.01));
  tile->ramps = sample.ramps();
  return CloudGlance{tile, bounds};
}

}  // namespace belvedere::streaming
