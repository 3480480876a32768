#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "engine/core/result.h"

namespace belvedere::tiling {

/// A file of the cache: appended to, then read at places. Failures say the path and the system's reason. One thread
/// writes; any may read.
class BakeFile {
 public:
  static Result<BakeFile> create(const std::filesystem::path& path);
  static Result<BakeFile> open(const std::filesystem::path& path);
  static Result<BakeFile> openToAppend(const std::filesystem::path& path);
  BakeFile(BakeFile&& other) noexcept;
  BakeFile& operator=(BakeFile&&) = delete;
  ~BakeFile();

  std::uint64_t size() const { return size_; }
  Status append(std::span<const std::byte> bytes);
  /// Fails with Io where the file ends before.
  Status readAt(std::uint64_t offset, std::span<std::byte> bytes) const;
  /// Says what a delayed writing ran into.
  Status close();

 private:
  BakeFile(std::filesystem::path path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size) {}
  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_;
};

/// Writes a file whole: whoever reads it meanwhile finds it as it was or as it is then.
Status writeBakeFile(const std::filesystem::path& path, std::span<const std::byte> bytes);
/// Reads a file of exactly `size` bytes; fails with InvalidData where it has another size, with Io or NotFound.
Result<std::vector<std::byte>> readBakeFile(const std::filesystem::path& path, std::uint64_t size);

}  // namespace belvedere::tiling
