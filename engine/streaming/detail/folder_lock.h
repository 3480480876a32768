#pragma once

#include <filesystem>
#include <stop_token>

#include "engine/core/progress.h"
#include "engine/core/result.h"

namespace belvedere::streaming {

constexpr MessageId kCacheNotUsable{"cache-folder-not-usable", N_("{path} cannot be used as a cache: {reason}."),
                                    N_("Check that you may write in the territory's folder.")};

/// Keeps others from baking the same layer. Given up by the system when the process ends, however it ends.
class FolderLock {
 public:
  /// Waits for others, and says so. Fails with Io or Cancelled.
  static Result<FolderLock> take(const std::filesystem::path& path, const std::stop_token& stop,
                                 const ProgressSink& progress);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace belvedere::streaming
