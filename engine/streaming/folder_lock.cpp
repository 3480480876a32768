#include "engine/streaming/detail/folder_lock.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "engine/core/common_messages.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kWaiting{"progress-bake-waiting", N_("Waiting for another process that bakes this layer")};
constexpr std::chrono::milliseconds kLockPause{100};

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& path, const std::stop_token& stop,
                                    const ProgressSink& progress) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return fail(ErrorCode::Io,
                Message(kCacheNotUsable, {{"path", path.parent_path().string()}, {"reason", std::strerror(errno)}}));
  }
  FolderLock lock(descriptor);
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return fail(ErrorCode::Io,
                  Message(kCacheNotUsable, {{"path", path.parent_path().string()}, {"reason", std::strerror(errno)}}));
    }
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    if (progress) {
      progress({Message(kWaiting), -1.0});
    }
    std::this_thread::sleep_for(kLockPause);
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

}  // namespace belvedere::streaming
