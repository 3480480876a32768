#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/streaming/detail/bake_reading.h"
#include "engine/streaming/detail/part_record.h"
#include "engine/streaming/object_sample.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/bake_spill.h"

namespace belvedere::streaming {

/// Appends chunks of features to their file. One thread.
class FeatureStoreWriter {
 public:
  static Result<FeatureStoreWriter> create(const std::filesystem::path& folder);
  Status add(FeatureChunk& chunk);
  Result<tiling::BakedFile> finish();
  const std::vector<FeaturePage>& pages() const { return pages_; }

 private:
  explicit FeatureStoreWriter(tiling::BakeFile file)
      : file_(std::move(file)), hasher_(std::make_unique<ContentHasher>()) {}
  tiling::BakeFile file_;
  std::unique_ptr<ContentHasher> hasher_;
  std::vector<FeaturePage> pages_;
};

/// Takes what a reading gives, batch by batch, into a baking's folder: surfaces into the spill, features into their
/// store, the rest into the content. One thread.
class ReadingCollector {
 public:
  static Result<ReadingCollector> create(const std::filesystem::path& folder);

  /// `firstFeature`: from which the features of the batch and of its pieces are counted; 0 where they are already.
  Status add(PartBatch&& batch, std::uint32_t firstFeature);
  /// The reading is done. Fails with Io.
  Result<ReadStage> finish(PartEnd&& end);

 private:
  ReadingCollector(std::filesystem::path folder, tiling::BakeSpill spill, FeatureStoreWriter store)
      : folder_(std::move(folder)), spill_(std::move(spill)), store_(std::move(store)) {}
  std::filesystem::path folder_;
  tiling::BakeSpill spill_;
  FeatureStoreWriter store_;
  ObjectSample objects_;
  BakedContent content_;
};

}  // namespace belvedere::streaming
