#pragma once

#include "engine/streaming/baked_cloud.h"
#include "engine/streaming/detail/staged_baking.h"
#include "engine/tiling/point_baking.h"

namespace belvedere::streaming {

/// What the reading of a cloud left for the making of its nodes.
struct CloudStage {
  CloudContent content;  ///< but for the nodes
  tiling::SpilledPoints points;
  ContentHash hash;  ///< of all this

  template <class Archive>
  void visit(Archive& archive) {
    archive(content, points);
  }
};

/// Bakes a point cloud into its levels of detail.
class CloudBaking final : public StagedBaking {
 public:
  CloudBaking(const LayerContext& context, const std::filesystem::path& cache, const model::SourceCatalog& catalog,
              const ContentHash& key, const std::stop_token& stop, const ProgressSink& progress)
      : StagedBaking(cache, context.layer.layer.id, key, stop, progress), context_(context), catalog_(catalog) {}

 private:
  Result<Target> openTarget(bool checksAll) override;
  bool findReading(bool needsSpill) override;
  void removeReading() override;
  Status read() override;
  Status makeTree() override;
  Status makeShare(const tiling::BakeShare& share) override;
  Result<std::vector<tiling::FaultyShard>> joinShares(std::uint32_t count) override;
  Status finishTree() override;

  Status readPoints();
  void noteRamps();
  tiling::PointBaking pointBaking() const;
  ProgressSink treeProgress() const;
  std::filesystem::path spillFile() const { return work() / "points.spill"; }

  const LayerContext& context_;
  const model::SourceCatalog& catalog_;
  CloudStage stage_;
  tiling::PointTree tree_;
};

}  // namespace belvedere::streaming
