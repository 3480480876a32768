#include "engine/tiling/baked_tree.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "engine/core/binary_archive.h"
#include "engine/core/common_messages.h"
#include "engine/tiling/bake_file.h"

namespace belvedere::tiling {

namespace {

using Json = nlohmann::ordered_json;

constexpr MessageId kManifestDamaged{"cache-damaged",
                                     N_("A layer's cache is damaged, or was not made by this version.")};
constexpr MessageId kCacheStale{"cache-stale", N_("A layer's cache was made from other data or settings.")};

constexpr std::uint64_t kManifestMagic = 0x454B41422D564C42;  // "BLV-BAKE"
constexpr std::uint64_t kMostManifestBytes = std::uint64_t{1} << 30U;
constexpr std::uint32_t kDeepestLevel = 31;

/// Ahead of the archive.
struct ManifestHead {
  std::uint64_t magic = kManifestMagic;
  std::uint64_t version = kBakeVersion;
  ContentHash hash;  ///< of the bytes that follow
};

std::filesystem::path tilePath(const char* folder, const BakedTile& tile, const char* extension) {
  return std::filesystem::path(folder) / std::to_string(tile.level) / std::to_string(tile.x) /
         (std::to_string(tile.y) + extension);
}

auto keyOf(const BakedTile& tile) { return std::tuple(tile.level, tile.y, tile.x); }

bool isSound(const BakedTile& tile) {
  const glm::dvec3 sum = tile.bounds.min + tile.bounds.max;
  return tile.level <= kDeepestLevel && !tile.bounds.isEmpty() && std::isfinite(sum.x + sum.y + sum.z) &&
         std::isfinite(tile.geometricErrorMetres) && tile.geometricErrorMetres >= 0.0 &&
         tile.glbBytes <= kMostManifestBytes && tile.exactBytes <= kMostManifestBytes &&
         tile.pictureBytes <= kMostManifestBytes;
}

/// One root, then each tile below one that stands earlier.
bool isTree(const std::vector<BakedTile>& tiles) {
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    if (!isSound(tiles[i]) || (tiles[i].level == 0) != (i == 0) ||
        (i > 0 && !(keyOf(tiles[i - 1]) < keyOf(tiles[i])))) {
      return false;
    }
    BakedTile parent;
    parent.level = tiles[i].level - 1;
    parent.x = tiles[i].x / 2;
    parent.y = tiles[i].y / 2;
    const auto isBefore = [](const BakedTile& a, const BakedTile& b) { return keyOf(a) < keyOf(b); };
    if (i > 0 && !std::binary_search(tiles.begin(), tiles.begin() + static_cast<std::ptrdiff_t>(i), parent, isBefore)) {
      return false;
    }
  }
  return true;
}

Result<std::vector<std::byte>> readChecked(const std::filesystem::path& path, std::uint64_t size,
                                           const ContentHash& hash) {
  auto bytes = readBakeFile(path, size);
  if (bytes && hashOf(*bytes) != hash) {
    return fail(ErrorCode::InvalidData, Message(kManifestDamaged), path.string());
  }
  return bytes;
}

/// tileset.json, from the root down. Nodes without content are left out but for the root: what is below them stands
/// below the next one above, for other viewers stop at an empty tile that is fine enough.
class TilesetWriter {
 public:
  explicit TilesetWriter(const std::vector<BakedTile>& tiles) : tiles_(tiles) {
    using Place = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
    std::map<Place, std::size_t> above;  // of each node: itself, or the next above that is written
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      const BakedTile& tile = tiles[i];
      std::size_t& written = above[{tile.level, tile.x, tile.y}];
      written = i;
      if (i > 0) {
        const std::size_t parent = above.at({tile.level - 1, tile.x / 2, tile.y / 2});
        written = tile.hasContent() ? i : parent;
        if (tile.hasContent()) {
          children_[parent].push_back(i);
        }
      }
    }
  }

  Json node(std::size_t index) const {
    const BakedTile& tile = tiles_[index];
    const glm::dvec3 centre = tile.bounds.centre();
    const glm::dvec3 half = tile.bounds.size() / 2.0;
    Json json;
    json["boundingVolume"]["box"] = {centre.x, centre.y, centre.z, half.x, 0, 0, 0, half.y, 0, 0, 0, half.z};
    json["geometricError"] = tile.geometricErrorMetres;
    json["refine"] = "REPLACE";
    if (tile.hasContent()) {
      json["content"]["uri"] = tile.glbPath().generic_string();
    }
    const auto found = children_.find(index);
    if (found != children_.end()) {
      json["children"] = Json::array();
      for (const std::size_t child : found->second) {
        json["children"].push_back(node(child));
      }
    }
    return json;
  }

 private:
  const std::vector<BakedTile>& tiles_;
  std::map<std::size_t, std::vector<std::size_t>> children_;
};

}  // namespace

std::filesystem::path BakedTile::glbPath() const { return tilePath("tiles", *this, ".glb"); }
std::filesystem::path BakedTile::exactPath() const { return tilePath("exact", *this, ".bin"); }

const BakedFile* BakedManifest::find(std::string_view name) const {
  const auto found = std::find_if(files.begin(), files.end(), [&](const BakedFile& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

Status writeManifest(const std::filesystem::path& folder, BakedManifest& manifest) {
  BinaryWriter body;
  body(manifest);
  ManifestHead head;
  head.hash = hashOf(body.bytes());
  std::vector<std::byte> bytes(sizeof(head));
  std::memcpy(bytes.data(), &head, sizeof(head));
  bytes.insert(bytes.end(), body.bytes().begin(), body.bytes().end());
  return writeBakeFile(folder / BakedManifest::kFileName, bytes);
}

Result<BakedManifest> readManifest(const std::filesystem::path& folder, const ContentHash& key) {
  const std::filesystem::path path = folder / BakedManifest::kFileName;
  auto file = BakeFile::open(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  const auto damaged = [&] { return fail(ErrorCode::InvalidData, Message(kManifestDamaged), folder.string()); };
  ManifestHead head;
  if (file->size() < sizeof(head) || file->size() > kMostManifestBytes) {
    return damaged();
  }
  std::vector<std::byte> bytes(file->size());
  if (auto status = file->readAt(0, bytes); !status) {
    return tl::unexpected(status.error());
  }
  std::memcpy(&head, bytes.data(), sizeof(head));
  const std::span<const std::byte> body = std::span(bytes).subspan(sizeof(head));
  if (head.magic != kManifestMagic || head.version != kBakeVersion || head.hash != hashOf(body)) {
    return damaged();
  }
  BakedManifest manifest;
  BinaryReader reader(body);
  reader(manifest);
  if (!reader.isComplete() || !isTree(manifest.tiles)) {
    return damaged();
  }
  if (manifest.key != key) {
    return fail(ErrorCode::InvalidData, Message(kCacheStale), folder.string());
  }
  return manifest;
}

Result<std::vector<std::byte>> readTileBytes(const std::filesystem::path& folder, const BakedTile& tile) {
  return readChecked(folder / tile.glbPath(), tile.glbBytes, tile.glbHash);
}

Result<std::vector<std::byte>> readExactBytes(const std::filesystem::path& folder, const BakedTile& tile) {
  return readChecked(folder / tile.exactPath(), tile.exactBytes, tile.exactHash);
}

Result<std::vector<std::byte>> readBakedFile(const std::filesystem::path& folder, const BakedFile& file) {
  return readChecked(folder / file.name, file.bytes, file.hash);
}

Status checkBakedFile(const std::filesystem::path& folder, const BakedFile& file, const std::stop_token& stop) {
  const std::filesystem::path path = folder / file.name;
  const auto opened = BakeFile::open(path);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  const auto damaged = [&] { return fail(ErrorCode::InvalidData, Message(kManifestDamaged), path.string()); };
  if (opened->size() != file.bytes) {
    return damaged();
  }
  const auto hash = hashOfFile(path, stop);
  return !hash ? tl::unexpected(hash.error()) : *hash == file.hash ? Status() : damaged();
}

Status checkAllFiles(const std::filesystem::path& folder, const BakedManifest& manifest, const std::stop_token& stop) {
  const auto check = [&](const std::filesystem::path& path, std::uint64_t size, const ContentHash& hash) -> Status {
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    const auto bytes = readChecked(folder / path, size, hash);
    return bytes ? Status() : tl::unexpected(bytes.error());
  };
  for (const BakedTile& tile : manifest.tiles) {
    if (auto status = tile.hasContent() ? check(tile.glbPath(), tile.glbBytes, tile.glbHash) : Status(); !status) {
      return status;
    }
    if (auto status = tile.exactBytes > 0 ? check(tile.exactPath(), tile.exactBytes, tile.exactHash) : Status();
        !status) {
      return status;
    }
  }
  for (const BakedFile& file : manifest.files) {
    if (auto status = checkBakedFile(folder, file, stop); !status) {
      return status;
    }
  }
  return {};
}

Result<BakedFile> writeBakedFile(const std::filesystem::path& folder, const std::string& name,
                                 std::span<const std::byte> bytes) {
  if (auto status = writeBakeFile(folder / name, bytes); !status) {
    return tl::unexpected(status.error());
  }
  return BakedFile{name, bytes.size(), hashOf(bytes)};
}

std::string tilesetJson(const std::vector<BakedTile>& tiles, const TreePlace& place) {
  Json json;
  json["asset"] = {{"version", "1.1"},
                   {"generator", "Belvedere"},
                   {"extras", {{"crs", place.crs}, {"origin", {place.origin.x, place.origin.y, place.origin.z}}}}};
  json["geometricError"] = tiles.empty() ? 0.0 : tiles.front().geometricErrorMetres;
  if (!tiles.empty()) {
    json["root"] = TilesetWriter(tiles).node(0);
  }
  return json.dump(1);
}

}  // namespace belvedere::tiling
