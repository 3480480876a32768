#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <utility>

#include "engine/core/result.h"

namespace belvedere::loaders::las {

/// A file that is read at places. Never mapped: a file that is cut while it is read must not end the reader.
class LasFile {
 public:
  static Result<LasFile> open(const std::filesystem::path& path);
  LasFile(LasFile&& other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}
  LasFile& operator=(LasFile&&) = delete;
  ~LasFile();

  const std::filesystem::path& path() const { return path_; }
  /// For messages.
  std::string name() const { return path_.filename().string(); }
  std::uint64_t size() const { return size_; }
  /// How many of the bytes asked for there were: fewer at the end of the file, or where the disk fails.
  std::size_t readAt(std::uint64_t offset, std::span<std::byte> bytes) const;

 private:
  LasFile(std::filesystem::path path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size) {}
  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_;
};

/// A little-endian number (ours too) at a place that the caller has checked.
template <class T>
T numberAt(const std::byte* bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes + offset, sizeof(value));
  return value;
}

}  // namespace belvedere::loaders::las
