#include "engine/streaming/detail/folder_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "engine/core/common_messages.h"

namespace belvedere::streaming {

Result<std::optional<FolderLock>> FolderLock::tryTake(const std::filesystem::path& path, LockKind kind) {
  const auto failed = [&] {
    return fail(ErrorCode::Io,
                Message(kCacheNotUsable, {{"path", path.parent_path().string()}, {"reason", std::strerror(errno)}}));
  };
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return failed();
  }
  FolderLock lock(descriptor);
  const int operation = kind == LockKind::Alone ? LOCK_EX : LOCK_SH;
  while (flock(descriptor, operation | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return std::optional<FolderLock>();
    }
    if (errno != EINTR) {
      return failed();
    }
  }
  return std::optional(std::move(lock));
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& path, LockKind kind, const std::stop_token& stop,
                                    const ProgressSink& progress) {
  while (true) {
    auto lock = tryTake(path, kind);
    if (!lock) {
      return tl::unexpected(lock.error());
    }
    if (*lock) {
      return std::move(**lock);
    }
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    if (progress) {
      progress({Message(kWaitingForOthers), -1.0});
    }
    std::this_thread::sleep_for(kLockPause);
  }
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

}  // namespace belvedere::streaming
