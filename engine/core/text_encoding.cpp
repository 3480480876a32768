#include "engine/core/text_encoding.h"

#include <array>
#include <cstdint>
#include <iconv.h>
#include <string>

namespace belvedere {

bool isKnownEncoding(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos) {
    return false;
  }
  const iconv_t converter = ::iconv_open("UTF-8", std::string(name).c_str());
  if (reinterpret_cast<std::intptr_t>(converter) == -1) {
    return false;
  }
  ::iconv_close(converter);
  return true;
}

std::span<const std::string_view> usualEncodings() {
  static constexpr std::array<std::string_view, 8> kNames{"UTF-8",  "ISO-8859-1", "ISO-8859-15", "CP1252",
                                                          "CP1250", "CP850",      "CP437",       "MACINTOSH"};
  return kNames;
}

}  // namespace belvedere
