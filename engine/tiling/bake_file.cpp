#include "engine/tiling/bake_file.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <string>
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

/// A name beside a file that no other process or thread uses, on whatever machine.
std::filesystem::path partOf(const std::filesystem::path& path) {
  static const std::uint64_t process = [] {
    std::random_device random;
    return (std::uint64_t{random()} << 32U) | random();
  }();
  static std::atomic<std::uint64_t> count = 0;
  return path.string() + "." + std::to_string(process) + "-" + std::to_string(++count) + ".part";
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

Result<BakeFile> BakeFile::openToAppend(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
  struct stat info {};
  if (descriptor < 0 || fstat(descriptor, &info) != 0) {
    return failFile(kCacheNotWritten, path, errno);
  }
  return BakeFile(path, descriptor, static_cast<std::uint64_t>(info.st_size));
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
  const std::filesystem::path part = partOf(path);
  auto file = BakeFile::create(part);
  if (!file) {
    return tl::unexpected(file.error());
  }
  Status status = file->append(bytes);
  status = status ? file->close() : status;
  if (status && ::rename(part.c_str(), path.c_str()) != 0) {
    status = failFile(kCacheNotWritten, path, errno);
  }
  if (!status) {
    ::unlink(part.c_str());
  }
  return status;
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
