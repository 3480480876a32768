#include "engine/streaming/baked_cloud.h"

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "engine/core/binary_archive.h"
#include "engine/core/common_messages.h"
#include "engine/streaming/detail/baked_archive.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/baked_tree.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kCloudCacheDamaged{"cache-cloud-damaged", N_("A point cloud's cache is damaged or out of date.")};

constexpr std::uint64_t kMagic = 0x445543202D564C42;  // "BLV- CUD"
constexpr std::uint64_t kMostContentBytes = std::uint64_t{1} << 30U;

/// Ahead of the archive.
struct ContentHead {
  std::uint64_t magic = kMagic;
  std::uint64_t version = tiling::kBakeVersion;
  ContentHash hash;  ///< of the bytes that follow
};

tl::unexpected<Error> damaged(const std::filesystem::path& folder) {
  return fail(ErrorCode::InvalidData, Message(kCloudCacheDamaged), folder.string());
}

bool isFinite(const glm::dvec3& v) { return std::isfinite(v.x + v.y + v.z); }

bool isSound(const CloudContent& content) {
  const tiling::PointRamps& ramps = content.ramps;
  const bool areRampsSound =
      std::isfinite(ramps.heights.x + ramps.heights.y) && std::isfinite(ramps.intensities.x + ramps.intensities.y);
  return areRampsSound && isFinite(content.origin) && content.description.kind == model::SourceKind::PointCloud &&
         (content.bounds.isEmpty() || isFinite(content.bounds.min + content.bounds.max)) &&
         tiling::isPointTree(content.nodes);
}

}  // namespace

Result<std::shared_ptr<const BakedCloud>> BakedCloud::open(const std::filesystem::path& folder, const ContentHash& key,
                                                           std::shared_ptr<const TemporaryFolder> scratch) {
  const auto file = tiling::BakeFile::open(folder / CloudContent::kFileName);
  if (!file) {
    return tl::unexpected(file.error());
  }
  ContentHead head;
  if (file->size() < sizeof(head) || file->size() > kMostContentBytes) {
    return damaged(folder);
  }
  std::vector<std::byte> bytes(file->size());
  if (Status read = file->readAt(0, bytes); !read) {
    return tl::unexpected(read.error());
  }
  std::memcpy(&head, bytes.data(), sizeof(head));
  const std::span<const std::byte> body = std::span(bytes).subspan(sizeof(head));
  if (head.magic != kMagic || head.version != tiling::kBakeVersion || head.hash != hashOf(body)) {
    return damaged(folder);
  }
  CloudContent content;
  BinaryReader reader(body);
  reader(content);
  if (!reader.isComplete() || content.key != key || !isSound(content)) {
    return damaged(folder);
  }
  return std::shared_ptr<const BakedCloud>(new BakedCloud(folder, std::move(content), std::move(scratch)));
}

std::uint64_t BakedCloud::byteCount() const {
  std::uint64_t bytes = 0;
  for (const tiling::PointNode& node : content_.nodes) {
    bytes += node.bytes;
  }
  return bytes;
}

Result<std::shared_ptr<const tiling::PointTile>> BakedCloud::readNode(std::size_t index,
                                                                      const glm::dvec3& sceneOrigin) const {
  const tiling::PointNode& node = content_.nodes[index];
  const auto bytes = tiling::readBakeFile(folder_ / node.path(), node.bytes);
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  if (hashOf(*bytes) != node.hash) {
    return damaged(folder_);
  }
  auto tile = tiling::decodePointTile(*bytes);
  if (!tile) {
    return tl::unexpected(tile.error());
  }
  const glm::dvec3 shift = content_.origin - sceneOrigin;
  (*tile)->origin += shift;
  (*tile)->bounds = {node.bounds.min + shift, node.bounds.max + shift};
  (*tile)->spacingMetres = node.spacingMetres;
  (*tile)->ramps = content_.ramps;
  (*tile)->ramps.heights += shift.z;
  return std::shared_ptr<const tiling::PointTile>(std::move(*tile));
}

Status BakedCloud::checkAll(const std::stop_token& stop) const {
  for (const tiling::PointNode& node : content_.nodes) {
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    const auto bytes = tiling::readBakeFile(folder_ / node.path(), node.bytes);
    if (!bytes) {
      return tl::unexpected(bytes.error());
    }
    if (hashOf(*bytes) != node.hash) {
      return damaged(folder_);
    }
  }
  return {};
}

Status writeCloudContent(const std::filesystem::path& folder, CloudContent& content) {
  BinaryWriter body;
  body(content);
  ContentHead head;
  head.hash = hashOf(body.bytes());
  std::vector<std::byte> bytes(sizeof(head));
  std::memcpy(bytes.data(), &head, sizeof(head));
  bytes.insert(bytes.end(), body.bytes().begin(), body.bytes().end());
  return tiling::writeBakeFile(folder / CloudContent::kFileName, bytes);
}

}  // namespace belvedere::streaming
