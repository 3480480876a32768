#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "engine/core/diagnostics_archive.h"
#include "engine/core/result.h"
#include "engine/streaming/baked_layer.h"
#include "engine/streaming/detail/baked_archive.h"
#include "engine/streaming/feature_reading.h"
#include "engine/streaming/named_files.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/bake_share.h"
#include "engine/tiling/bake_spill.h"

namespace belvedere::streaming {

/// What a reading gave of one batch, to be taken in later. Features are counted from the part's first.
struct PartBatch {
  FeatureChunk chunk;
  std::vector<tiling::LineMesh> lines;
  std::vector<tiling::SymbolSet> symbols;
  geo::Bounds3 solidBounds;
  std::vector<glm::dvec3> basePoints;
  std::vector<geo::Bounds3> objects;
  Diagnostics diagnostics;
  tiling::PieceBuffer pieces;

  template <class Archive>
  void visit(Archive& archive) {
    archive(chunk, lines, symbols, solidBounds, basePoints, objects, diagnostics, pieces.bytes());
  }
};

/// What a reading of a part gave at its end.
struct PartEnd {
  bool hasPictures = false;
  std::uint32_t featureCount = 0;
  glm::dvec3 origin{0.0};  ///< map coordinates of the scene in which it was read
  model::SourceDescription description;
  ReadingTally tally;
  tiling::PlanPatches areas;
  tiling::PlanLines outlines;
  tiling::PlanPoints points;
  std::vector<NamedFile> namedFiles;      ///< of a reading of the whole; not kept in the record
  std::vector<tiling::SpillRun> batches;  ///< where they are in the record

  template <class Archive>
  void visit(Archive& archive) {
    archive(hasPictures, featureCount, origin, description, tally, areas, outlines, points, batches);
  }
};

/// Counts a batch's features from another first one, as if the parts before had been read too; not those of its pieces,
/// for which BakeSpill::add does that.
void shiftFeatures(PartBatch& batch, std::uint32_t by);

/// Adds what the next part gave at its end.
void append(PartEnd& whole, PartEnd&& next);

/// Writes what is read of a part; whole only once it is finished. One thread.
class PartRecorder {
 public:
  static Result<PartRecorder> create(const std::filesystem::path& folder, const tiling::BakeShare& part);
  Status add(PartBatch& batch);
  Status finish(PartEnd&& end);

 private:
  PartRecorder(std::filesystem::path folder, const tiling::BakeShare& part, tiling::BakeFile file)
      : folder_(std::move(folder)), part_(part), file_(std::move(file)) {}
  std::filesystem::path folder_;
  tiling::BakeShare part_;
  tiling::BakeFile file_;
  std::vector<tiling::SpillRun> batches_;
};

/// What was read of a part; nothing where that is not whole, or was read in a scene with another origin.
std::optional<PartEnd> findPart(const std::filesystem::path& folder, const tiling::BakeShare& part,
                                const glm::dvec3& origin);
/// Hands on its batches in order. Fails as the sink does, with Io, or with InvalidData where one is damaged.
Status replayPart(const std::filesystem::path& folder, const tiling::BakeShare& part, const PartEnd& end,
                  const std::function<Status(PartBatch&&)>& sink);
/// Takes away all parts, of however many.
void removeParts(const std::filesystem::path& folder);
void removePart(const std::filesystem::path& folder, const tiling::BakeShare& part);

}  // namespace belvedere::streaming
