#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/model/feature_batch.h"

namespace belvedere::loaders::gltf {

/// Joins small batches, so that a tileset of very many small tiles costs few messages.
class BatchMerger {
 public:
  explicit BatchMerger(std::size_t batchSize) : batchSize_(batchSize) {}

  /// A batch to hand on, where one is full.
  std::optional<model::FeatureBatch> add(model::FeatureBatch&& batch);
  /// What is left.
  std::optional<model::FeatureBatch> finish();

 private:
  void append(model::FeatureBatch&& batch);

  std::size_t batchSize_;
  std::optional<model::FeatureBatch> held_;
};

}  // namespace belvedere::loaders::gltf
