#include "data_loaders/gltf/utf8_text.h"

#include <cstdint>

namespace belvedere::loaders::gltf {
namespace {

/// How many bytes the character at the front takes; 0 where it is none (RFC 3629).
std::size_t characterBytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80U) {
    return 1;
  }
  if (first >= 0xC2U && first <= 0xDFU) {
    return follows(1) ? 2 : 0;
  }
  if (first >= 0xE0U && first <= 0xEFU) {
    const bool isShort = first == 0xE0U && byte(1) < 0xA0U;
    const bool isSurrogate = first == 0xEDU && byte(1) >= 0xA0U;
    return follows(1) && follows(2) && !isShort && !isSurrogate ? 3 : 0;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    const bool isShort = first == 0xF0U && byte(1) < 0x90U;
    const bool isBeyond = first == 0xF4U && byte(1) >= 0x90U;
    return follows(1) && follows(2) && follows(3) && !isShort && !isBeyond ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string soundUtf8(std::string_view text) {
  std::string sound;
  sound.reserve(text.size());
  while (!text.empty()) {
    const std::size_t bytes = characterBytes(text);
    sound += bytes > 0 ? text.substr(0, bytes) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(bytes > 0 ? bytes : 1);
  }
  return sound;
}

}  // namespace belvedere::loaders::gltf
