#pragma once

#include <set>
#include <string>

#include "data_loaders/gltf/batch_writer.h"
#include "engine/core/diagnostics.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::gltf {

/// Gives batches their pictures: each is decoded once, for the first batch that names it. Batches come in the order in
/// which they are handed on; one thread.
class PictureSender {
 public:
  /// Surfaces whose picture cannot be had lose it.
  void complete(model::FeatureBatch& batch, const Pictures& pictures, Diagnostics& diagnostics);
  /// Says which pictures cannot be decoded, each once.
  void check(const model::FeatureBatch& batch, const Pictures& pictures, Diagnostics& diagnostics);

 private:
  std::set<std::string, std::less<>> sent_, unusable_;
};

}  // namespace belvedere::loaders::gltf
