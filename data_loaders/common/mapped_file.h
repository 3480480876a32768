#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <utility>

#include "engine/core/result.h"

namespace belvedere::loaders {

/// A whole file as read-only memory, loaded by the system page by page. Any thread.
class MappedFile {
 public:
  /// Fails with NotFound, Io, or InvalidData for a pipe, device or folder, which is refused at once.
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~MappedFile();

  std::string_view text() const { return {data_, size_}; }
  /// Gives back the memory of a part of the text; who looks there again has it read again.
  void release(std::string_view part) const;

 private:
  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}

  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace belvedere::loaders
