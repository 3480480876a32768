#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/diagnostics.h"
#include "engine/core/result.h"
#include "engine/core/temporary_folder.h"
#include "engine/model/source.h"
#include "engine/tiling/point_tile.h"
#include "engine/tiling/point_tree.h"

namespace belvedere::streaming {

/// What a point cloud's cache holds besides its nodes.
struct CloudContent {
  static constexpr const char* kFileName = "cloud.bin";
  ContentHash key;         ///< of all that the content was made from
  glm::dvec3 origin{0.0};  ///< map coordinates of the scene in which it was baked
  model::SourceDescription description;
  Diagnostics diagnostics;
  geo::Bounds3 bounds;  ///< scene coordinates, heights without outliers
  tiling::PointRamps ramps;
  std::vector<tiling::PointNode> nodes;  ///< by level, z, y and x; the root first

  template <class Archive>
  void visit(Archive& archive) {
    archive(key, origin, description, diagnostics, bounds, ramps, nodes);
  }
};

/// The levels of detail of a point cloud, as its folder says and its checksums bear out. Immutable; any thread.
class BakedCloud {
 public:
  /// Reads the content; nodes are read, and checked, as they are asked for. Fails with NotFound where nothing was
  /// baked, with InvalidData or Io where it cannot be used.
  static Result<std::shared_ptr<const BakedCloud>> open(const std::filesystem::path& folder, const ContentHash& key,
                                                        std::shared_ptr<const TemporaryFolder> scratch = nullptr);

  const CloudContent& content() const { return content_; }
  std::uint64_t byteCount() const;

  /// A node's points, moved to a scene with another origin (map coordinates). Fails with NotFound, Io or InvalidData.
  Result<std::shared_ptr<const tiling::PointTile>> readNode(std::size_t index, const glm::dvec3& sceneOrigin) const;
  /// Reads every node. Fails at the first that is not as it was written, or with Cancelled.
  Status checkAll(const std::stop_token& stop) const;

 private:
  BakedCloud(std::filesystem::path folder, CloudContent content, std::shared_ptr<const TemporaryFolder> scratch)
      : folder_(std::move(folder)), content_(std::move(content)), scratch_(std::move(scratch)) {}
  std::filesystem::path folder_;
  CloudContent content_;
  std::shared_ptr<const TemporaryFolder> scratch_;
};

/// Writes the content's file: last, so that a folder without it is not whole.
Status writeCloudContent(const std::filesystem::path& folder, CloudContent& content);

}  // namespace belvedere::streaming
