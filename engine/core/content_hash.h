#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace belvedere {

/// 128 bits that tell contents apart (XXH3). Finds damage and change, not forgery.
struct ContentHash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const ContentHash&, const ContentHash&) = default;

  /// 32 hexadecimal digits.
  std::string text() const;
};

/// Hashes values one after the other. One thread.
class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  ContentHasher(const ContentHasher&) = delete;
  ContentHasher& operator=(const ContentHasher&) = delete;

  void addBytes(std::span<const std::byte> bytes);
  /// With its length, so that texts one after the other do not run together.
  void add(std::string_view text);
  void add(std::uint64_t value);
  void add(double value);
  void add(const ContentHash& hash);

  ContentHash finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

ContentHash hashOf(std::span<const std::byte> bytes);

/// The hash of a regular file's bytes, read from beginning to end. Fails with NotFound, InvalidData (no regular file),
/// Io or Cancelled.
Result<ContentHash> hashOfFile(const std::filesystem::path& path, const std::stop_token& stop);

}  // namespace belvedere
