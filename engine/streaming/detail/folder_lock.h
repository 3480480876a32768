#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>

#include "engine/core/progress.h"
#include "engine/core/result.h"

namespace belvedere::streaming {

constexpr MessageId kCacheNotUsable{"cache-folder-not-usable", N_("{path} cannot be used as a cache: {reason}."),
                                    N_("Check that you may write in the territory's folder.")};

constexpr MessageId kWaitingForOthers{"progress-bake-waiting", N_("Waiting for another process that bakes this layer")};
constexpr std::chrono::milliseconds kLockPause{100};  ///< between two looks whether a lock is free

/// Whom a lock keeps out.
enum class LockKind {
  Alone,    ///< all others
  Together  ///< those that want to be alone
};

/// Keeps others from baking the same layer. Given up by the system when the process ends, however it ends.
class FolderLock {
 public:
  /// Waits for others, and says so. Fails with Io or Cancelled.
  static Result<FolderLock> take(const std::filesystem::path& path, LockKind kind, const std::stop_token& stop,
                                 const ProgressSink& progress);
  /// Waits for nobody; nothing where others are there. Fails with Io.
  static Result<std::optional<FolderLock>> tryTake(const std::filesystem::path& path, LockKind kind);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace belvedere::streaming
