#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "data_loaders/common/texture_decoder.h"
#include "engine/model/source.h"

namespace belvedere::loaders::citygml {

/// Gives batches their pictures: each is decoded once, for the first batch that uses it. Batches must come in the order
/// in which they are handed on; one thread.
class TextureSender {
 public:
  explicit TextureSender(std::filesystem::path folder) : decoder_(std::move(folder)) {}
  /// Pictures that would make the batch too large go to `sink` ahead of it. False where that wants no more.
  bool complete(model::FeatureBatch& batch, const model::BatchSink& sink, Diagnostics& diagnostics);
  /// Says which pictures are missing or refused, without decoding any.
  void check(const model::FeatureBatch& batch, Diagnostics& diagnostics);

 private:
  loaders::TextureDecoder decoder_;
  std::set<std::string, std::less<>> sent_;
};

}  // namespace belvedere::loaders::citygml
