#pragma once

#include <cstdint>
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

/// All features of a layer read so far: for picking, attribute panels and tables. Main thread.
class FeatureTable {
 public:
  /// Chunks come in order, each beginning where the last ended.
  void append(std::shared_ptr<const FeatureChunk> chunk);

  std::uint32_t size() const { return size_; }
  const std::vector<std::shared_ptr<const FeatureChunk>>& chunks() const { return chunks_; }
  /// Nothing where the index is beyond size().
  std::optional<FeatureRecord> find(std::uint32_t feature) const;
  /// The feature itself, or the topmost of its parents (the building of a building part's window).
  std::uint32_t rootOf(std::uint32_t feature) const;
  /// Of all features.
  const geo::Bounds3& bounds() const { return bounds_; }

 private:
  std::vector<std::shared_ptr<const FeatureChunk>> chunks_;
  std::uint32_t size_ = 0;
  geo::Bounds3 bounds_;
};

}  // namespace belvedere::streaming
