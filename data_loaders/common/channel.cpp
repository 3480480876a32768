#include "data_loaders/common/detail/channel.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data_loaders/common/limits.h"

namespace belvedere::loaders {
namespace {

constexpr std::uint32_t kMark = 0x57414C4CU;
constexpr std::size_t kInlineBytes = std::size_t{32} * 1024;
constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;

struct PacketHeader {
  std::uint32_t mark = kMark;
  PacketType type = PacketType::Done;
  std::uint64_t size = 0;      ///< of the payload
  std::uint64_t isShared = 0;  ///< 1 where the payload comes as a memory file
};

class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) {
      ::close(value_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

/// A sealed memory file with these bytes, or -1. Written, not mapped: only then can it be sealed against writing.
int makeSharedMemory(std::span<const std::byte> bytes) {
  const int file = ::memfd_create("belvedere", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  std::size_t written = 0;
  while (file >= 0 && written < bytes.size()) {
    const ssize_t count = ::write(file, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      break;
    }
    written += static_cast<std::size_t>(count);
  }
  if (file >= 0 && (written < bytes.size() || ::fcntl(file, F_ADD_SEALS, kSeals) != 0)) {
    ::close(file);
    return -1;
  }
  return file;
}

bool sendMessage(int socket, const PacketHeader& header, std::span<const std::byte> body, int attached) {
  std::array<iovec, 2> parts{};
  parts[0] = {const_cast<PacketHeader*>(&header), sizeof(header)};
  parts[1] = {const_cast<std::byte*>(body.data()), body.size()};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (attached >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* note = CMSG_FIRSTHDR(&message);
    note->cmsg_level = SOL_SOCKET;
    note->cmsg_type = SCM_RIGHTS;
    note->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(note), &attached, sizeof(int));
  }
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(sizeof(header) + body.size());
}

/// The descriptor that came with a message, or -1.
int attachedDescriptor(msghdr& message) {
  const cmsghdr* note = CMSG_FIRSTHDR(&message);
  if (note == nullptr || note->cmsg_level != SOL_SOCKET || note->cmsg_type != SCM_RIGHTS ||
      note->cmsg_len != CMSG_LEN(sizeof(int))) {
    return -1;
  }
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(note), sizeof(int));
  return descriptor;
}

/// Maps a memory file of exactly this size, but only if nobody can shrink or change it any more.
const std::byte* mapSealed(int file, std::uint64_t size) {
  struct stat status = {};
  const bool isSound = ::fcntl(file, F_GET_SEALS) == kSeals && ::fstat(file, &status) == 0 &&
                       static_cast<std::uint64_t>(status.st_size) == size;
  void* mapped = isSound ? ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0) : MAP_FAILED;
  return mapped == MAP_FAILED ? nullptr : static_cast<const std::byte*>(mapped);
}

}  // namespace

Packet& Packet::operator=(Packet&& other) noexcept {
  release();
  type = other.type;
  own_ = std::move(other.own_);
  mapped_ = std::exchange(other.mapped_, nullptr);
  mappedSize_ = std::exchange(other.mappedSize_, 0);
  return *this;
}

void Packet::release() {
  if (mapped_ != nullptr) {
    ::munmap(const_cast<std::byte*>(mapped_), mappedSize_);
    mapped_ = nullptr;
  }
}

Channel::~Channel() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

std::pair<int, int> Channel::makePair() {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return {-1, -1};
  }
  return {ends[0], ends[1]};
}

bool Channel::send(PacketType type, std::span<const std::byte> payload) {
  PacketHeader header;
  header.type = type;
  header.size = payload.size();
  header.isShared = payload.size() > kInlineBytes ? 1 : 0;
  if (payload.size() > limits::kWorkerMessageBytes) {
    return false;
  }
  if (header.isShared == 0) {
    const std::lock_guard lock(sending_);
    return sendMessage(descriptor_, header, payload, -1);
  }
  const Descriptor memory(makeSharedMemory(payload));
  const std::lock_guard lock(sending_);
  return memory.get() >= 0 && sendMessage(descriptor_, header, {}, memory.get());
}

ChannelState Channel::receive(Packet& packet, std::chrono::milliseconds wait) {
  pollfd waiting{descriptor_, POLLIN, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(wait.count()));
  if (ready <= 0) {
    return ChannelState::Silent;
  }
  PacketHeader header;
  std::vector<std::byte> body(kInlineBytes);
  std::array<iovec, 2> parts{};
  parts[0] = {&header, sizeof(header)};
  parts[1] = {body.data(), body.size()};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t got = ::recvmsg(descriptor_, &message, MSG_CMSG_CLOEXEC);
  const Descriptor attached(got >= 0 ? attachedDescriptor(message) : -1);
  if (got <= 0) {
    return got < 0 && errno == EINTR ? ChannelState::Silent : ChannelState::Closed;
  }
  const bool isWhole =
      (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 && got >= static_cast<ssize_t>(sizeof(header));
  if (!isWhole || header.mark != kMark || header.type > PacketType::Progress) {
    return ChannelState::Garbage;
  }
  if (header.isShared == 0) {
    if (header.size != static_cast<std::uint64_t>(got) - sizeof(header)) {
      return ChannelState::Garbage;
    }
    body.resize(header.size);
    packet = Packet(header.type, std::move(body));
    return ChannelState::Packet;
  }
  const bool isSizeSound = header.size > kInlineBytes && header.size <= limits::kWorkerMessageBytes;
  const std::byte* mapped = isSizeSound && attached.get() >= 0 ? mapSealed(attached.get(), header.size) : nullptr;
  if (mapped == nullptr) {
    return ChannelState::Garbage;
  }
  packet = Packet(header.type, mapped, header.size);
  return ChannelState::Packet;
}

}  // namespace belvedere::loaders
