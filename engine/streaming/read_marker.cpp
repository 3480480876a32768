#include "engine/streaming/detail/read_marker.h"

#include "engine/core/binary_archive.h"
#include "engine/tiling/bake_file.h"

namespace belvedere::streaming {

namespace {

constexpr const char* kReadMarker = "read.bin";
constexpr std::uint64_t kMostMarkerBytes = std::uint64_t{1} << 30U;

}  // namespace

Result<ContentHash> writeReadMarker(const std::filesystem::path& folder, std::vector<std::byte> bytes) {
  ContentHash hash = hashOf(bytes);
  BinaryWriter whole;
  whole(hash, bytes);
  if (auto status = tiling::writeBakeFile(folder / kReadMarker, whole.bytes()); !status) {
    return tl::unexpected(status.error());
  }
  return hash;
}

std::optional<ReadMarker> findReadMarker(const std::filesystem::path& folder) {
  const auto file = tiling::BakeFile::open(folder / kReadMarker);
  if (!file || file->size() > kMostMarkerBytes) {
    return std::nullopt;
  }
  std::vector<std::byte> bytes(file->size());
  if (!file->readAt(0, bytes)) {
    return std::nullopt;
  }
  ReadMarker marker;
  BinaryReader reader(bytes);
  reader(marker.hash, marker.bytes);
  return reader.isComplete() && hashOf(marker.bytes) == marker.hash ? std::optional(std::move(marker)) : std::nullopt;
}

std::optional<std::filesystem::file_time_type> readMarkerTime(const std::filesystem::path& folder) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(folder / kReadMarker, error);
  return error ? std::nullopt : std::optional(time);
}

void removeReadMarker(const std::filesystem::path& folder) {
  std::error_code ignored;  // what is left takes room only
  std::filesystem::remove(folder / kReadMarker, ignored);
}

}  // namespace belvedere::streaming
