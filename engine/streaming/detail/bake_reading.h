#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

#include "engine/core/diagnostics_archive.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/streaming/layer_bake.h"
#include "engine/streaming/picture_files.h"
#include "engine/tiling/bake_spill.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::streaming {

constexpr const char* kSpillFile = "surfaces.spill";
constexpr const char* kPicturesFolder = "pictures";
constexpr double kReadingShare = 0.6;  ///< of the progress bar

/// What the reading left for the making of tiles.
struct ReadStage {
  std::vector<tiling::SpilledCell> cells;
  std::vector<tiling::BakedFile> files;
  std::uint64_t spillBytes = 0;
  std::uint64_t features = 0;
  Diagnostics diagnostics;
  std::vector<SourcePicture> pictures;

  template <class Archive>
  void visit(Archive& archive) {
    archive(cells, files, spillBytes, features, diagnostics, pictures);
  }
};

/// What an interrupted run has read; nothing where it is not whole.
std::optional<ReadStage> findReadStage(const std::filesystem::path& folder);

/// Reads the source to its end: surfaces into the spill, their pictures into a store beside it, features into their
/// store, the rest into the content. `pictures` finds what the pictures' files hold.
Result<ReadStage> readForBaking(const BakeRequest& request, const model::SourceCatalog& catalog,
                                const std::filesystem::path& folder, PictureFiles& pictures,
                                const std::stop_token& stop, const ProgressSink& progress);

/// Takes away what is needed only until the tiles are made.
void removeReadStage(const std::filesystem::path& folder);

}  // namespace belvedere::streaming
