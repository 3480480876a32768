#include "engine/tiling/bake_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "engine/core/common_messages.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kCacheNotWritten{"cache-not-written", N_("{path} could not be written: {reason}."),
                                     N_("Check that you may write in the territory's folder and that the disk is not "
                                        "full.")};
constexpr MessageId kCacheFileChanged{"cache-file-changed", N_("{path} is not as it was written.")};

tl::unexpected<Error> failFile(const MessageId& id, const std::filesystem::path& path, int number) {
  const ErrorCode code = number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
  return fail(code, Message(id, {{"path", path.string()}, {"reason", std::strerror(number)}}));
}

tl::unexpected<Error> failChanged(const std::filesystem::path& path) {
  return fail(ErrorCode::InvalidData, Message(kCacheFileChanged, {{"path", path.string()}}));
}

}  // namespace

BakeFile::BakeFile(BakeFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

BakeFile::~BakeFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Result<BakeFile> BakeFile::create(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return failFile(kCacheNotWritten, path, errno);
  }
  return BakeFile(path, descriptor, 0);
}

Result<BakeFile> BakeFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) {
    return failFile(kFileNotReadable, path, errno);
  }
  BakeFile file(path, descriptor, 0);
  struct stat info {};
  if (fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
    return failChanged(path);
  }
  file.size_ = static_cast<std::uint64_t>(info.st_size);
  return file;
}

Status BakeFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return failFile(kCacheNotWritten, path_, errno);
    }
    size_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Status BakeFile::readAt(std::uint64_t offset, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t got = pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return failFile(kFileNotReadable, path_, got < 0 ? errno : EIO);
    }
    offset += static_cast<std::uint64_t>(got);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Status BakeFile::close() {
  const int result = ::close(std::exchange(descriptor_, -1));
  return result == 0 ? Status() : failFile(kCacheNotWritten, path_, errno);
}

Status writeBakeFile(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  auto file = BakeFile::create(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  if (auto status = file->append(bytes); !status) {
    return status;
  }
  return file->close();
}

Result<std::vector<std::byte>> readBakeFile(const std::filesystem::path& path, std::uint64_t size) {
  auto file = BakeFile::open(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  if (file->size() != size) {
    return failChanged(path);
  }
  std::vector<std::byte> bytes(size);
  if (auto status = file->readAt(0, bytes); !status) {
    return tl::unexpected(status.error());
  }
  return bytes;
}

}  // namespace belvedere::tiling
