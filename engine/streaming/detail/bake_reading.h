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
#include "engine/streaming/named_files.h"
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
  glm::dvec3 origin{0.0};  ///< map coordinates of the scene in which it was read
  Diagnostics diagnostics;
  std::vector<NamedFile> namedFiles;
  ContentHash hash;  ///< of all this

  template <class Archive>
  void visit(Archive& archive) {
    archive(cells, files, spillBytes, features, origin, diagnostics, namedFiles);
  }
};

/// What an earlier run has read; nothing where it is not whole. Where all tiles are made, no spill is needed.
std::optional<ReadStage> findReadStage(const std::filesystem::path& folder, bool needsSpill);

/// Reads the source to its end: surfaces into the spill, their pictures into a store beside it, features into their
/// store, the rest into the content. `files` finds what the files hold that the source names.
Result<ReadStage> readForBaking(const BakeRequest& request, const model::SourceCatalog& catalog,
                                const std::filesystem::path& folder, NamedFiles& files, const std::stop_token& stop,
                                const ProgressSink& progress);

/// Whether several processes can each read a part of a layer's source.
bool canBeReadInParts(const LayerContext& context);
/// Reads one part into a record of its own (engine/streaming/detail/part_record.h). Ends early where it has pictures,
/// which only a reading of the whole says the same of.
Status readPartForBaking(const BakeRequest& request, const tiling::BakeShare& part, const model::SourceCatalog& catalog,
                         const std::filesystem::path& folder, const std::stop_token& stop,
                         const ProgressSink& progress);
/// Makes of the records of `count` parts what readForBaking makes, to the same bytes; nothing where one has pictures.
/// Fails with InvalidData where one is not there or damaged: it is taken away then.
Result<std::optional<ReadStage>> joinReadParts(const BakeRequest& request, std::uint32_t count,
                                               const std::filesystem::path& folder, const std::stop_token& stop);

/// Takes away what is needed only until the tiles are made.
void removeReadStage(const std::filesystem::path& folder);

}  // namespace belvedere::streaming
