#pragma once

#include <cstdint>
#include <string>

namespace belvedere::loaders {

/// The bytes of a zip archive of stored files (APPNOTE 4.3), with what a library would not write: names and sizes as
/// given, whatever they are.
class StoredZip {
 public:
  static constexpr std::uint16_t kUtf8Names = 1U << 11U;

  static constexpr std::uint16_t kEncrypted = 1;

  /// `method`: of compression, which is none whatever it is. `claimed`: the size that the table gives; the true one if
  /// negative.
  void add(const std::string& name, const std::string& bytes, std::uint16_t flags = 0, std::int64_t claimed = -1,
           std::uint16_t method = 0) {
    const auto size = static_cast<std::uint32_t>(claimed < 0 ? static_cast<std::int64_t>(bytes.size()) : claimed);
    const std::string common = number(20, 2) + number(flags, 2) + number(method, 2) + number(0, 4) +
                               number(crc32(bytes), 4) + number(bytes.size(), 4) + number(size, 4) +
                               number(name.size(), 2) + number(0, 2);
    table_ += "PK\x01\x02" + number(20, 2) + common + number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4) +
              number(files_.size(), 4) + name;
    files_ += "PK\x03\x04" + common + name + bytes;
    ++count_;
  }
  std::string bytes() const {
    return files_ + table_ + "PK\x05\x06" + number(0, 4) + number(count_, 2) + number(count_, 2) +
           number(table_.size(), 4) + number(files_.size(), 4) + number(0, 2);
  }

 private:
  static std::string number(std::uint64_t value, int width) {
    std::string text;
    for (int i = 0; i < width; ++i) {
      text += static_cast<char>((value >> (8 * i)) & 0xFFU);
    }
    return text;
  }
  static std::uint32_t crc32(const std::string& bytes) {
    std::uint32_t sum = ~0U;
    for (const char c : bytes) {
      sum ^= static_cast<unsigned char>(c);
      for (int i = 0; i < 8; ++i) {
        sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
      }
    }
    return ~sum;
  }

  std::string files_, table_;
  std::size_t count_ = 0;
};

}  // namespace belvedere::loaders
