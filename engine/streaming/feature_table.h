#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/geo/bounds.h"
#include "engine/model/attributes.h"
#include "engine/model/feature_batch.h"

namespace belvedere::streaming {

constexpr std::uint8_t kNoLod = 255;

/// What is kept of one batch of features after its geometry became tiles. Immutable once in a table.
struct FeatureChunk {
  std::uint32_t firstFeature = 0;  ///< index in the layer of the chunk's first feature
  std::vector<std::string> types;
  std::vector<model::Feature> features;  ///< parents are indices in this chunk
  std::string ids;
  model::AttributeStore attributes;  ///< one entry per feature
  std::vector<geo::Bounds3> bounds;  ///< scene coordinates, parts included; empty where a feature has no geometry
  geo::Bounds3 allBounds;            ///< of all features
  std::vector<std::uint8_t> lods;    ///< tenths, the highest of a feature's own geometry; kNoLod where not stated
};

/// One feature of a table. Views live as long as the table.
struct FeatureRecord {
  std::uint32_t feature = 0;  ///< index in the layer, as in TileMesh::features
  std::string_view id;
  std::string_view type;
  std::uint32_t parent = model::kNone;  ///< index in the layer
  geo::Bounds3 bounds;                  ///< scene coordinates
  std::uint8_t lod = kNoLod;            ///< tenths
  const model::AttributeStore* attributes = nullptr;
  std::size_t attributeRow = 0;  ///< the feature's index in `attributes`
};

/// Where a table finds chunks that are read when somebody asks for them.
struct FeaturePages {
  std::vector<std::uint32_t> firstFeatures;  ///< of each chunk
  std::uint32_t featureCount = 0;
  geo::Bounds3 bounds;  ///< of all features, scene coordinates
  /// Null where a chunk cannot be read: its features are then unknown.
  std::function<std::shared_ptr<const FeatureChunk>(std::size_t page)> read;
};

/// All features of a layer read so far: for picking, attribute panels and tables. Main thread.
class FeatureTable {
 public:
  FeatureTable() = default;
  /// All features of a layer whose chunks are read, and then kept, as they are asked for.
  explicit FeatureTable(FeaturePages pages);

  /// Chunks come in order, each beginning where the last ended.
  void append(std::shared_ptr<const FeatureChunk> chunk);

  std::uint32_t size() const { return size_; }
  /// Nothing where the index is beyond size().
  std::optional<FeatureRecord> find(std::uint32_t feature) const;
  /// The feature itself, or the topmost of its parents (the building of a building part's window).
  std::uint32_t rootOf(std::uint32_t feature) const;
  /// Of all features.
  const geo::Bounds3& bounds() const { return bounds_; }

 private:
  const FeatureChunk* chunkOf(std::uint32_t feature) const;

  mutable std::vector<std::shared_ptr<const FeatureChunk>> chunks_;  ///< null: not yet read
  std::vector<std::uint32_t> firstFeatures_;                         ///< of each chunk
  std::function<std::shared_ptr<const FeatureChunk>(std::size_t page)> read_;
  std::uint32_t size_ = 0;
  geo::Bounds3 bounds_;
};

}  // namespace belvedere::streaming
