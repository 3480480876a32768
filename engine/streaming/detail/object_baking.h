#pragma once

#include "engine/model/source.h"
#include "engine/streaming/detail/bake_reading.h"
#include "engine/streaming/detail/staged_baking.h"
#include "engine/streaming/named_files.h"
#include "engine/tiling/bake_tiles.h"

namespace belvedere::streaming {

/// Bakes a layer of 3D objects into a tile tree.
class ObjectBaking final : public StagedBaking {
 public:
  ObjectBaking(const BakeRequest& request, const model::SourceCatalog& catalog, const ContentHash& key,
               SourceHashes& hashes, const std::stop_token& stop, const ProgressSink& progress)
      : StagedBaking(request.cache, request.context.layer.layer.id, key, stop, progress),
        request_(request),
        catalog_(catalog),
        progress_(progress),
        namedFiles_(request.context.layer, hashes, stop) {}

 private:
  Result<Target> openTarget(bool checksAll) override;
  bool findReading(bool needsSpill) override;
  void removeReading() override { removeReadStage(work()); }
  Status read() override;
  bool canReadParts() const override { return canBeReadInParts(request_.context); }
  bool hasPart(const tiling::BakeShare& part) const override;
  Status readPart(const tiling::BakeShare& part) override;
  Status joinParts(std::uint32_t count) override;
  Status makeTree() override;
  Status makeShare(const tiling::BakeShare& share) override;
  Result<std::vector<tiling::FaultyShard>> joinShares(std::uint32_t count) override;
  Status finishTree() override;

  Status keep(Result<ReadStage>&& stage);
  tiling::TileBaking tileBaking() const;
  ProgressSink tileProgress() const { return part(kReadingShare, 1.0); }

  const BakeRequest& request_;
  const model::SourceCatalog& catalog_;
  const ProgressSink& progress_;
  NamedFiles namedFiles_;
  ReadStage stage_;
  std::vector<tiling::BakedTile> tiles_;
};

}  // namespace belvedere::streaming
