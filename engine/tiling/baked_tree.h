#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/result.h"
#include "engine/geo/bounds.h"

namespace belvedere::tiling {

/// Raised when what is written to a cache, or what it is made of, changes: what older versions wrote is made anew.
constexpr std::uint32_t kBakeVersion = 10;

/// A node of the tile tree: a square of the plan, level 0 the whole layer, each child a quarter. Children replace their
/// parent's content.
struct BakedTile {
  std::uint32_t level = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t triangles = 0;  ///< of the content; 0: none
  std::uint32_t vertices = 0;
  std::uint32_t objects = 0;
  geo::Bounds3 bounds;  ///< of the content and all below, scene coordinates of the baking
  /// Hausdorff distance to the exact surfaces at most; where nothing is drawn, the size.
  double geometricErrorMetres = 0.0;
  std::uint64_t pictureBytes = 0;  ///< of its pictures, decoded
  std::uint64_t glbBytes = 0;
  ContentHash glbHash;
  std::uint64_t exactBytes = 0;  ///< 0: the tile is a simplification, which has no exact positions
  ContentHash exactHash;

  bool hasContent() const { return glbBytes > 0; }
  /// Below the folder of the tree.
  std::filesystem::path glbPath() const;
  std::filesystem::path exactPath() const;
};
static_assert(sizeof(BakedTile) == 6 * 4 + 8 * 8 + 2 * 24, "is written as it lies in memory: no padding");

/// A file beside the tiles.
struct BakedFile {
  std::string name;
  std::uint64_t bytes = 0;
  ContentHash hash;

  template <class Archive>
  void visit(Archive& archive) {
    archive(name, bytes, hash);
  }
};

/// All that a baked layer's folder holds: written last, so that a folder without it is not whole.
struct BakedManifest {
  static constexpr const char* kFileName = "manifest.bin";
  ContentHash key;               ///< of all that the content was made from
  std::vector<BakedTile> tiles;  ///< by level, row and column; the root first
  std::vector<BakedFile> files;

  const BakedFile* find(std::string_view name) const;

  template <class Archive>
  void visit(Archive& archive) {
    archive(key, tiles, files);
  }
};

Status writeManifest(const std::filesystem::path& folder, BakedManifest& manifest);

/// Fails with NotFound where there is none, with InvalidData where it is damaged, of another version, of another key or
/// names tiles that do not make a tree.
Result<BakedManifest> readManifest(const std::filesystem::path& folder, const ContentHash& key);

/// Reads a tile's stored bytes and checks them. Fails with NotFound, Io or InvalidData.
Result<std::vector<std::byte>> readTileBytes(const std::filesystem::path& folder, const BakedTile& tile);
Result<std::vector<std::byte>> readExactBytes(const std::filesystem::path& folder, const BakedTile& tile);
Result<std::vector<std::byte>> readBakedFile(const std::filesystem::path& folder, const BakedFile& file);

/// Whether a file is as it was written, read piece by piece: it may be large. Fails as readBakedFile, or with
/// Cancelled.
Status checkBakedFile(const std::filesystem::path& folder, const BakedFile& file, const std::stop_token& stop = {});

/// Reads every file of a baked layer. Fails at the first that is not as it was written, or with Cancelled.
Status checkAllFiles(const std::filesystem::path& folder, const BakedManifest& manifest, const std::stop_token& stop);

/// Writes a file of the folder and gives its entry.
Result<BakedFile> writeBakedFile(const std::filesystem::path& folder, const std::string& name,
                                 std::span<const std::byte> bytes);

/// What the coordinates of a tree are.
struct TreePlace {
  std::string crs;         ///< identifier
  glm::dvec3 origin{0.0};  ///< map coordinates of the tree's (0, 0, 0)
};

/// The tree as a tileset.json of 3D Tiles 1.1, in scene coordinates.
std::string tilesetJson(const std::vector<BakedTile>& tiles, const TreePlace& place);

}  // namespace belvedere::tiling
