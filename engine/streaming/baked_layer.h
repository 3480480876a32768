#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/diagnostics.h"
#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/model/source.h"
#include "engine/streaming/feature_table.h"
#include "engine/streaming/named_files.h"
#include "engine/tiling/baked_tree.h"
#include "engine/tiling/planar_layer.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::streaming {

/// A run of features in the store of a baked layer.
struct FeaturePage {
  std::uint64_t offset = 0;
  std::uint64_t byteCount = 0;
  ContentHash hash;
  std::uint32_t firstFeature = 0;
  std::uint32_t featureCount = 0;
};

/// What a reading gives beside 3D surfaces and features: as ReadingEvent's members of these names, of all batches.
struct BakedContent {
  glm::dvec3 origin{0.0};  ///< map coordinates of the scene in which it was baked
  model::SourceDescription description;
  Diagnostics diagnostics;
  geo::Bounds3 solidBounds;
  std::vector<glm::dvec3> basePoints;
  std::vector<geo::Bounds3> objects;
  std::vector<tiling::LineMesh> lines;
  std::vector<tiling::SymbolSet> symbols;
  tiling::PlanPatches areas;  ///< these three without their index
  tiling::PlanLines outlines;
  tiling::PlanPoints points;
  geo::Bounds3 featureBounds;
  std::vector<FeaturePage> pages;
  std::vector<NamedFile> namedFiles;  ///< that the content is made of, or would be if they were there

  template <class Archive>
  void visit(Archive& archive) {
    archive(origin, description, diagnostics, solidBounds, basePoints, objects, lines, symbols, areas, outlines, points,
            featureBounds, pages, namedFiles);
  }
};

/// Names of the files of a baked layer beside its tiles.
constexpr const char* kContentFile = "layer.bin";
constexpr const char* kFeaturesFile = "features.bin";
constexpr const char* kTilesetFile = "tileset.json";

/// Where a layer's cache stands: its own folder, named after layer and key.
std::filesystem::path bakedFolder(const std::filesystem::path& cache, const std::string& layer, const ContentHash& key);

/// A layer that was baked from the data and settings that are wanted now, as its folder says and its checksums bear
/// out. Immutable; any thread.
class BakedLayer {
 public:
  /// Reads manifest and content; tiles and features are read, and checked, one by one as they are asked for. Fails with
  /// NotFound where nothing was baked, with InvalidData or Io where it cannot be used.
  static Result<std::shared_ptr<const BakedLayer>> open(const std::filesystem::path& folder, const ContentHash& key);

  const std::vector<tiling::BakedTile>& tiles() const { return manifest_.tiles; }
  const tiling::BakedManifest& manifest() const { return manifest_; }
  const BakedContent& content() const { return content_; }
  std::uint32_t featureCount() const;

  /// The mesh of a tile with content, moved to a scene with another origin (map coordinates).
  Result<std::shared_ptr<const tiling::TileMesh>> readTile(const tiling::BakedTile& tile, const glm::dvec3& sceneOrigin,
                                                           bool wantsPictures = true) const;
  /// The unquantised positions of a leaf tile's vertices, in map coordinates.
  Result<std::vector<glm::dvec3>> readExact(const tiling::BakedTile& tile) const;
  /// One page of features, bounds in a scene with another origin.
  Result<std::shared_ptr<const FeatureChunk>> readPage(std::size_t page, const glm::dvec3& sceneOrigin) const;

 private:
  BakedLayer(std::filesystem::path folder, tiling::BakedManifest manifest, BakedContent content)
      : folder_(std::move(folder)), manifest_(std::move(manifest)), content_(std::move(content)) {}
  std::filesystem::path folder_;
  tiling::BakedManifest manifest_;
  BakedContent content_;
};

}  // namespace belvedere::streaming
