#include "engine/core/content_hash.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <xxhash.h>

#include "engine/core/common_messages.h"

namespace belvedere {

namespace {

ContentHash fromXxh(const XXH128_hash_t& hash) { return {hash.low64, hash.high64}; }

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<Error> failFile(ErrorCode code, const MessageId& id, const std::filesystem::path& path, int number) {
  return fail(code, Message(id, {{"path", path.string()}, {"reason", std::strerror(number)}}));
}

}  // namespace

std::string ContentHash::text() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  for (const std::uint64_t half : {high, low}) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      digits += kDigits[(half >> static_cast<unsigned>(shift)) & 15U];
    }
  }
  return digits;
}

struct ContentHasher::State {
  State() { XXH3_128bits_reset(state); }
  ~State() { XXH3_freeState(state); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  XXH3_state_t* state = XXH3_createState();
};

ContentHasher::ContentHasher() : state_(std::make_unique<State>()) {}
ContentHasher::~ContentHasher() = default;

void ContentHasher::addBytes(std::span<const std::byte> bytes) {
  XXH3_128bits_update(state_->state, bytes.data(), bytes.size());
}

void ContentHasher::add(std::string_view text) {
  add(static_cast<std::uint64_t>(text.size()));
  addBytes(std::as_bytes(std::span(text)));
}

void ContentHasher::add(std::uint64_t value) { addBytes(std::as_bytes(std::span(&value, 1))); }
void ContentHasher::add(double value) { addBytes(std::as_bytes(std::span(&value, 1))); }
void ContentHasher::add(const ContentHash& hash) {
  add(hash.low);
  add(hash.high);
}

ContentHash ContentHasher::finish() const { return fromXxh(XXH3_128bits_digest(state_->state)); }

ContentHash hashOf(std::span<const std::byte> bytes) { return fromXxh(XXH3_128bits(bytes.data(), bytes.size())); }

Result<ContentHash> hashOfFile(const std::filesystem::path& path, const std::stop_token& stop) {
  const OpenFile file(path);
  if (file.get() < 0) {
    return errno == ENOENT || errno == ENOTDIR ? failFile(ErrorCode::NotFound, kFileNotFound, path, errno)
                                               : failFile(ErrorCode::Io, kFileNotReadable, path, errno);
  }
  struct stat info {};
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return failFile(ErrorCode::InvalidData, kNotARegularFile, path, 0);
  }
  ContentHasher hasher;
  std::vector<std::byte> block(std::size_t{1} << 18U);
  while (!stop.stop_requested()) {
    const ssize_t got = read(file.get(), block.data(), block.size());
    if (got < 0 && errno != EINTR) {
      return failFile(ErrorCode::Io, kFileNotReadable, path, errno);
    }
    if (got == 0) {
      return hasher.finish();
    }
    if (got > 0) {
      hasher.addBytes(std::span(block).first(static_cast<std::size_t>(got)));
    }
  }
  return fail(ErrorCode::Cancelled, Message(kCancelled));
}

}  // namespace belvedere
