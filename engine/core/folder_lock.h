#pragma once

#include <filesystem>
#include <utility>

namespace belvedere {

/// Holds a folder against other programs of ours that change it at the same time: who comes second waits. Goes with the
/// object, and with the process however that ends. Where the file system has no locks nothing is held and nobody waits.
class FolderLock {
 public:
  /// `path` is the folder, or a file in it.
  explicit FolderLock(const std::filesystem::path& path);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace belvedere
