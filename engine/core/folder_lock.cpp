#include "engine/core/folder_lock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace belvedere {

FolderLock::FolderLock(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::is_directory(path, error) ? path : path.parent_path();
  folder = folder.empty() ? std::filesystem::path(".") : folder;
  descriptor_ = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  while (descriptor_ >= 0 && flock(descriptor_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

}  // namespace belvedere
