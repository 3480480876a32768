#include "data_loaders/citygml/xml_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace belvedere::loaders::citygml {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Windows-1252 between 0x80 and 0x9F; 0 where the code page has no character.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool isCharacter(char32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

void appendUtf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0U | (c >> 6U));
    byte(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0U | (c >> 12U));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  } else {
    byte(0xF0U | (c >> 18U));
    byte(0x80U | ((c >> 12U) & 0x3FU));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  }
}

// Length of the well-formed UTF-8 sequence at the front (RFC 3629: no surrogates, no overlong forms), or 0.
std::size_t sequenceLength(std::string_view s) {
  const auto at = [&s](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < s.size() && at(i) >= low && at(i) <= high;
  };
  const unsigned lead = at(0);
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return follows(1) ? 2 : 0;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool isGood = follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2);
    return isGood ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool isGood = follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3);
    return isGood ? 4 : 0;
  }
  return 0;
}

class Decoder {
 public:
  Decoder(std::string_view raw, TextEncoding encoding, std::string& out) : rest_(raw), encoding_(encoding), out_(out) {}

  bool run() {
    while (!rest_.empty()) {
      if (rest_.front() == '&') {
        reference();
      } else if (rest_.front() == '<') {
        markup();
      } else {
        character();
      }
    }
    return isDamaged_;
  }

 private:
  void put(char32_t c) {
    isDamaged_ = isDamaged_ || c == kReplacement;
    appendUtf8(out_, c);
  }

  void character() {
    const auto byte = static_cast<unsigned char>(rest_.front());
    std::size_t used = 1;
    if (byte == '\r') {  // XML 1.0, 2.11: line ends are \n
      if (rest_.size() < 2 || rest_[1] != '\n') {
        out_ += '\n';
      }
    } else if (byte < 0x80) {
      isCharacter(byte) ? out_.push_back(static_cast<char>(byte)) : put(kReplacement);
    } else if (encoding_ != TextEncoding::Utf8) {
      const bool isWindows = encoding_ == TextEncoding::Windows1252 && byte < 0xA0;
      const char32_t c = isWindows ? kWindows1252[byte - 0x80U] : byte;
      put(c == 0 ? kReplacement : c);
    } else {
      used = sequenceLength(rest_);
      used == 0 ? put(kReplacement) : void(out_.append(rest_.substr(0, used)));
      used = std::max<std::size_t>(used, 1);
    }
    rest_.remove_prefix(used);
  }

  void reference() {
    constexpr std::size_t kLongest = 12;
    const std::size_t end = rest_.substr(0, kLongest).find(';');
    const std::string_view name = end == std::string_view::npos ? std::string_view() : rest_.substr(1, end - 1);
    const char32_t c = named(name);
    if (c == 0) {  // not one of ours: a bare ampersand of careless writers stays
      out_ += '&';
      rest_.remove_prefix(1);
      return;
    }
    put(c);
    rest_.remove_prefix(end + 1);
  }

  static char32_t named(std::string_view name) {
    if (name == "amp") {
      return '&';
    }
    if (name == "lt") {
      return '<';
    }
    if (name == "gt") {
      return '>';
    }
    if (name == "quot") {
      return '"';
    }
    if (name == "apos") {
      return '\'';
    }
    if (name.size() < 2 || name[0] != '#') {
      return 0;
    }
    const bool isHex = name[1] == 'x' || name[1] == 'X';
    const std::string_view digits = name.substr(isHex ? 2 : 1);
    std::uint32_t value = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value, isHex ? 16 : 10);
    if (digits.empty() || parsed.ptr != digits.data() + digits.size()) {
      return 0;
    }
    return parsed.ec == std::errc() && isCharacter(value) ? value : kReplacement;
  }

  void markup() {
    constexpr std::string_view kCdata = "<![CDATA[";
    if (rest_.starts_with(kCdata)) {
      const std::size_t end = rest_.find("]]>");
      const std::string_view inside =
          rest_.substr(kCdata.size(), end == std::string_view::npos ? end : end - kCdata.size());
      Decoder literal(inside, encoding_, out_);
      while (!literal.rest_.empty()) {
        literal.character();
      }
      isDamaged_ = isDamaged_ || literal.isDamaged_;
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 3);
      return;
    }
    const std::string_view closing = rest_.starts_with("<!--") ? "-->" : ">";
    const std::size_t end = rest_.find(closing);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + closing.size());
  }

  std::string_view rest_;
  TextEncoding encoding_;
  std::string& out_;
  bool isDamaged_ = false;
};

bool isPlain(std::string_view raw) {
  std::uint64_t high = 0;
  std::size_t i = 0;
  for (; i + 8 <= raw.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, raw.data() + i, 8);
    high |= word;
  }
  for (; i < raw.size(); ++i) {
    high |= static_cast<std::uint64_t>(static_cast<unsigned char>(raw[i]));
  }
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  return (high & kHighBits) == 0;
}

bool needsDecoding(std::string_view raw) {
  return std::any_of(raw.begin(), raw.end(), [](char c) {
    return c == '&' || c == '<' || c == '\r' || (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t');
  });
}

}  // namespace

std::string_view trimmedXml(std::string_view text) {
  while (!text.empty() && isSpace(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && isSpace(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

bool isUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = sequenceLength(bytes);
    if (length == 0) {
      return false;
    }
    bytes.remove_prefix(length);
  }
  return true;
}

std::string_view decodeXmlText(std::string_view raw, TextEncoding encoding, std::string& scratch, bool& isDamaged) {
  raw = trimmedXml(raw);
  const bool isReadable = isPlain(raw) || (encoding == TextEncoding::Utf8 && isUtf8(raw));
  if (isReadable && !needsDecoding(raw)) {
    return raw;
  }
  scratch.clear();
  isDamaged = Decoder(raw, encoding, scratch).run() || isDamaged;
  return trimmedXml(scratch);
}

std::string utf8FromUtf16(std::string_view bytes) {
  const bool isLittle = static_cast<unsigned char>(bytes.front()) == 0xFF;
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(isLittle ? first | (second << 8U) : (first << 8U) | second);
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      c = 0x10000U + ((c - 0xD800U) << 10U) + (unit(i + 2) - 0xDC00U);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = kReplacement;
    }
    appendUtf8(out, c);
  }
  return out;
}

}  // namespace belvedere::loaders::citygml
