#include "data_loaders/common/mapped_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "engine/core/common_messages.h"

namespace belvedere::loaders {
namespace {

tl::unexpected<Error> refuse(const std::filesystem::path& path, int code) {
  if (code == ENOENT || code == ENOTDIR) {
    return fail(ErrorCode::NotFound, Message(kFileNotFound, {{"path", path.string()}}));
  }
  return fail(ErrorCode::Io,
              Message(kFileNotReadable, {{"path", path.string()}, {"reason", std::generic_category().message(code)}}));
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) {
      ::close(value_);
    }
  }
  int value() const { return value_; }

 private:
  int value_;
};

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.value() < 0) {
    return refuse(path, errno);
  }
  struct stat status {};
  if (::fstat(file.value(), &status) != 0) {
    return refuse(path, errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::InvalidData, Message(kNotARegularFile, {{"path", path.string()}}));
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) {
    return MappedFile(nullptr, 0);
  }
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.value(), 0);
  if (data == MAP_FAILED) {
    return refuse(path, errno);
  }
  return MappedFile(static_cast<const char*>(data), size);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) {
    ::munmap(const_cast<char*>(data_), size_);
  }
}

void MappedFile::release(std::string_view part) const {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto offset = static_cast<std::size_t>(part.data() - data_);
  const std::size_t begin = (offset + page - 1) / page * page;
  const std::size_t end = (offset + part.size()) / page * page;
  if (begin < end && end <= size_) {
    ::madvise(const_cast<char*>(data_) + begin, end - begin, MADV_DONTNEED);
  }
}

}  // namespace belvedere::loaders
