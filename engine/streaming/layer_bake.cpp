#include "engine/streaming/layer_bake.h"

#include <memory>

#include "engine/streaming/detail/cloud_baking.h"
#include "engine/streaming/detail/object_baking.h"

namespace belvedere::streaming {

namespace {

/// A layer's baking, of its kind.
Result<std::unique_ptr<StagedBaking>> bakingOf(const BakeRequest& request, const model::SourceCatalog& catalog,
                                               SourceHashes& hashes, const std::stop_token& stop,
                                               const ProgressSink& progress) {
  const auto key = layerKey(request.context, hashes, stop);
  if (!key) {
    return tl::unexpected(key.error());
  }
  if (request.context.layer.layer.kind == model::SourceKind::PointCloud) {
    return std::make_unique<CloudBaking>(request.context, request.cache, catalog, *key, stop, progress);
  }
  return std::make_unique<ObjectBaking>(request, catalog, *key, hashes, stop, progress);
}

}  // namespace

Result<BakeSummary> bakeLayer(const BakeRequest& request, const model::SourceCatalog& catalog, SourceHashes& hashes,
                              const std::stop_token& stop, const ProgressSink& progress) {
  const auto lock = lockLayer(request.cache, request.context.layer.layer.id, LockKind::Alone, stop, progress);
  if (!lock) {
    return tl::unexpected(lock.error());
  }
  const auto baking = bakingOf(request, catalog, hashes, stop, progress);
  return baking ? (*baking)->run() : tl::unexpected(baking.error());
}

Result<BakeSummary> bakeShard(const BakeRequest& request, const tiling::BakeShare& share,
                              const model::SourceCatalog& catalog, SourceHashes& hashes, const std::stop_token& stop,
                              const ProgressSink& progress) {
  const auto baking = bakingOf(request, catalog, hashes, stop, progress);
  return baking ? (*baking)->runShare(share) : tl::unexpected(baking.error());
}

Result<BakeSummary> joinShards(const BakeRequest& request, std::uint32_t count, const model::SourceCatalog& catalog,
                               SourceHashes& hashes, const std::stop_token& stop, const ProgressSink& progress) {
  const auto lock = lockLayer(request.cache, request.context.layer.layer.id, LockKind::Alone, stop, progress);
  if (!lock) {
    return tl::unexpected(lock.error());
  }
  const auto baking = bakingOf(request, catalog, hashes, stop, progress);
  return baking ? (*baking)->join(count) : tl::unexpected(baking.error());
}

}  // namespace belvedere::streaming
