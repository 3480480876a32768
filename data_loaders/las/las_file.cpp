#include "data_loaders/las/detail/las_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/common_messages.h"

namespace belvedere::loaders::las {

Result<LasFile> LasFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status = {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
    const std::string reason = std::strerror(errno);
    if (descriptor >= 0) {
      ::close(descriptor);
    }
    return fail(ErrorCode::Io, Message(kFileNotReadable, {{"path", path.string()}, {"reason", reason}}));
  }
  return LasFile(path, descriptor, static_cast<std::uint64_t>(status.st_size));
}

LasFile::~LasFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

std::size_t LasFile::readAt(std::uint64_t offset, std::span<std::byte> bytes) const {
  std::size_t filled = 0;
  while (filled < bytes.size() && offset + filled < size_) {
    const ssize_t got =
        ::pread(descriptor_, bytes.data() + filled, bytes.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

}  // namespace belvedere::loaders::las
