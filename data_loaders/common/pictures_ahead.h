#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/source.h"

namespace belvedere::loaders {

/// Sends a batch's decoded pictures ahead of it, in batches without features, where they would make it too large: no
/// message holds much more than limits::kPicturesBytes of them, however many a batch names. One per batch; one thread.
class PicturesAhead {
 public:
  PicturesAhead(const model::FeatureBatch& batch, const model::BatchSink& sink) : batch_(batch), sink_(sink) {}

  /// Takes note of a picture of the batch that was decoded. Returns false where the receiver wants no more.
  bool add(model::Texture& texture);

 private:
  const model::FeatureBatch& batch_;
  const model::BatchSink& sink_;
  std::vector<model::Texture*> held_;  ///< whose pixels are still in the batch
  std::uint64_t bytes_ = 0;
};

}  // namespace belvedere::loaders
