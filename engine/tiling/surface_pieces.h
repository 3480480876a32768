#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/result.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/bake_spill.h"
#include "engine/tiling/picture_store.h"

namespace belvedere::tiling {

/// Puts the pictures of a stream of batches into a store, each once, and knows them by their names. One thread.
class PictureCollector {
 public:
  explicit PictureCollector(std::filesystem::path folder) : store_(std::move(folder)) {}

  /// The pictures of a batch's textures; none where no batch has brought one of that name. Fails with Io.
  Result<std::vector<std::optional<PiecePicture>>> take(const model::FeatureBatch& batch);

 private:
  PictureStore store_;
  std::map<std::string, PiecePicture, std::less<>> byName_;
};

/// Appends a batch's surfaces, whose positions are in scene coordinates, as pieces; the batch's first feature has the
/// index `firstFeature` in its layer. `pictures`: by texture of the batch, none or beyond the end where a surface is to
/// wear none. Surfaces without a place are left out; returns how many.
std::size_t addPieces(PieceBuffer& pieces, const model::FeatureBatch& batch, std::uint32_t firstFeature,
                      const std::vector<std::optional<PiecePicture>>& pictures = {});

}  // namespace belvedere::tiling
