#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/core/binary_archive.h"

namespace belvedere::loaders {

/// What travels between the program and a reader process. The program asks (one request at a time), the reader answers
/// with any number of Batch and Progress and one Done.
enum class PacketType : std::uint32_t {
  // program to reader
  Open,         ///< OpenOrder -> Result<Opened>
  Describe,     ///< nothing -> Result<SourceDescription>
  Read,         ///< ReadOptions -> Batch …, Result<Diagnostics>
  Extent,       ///< CRS text -> Result<Bounds2>
  Heights,      ///< RasterRequest -> Result<HeightGrid>
  Colours,      ///< RasterRequest -> Result<Image>
  Acknowledge,  ///< one Batch was taken
  Cancel,       ///< of the request at work
  // program or reader to the one with the network
  Services,  ///< ServicesOrder -> nothing
  Fetch,     ///< FetchAsk -> FetchReply
  // reader to program
  Done,
  Batch,
  Progress
};

/// One packet, its payload in its own memory or mapped from memory that the other side has sealed.
class Packet {
 public:
  Packet() = default;
  Packet(PacketType packetType, std::vector<std::byte> bytes) : type(packetType), own_(std::move(bytes)) {}
  Packet(PacketType packetType, const std::byte* mapped, std::size_t size)
      : type(packetType), mapped_(mapped), mappedSize_(size) {}
  Packet(Packet&& other) noexcept { *this = std::move(other); }
  Packet& operator=(Packet&& other) noexcept;
  ~Packet() { release(); }

  std::span<const std::byte> payload() const {
    return mapped_ != nullptr ? std::span(mapped_, mappedSize_) : std::span<const std::byte>(own_);
  }

  PacketType type = PacketType::Done;

 private:
  void release();
  std::vector<std::byte> own_;
  const std::byte* mapped_ = nullptr;
  std::size_t mappedSize_ = 0;
};

enum class ChannelState : std::uint8_t { Packet, Silent, Closed, Garbage };

/// One end of the pair of sockets between the program and a reader. Packets keep their boundaries (SOCK_SEQPACKET);
/// large payloads go through a memory file that is sealed against change before it is handed over. send() from any
/// thread, receive() from one.
class Channel {
 public:
  /// Takes the descriptor over.
  explicit Channel(int descriptor) : descriptor_(descriptor) {}
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  int descriptor() const { return descriptor_; }
  /// Both ends; -1 where the system gives none.
  static std::pair<int, int> makePair();

  /// False where the other side is gone or the payload is over limits::kWorkerMessageBytes.
  bool send(PacketType type, std::span<const std::byte> payload = {});
  /// Waits at most so long; negative: for ever. Checks all that the other side sends.
  ChannelState receive(Packet& packet, std::chrono::milliseconds wait);

  /// Writes values with a BinaryWriter and sends them.
  template <class... T>
  bool sendValues(PacketType type, T&... values) {
    BinaryWriter writer;
    writer(values...);
    return send(type, writer.bytes());
  }

 private:
  int descriptor_;
  std::mutex sending_;
};

}  // namespace belvedere::loaders
