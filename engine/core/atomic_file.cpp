#include "engine/core/atomic_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "engine/core/common_messages.h"

namespace belvedere {
namespace {

constexpr MessageId kWriteFailed{
    "file-write-failed", N_("{path} could not be written: {reason}."),
    N_("Check that the folder exists, that you may write there and that the disk is not full.")};
constexpr MessageId kFileTooLarge{"file-too-large",
                                  N_("{path} is larger than {limit} bytes, which is the limit here.")};

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
  }
  int get() const { return descriptor_; }
  bool isOpen() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

tl::unexpected<Error> failIo(const MessageId& id, const std::filesystem::path& path, int number) {
  return fail(ErrorCode::Io, Message(id, {{"path", path.string()}, {"reason", std::strerror(number)}}));
}

bool writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool readAll(int descriptor, std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = read(descriptor, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return false;
    }
    if (got == 0) {
      break;
    }
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return true;
}

bool syncPath(const std::filesystem::path& path, int flags) {
  const Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
  return file.isOpen() && fsync(file.get()) == 0;
}

std::filesystem::path folderOf(const std::filesystem::path& target) {
  return target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
}

// What the target has now, or what the user's mask gives a new file: mkstemps makes files that only their owner reads.
mode_t modeFor(const std::filesystem::path& target) {
  struct stat info {};
  if (stat(target.c_str(), &info) == 0) {
    return info.st_mode & 0777U;
  }
  const mode_t mask = umask(0);
  umask(mask);
  return 0666U & ~mask;
}

}  // namespace

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& wanted) {
  // A link stays a link: the file that it names is replaced.
  std::error_code error;
  const std::filesystem::path resolved =
      std::filesystem::is_symlink(wanted, error) ? std::filesystem::weakly_canonical(wanted, error) : wanted;
  const std::filesystem::path& target = error ? wanted : resolved;
  const std::string extension = target.extension().string();
  std::string name = (folderOf(target) / ("." + target.stem().string() + ".XXXXXX" + extension)).string();
  const Descriptor file(mkostemps(name.data(), static_cast<int>(extension.size()), O_CLOEXEC));
  if (!file.isOpen()) {
    return failIo(kWriteFailed, target, errno);
  }
  fchmod(file.get(), modeFor(target));
  return AtomicFile(target, name);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})) {}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) {
    unlink(temporary_.c_str());
  }
}

Status AtomicFile::commit(Durability durability) {
  const bool isSynced = durability == Durability::Synced;
  if ((isSynced && !syncPath(temporary_, O_RDONLY)) || rename(temporary_.c_str(), target_.c_str()) != 0) {
    return failIo(kWriteFailed, target_, errno);
  }
  temporary_.clear();
  // Some network folders cannot be synced; the file is whole either way.
  if (isSynced) {
    syncPath(folderOf(target_), O_RDONLY | O_DIRECTORY);
  }
  return {};
}

Status writeFileAtomically(const std::filesystem::path& target, std::string_view bytes, Durability durability) {
  auto file = AtomicFile::create(target);
  if (!file) {
    return tl::unexpected(file.error());
  }
  {
    const Descriptor out(open(file->temporaryPath().c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    if (!out.isOpen() || !writeAll(out.get(), bytes)) {
      return failIo(kWriteFailed, target, errno);
    }
  }
  return file->commit(durability);
}

Result<std::string> readWholeFile(const std::filesystem::path& path, std::size_t limitBytes) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file.isOpen()) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return fail(ErrorCode::NotFound, Message(kFileNotFound, {{"path", path.string()}}));
    }
    return failIo(kFileNotReadable, path, errno);
  }
  struct stat info {};
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return fail(ErrorCode::InvalidData, Message(kNotARegularFile, {{"path", path.string()}}));
  }
  if (static_cast<std::size_t>(info.st_size) > limitBytes) {
    return fail(ErrorCode::LimitExceeded,
                Message(kFileTooLarge, {{"path", path.string()}, {"limit", std::to_string(limitBytes)}}));
  }
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  if (!readAll(file.get(), bytes)) {
    return failIo(kFileNotReadable, path, errno);
  }
  return bytes;
}

}  // namespace belvedere
