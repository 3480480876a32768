#include "data_loaders/cityjson/detail/json_text.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fast_float/fast_float.h>
#include <simdjson.h>

#include "data_loaders/common/limits.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace belvedere::loaders::cityjson {
namespace {

constexpr std::ptrdiff_t kBlock = 64;

/// One bit per byte of a block.
struct BlockMasks {
  std::uint64_t quotes = 0, backslashes = 0, opens = 0, closes = 0;
};

#ifdef __SSE2__
std::uint64_t maskOf(__m128i matches, int at) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(matches))) << at;
}

BlockMasks classify(const char* p) {
  BlockMasks masks;
  for (int at = 0; at < kBlock; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + at));
    const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));  // '[' and '{' become the same, so do ']' and '}'
    masks.quotes |= maskOf(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), at);
    masks.backslashes |= maskOf(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')), at);
    masks.opens |= maskOf(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')), at);
    masks.closes |= maskOf(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')), at);
  }
  return masks;
}
#else
BlockMasks classify(const char* p) {
  BlockMasks masks;
  for (int at = 0; at < kBlock; ++at) {
    const std::uint64_t bit = std::uint64_t{1} << at;
    masks.quotes |= p[at] == '"' ? bit : 0;
    masks.backslashes |= p[at] == '\\' ? bit : 0;
    masks.opens |= (p[at] | 0x20) == '{' ? bit : 0;
    masks.closes |= (p[at] | 0x20) == '}' ? bit : 0;
  }
  return masks;
}
#endif

/// Follows strings and nesting through the blocks of one array or object.
class BracketScanner {
 public:
  /// The position behind the closing bracket in this block, or -1.
  int advance(const BlockMasks& masks) {
    const std::uint64_t inside = stringMask(masks);
    const std::uint64_t opens = masks.opens & ~inside;
    std::uint64_t brackets = opens | (masks.closes & ~inside);
    for (; brackets != 0; brackets &= brackets - 1) {
      const int at = std::countr_zero(brackets);
      depth_ += ((opens >> at) & 1U) != 0 ? 1 : -1;
      if (depth_ == 0) {
        return at + 1;
      }
    }
    return -1;
  }
  bool isTooDeep() const { return depth_ > limits::kNesting; }

 private:
  std::uint64_t escapedMask(std::uint64_t backslashes) {
    std::uint64_t escaped = isNextEscaped_ ? 1U : 0U;
    isNextEscaped_ = false;
    for (std::uint64_t rest = backslashes & ~escaped; rest != 0;) {
      const int at = std::countr_zero(rest);
      if (at == kBlock - 1) {
        isNextEscaped_ = true;
        break;
      }
      escaped |= std::uint64_t{2} << at;
      rest &= ~(std::uint64_t{3} << at);
    }
    return escaped;
  }

  std::uint64_t stringMask(const BlockMasks& masks) {
    std::uint64_t quotes = masks.quotes;
    if (masks.backslashes != 0 || isNextEscaped_) {
      quotes &= ~escapedMask(masks.backslashes);
    }
    for (int shift = 1; shift < kBlock; shift *= 2) {
      quotes ^= quotes << shift;
    }
    const std::uint64_t inside = isInString_ ? ~quotes : quotes;
    isInString_ = (inside >> (kBlock - 1)) != 0;
    return inside;
  }

  int depth_ = 0;
  bool isInString_ = false;
  bool isNextEscaped_ = false;
};

const char* endOfBrackets(const char* p, const char* end, JsonFault& fault) {
  BracketScanner scanner;
  for (; p < end; p += kBlock) {
    char padded[kBlock];
    const char* block = p;
    if (end - p < kBlock) {
      std::memset(padded, ' ', sizeof(padded));
      std::memcpy(padded, p, static_cast<std::size_t>(end - p));
      block = padded;
    }
    const int at = scanner.advance(classify(block));
    if (at >= 0) {
      return p + at;
    }
    if (scanner.isTooDeep()) {
      fault = JsonFault::TooDeep;
      return nullptr;
    }
  }
  fault = JsonFault::Cut;
  return nullptr;
}

/// `p` stands behind the opening quote; the closing quote, or nullptr.
const char* closingQuote(const char* p, const char* end) {
  for (const char* from = p; from < end;) {
    const auto* quote = static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end - from)));
    if (quote == nullptr) {
      return nullptr;
    }
    const char* backslash = quote;
    while (backslash > p && backslash[-1] == '\\') {
      --backslash;
    }
    if ((quote - backslash) % 2 == 0) {
      return quote;
    }
    from = quote + 1;
  }
  return nullptr;
}

bool isScalarByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.';
}

/// The length of the UTF-8 character at the front, or 0 where there is none.
std::size_t utf8Length(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length) {
    if (simdjson::validate_utf8(text.data(), length)) {
      return length;
    }
  }
  return 0;
}

std::string repairUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const std::size_t length = utf8Length(text);
    if (length > 0) {
      out.append(text.substr(0, length));
    } else {
      const auto byte = static_cast<unsigned char>(text.front());
      out += static_cast<char>(0xC0U | (byte >> 6U));
      out += static_cast<char>(0x80U | (byte & 0x3FU));
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace

const char* skipSpace(const char* p, const char* end) {
  while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) {
    ++p;
  }
  return p;
}

const char* endOfValue(const char* p, const char* end, JsonFault& fault) {
  if (p >= end) {
    fault = JsonFault::Cut;
    return nullptr;
  }
  if (*p == '{' || *p == '[') {
    return endOfBrackets(p, end, fault);
  }
  if (*p == '"') {
    const char* quote = closingQuote(p + 1, end);
    fault = quote == nullptr ? JsonFault::Cut : fault;
    return quote == nullptr ? nullptr : quote + 1;
  }
  const char* from = p;
  while (p < end && isScalarByte(*p)) {
    ++p;
  }
  fault = p == from ? JsonFault::Syntax : fault;
  return p == from ? nullptr : p;
}

bool JsonCursor::fail(JsonFault fault) {
  fault_ = fault;
  return false;
}

bool JsonCursor::enter(char bracket) {
  if (!isGood()) {
    return false;
  }
  place_ = skipSpace(place_, end_);
  if (place_ == end_) {
    return fail(JsonFault::Cut);
  }
  if (*place_ != bracket) {
    return fail(JsonFault::Syntax);
  }
  ++place_;
  isAfterItem_ = false;
  return true;
}

bool JsonCursor::nextItem(char closing) {
  if (!isGood()) {
    return false;
  }
  place_ = skipSpace(place_, end_);
  if (place_ == end_) {
    return fail(JsonFault::Cut);
  }
  if (*place_ == closing) {
    ++place_;
    isAfterItem_ = true;
    return false;
  }
  if (isAfterItem_) {
    if (*place_ != ',') {
      return fail(JsonFault::Syntax);
    }
    place_ = skipSpace(place_ + 1, end_);
  }
  isAfterItem_ = true;
  return place_ < end_ || fail(JsonFault::Cut);
}

bool JsonCursor::nextElement() { return nextItem(']'); }

bool JsonCursor::nextKey(std::string_view& key) {
  if (!nextItem('}')) {
    return false;
  }
  if (*place_ != '"') {
    return fail(JsonFault::Syntax);
  }
  const char* quote = closingQuote(place_ + 1, end_);
  if (quote == nullptr) {
    return fail(JsonFault::Cut);
  }
  key = {place_ + 1, static_cast<std::size_t>(quote - place_ - 1)};
  place_ = skipSpace(quote + 1, end_);
  if (place_ == end_) {
    return fail(JsonFault::Cut);
  }
  if (*place_ != ':') {
    return fail(JsonFault::Syntax);
  }
  place_ = skipSpace(place_ + 1, end_);
  return true;
}

bool JsonCursor::takeValue(std::string_view& value) {
  if (!isGood()) {
    return false;
  }
  const char* stop = endOfValue(place_, end_, fault_);
  if (stop == nullptr) {
    return false;
  }
  value = {place_, static_cast<std::size_t>(stop - place_)};
  place_ = stop;
  isAfterItem_ = true;
  return true;
}

struct StringDecoder::Parser {
  simdjson::ondemand::parser parser;
};

StringDecoder::StringDecoder() = default;
StringDecoder::~StringDecoder() = default;

std::optional<std::string_view> StringDecoder::decode(std::string_view value) {
  wasRepaired_ = false;
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') {
    return std::nullopt;
  }
  const bool isUtf8 = simdjson::validate_utf8(value.data(), value.size());
  if (isUtf8 && value.find('\\') == std::string_view::npos) {
    return value.substr(1, value.size() - 2);
  }
  wasRepaired_ = !isUtf8;
  buffer_ = isUtf8 ? std::string(value) : repairUtf8(value);
  const std::size_t length = buffer_.size();
  buffer_.resize(length + simdjson::SIMDJSON_PADDING, ' ');
  if (!parser_) {
    parser_ = std::make_unique<Parser>();
  }
  simdjson::ondemand::document document;
  std::string_view text;
  const simdjson::padded_string_view padded(buffer_.data(), length, buffer_.size());
  if (parser_->parser.iterate(padded).get(document) != simdjson::SUCCESS ||
      document.get_string().get(text) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> decodeString(std::string_view value) {
  StringDecoder decoder;
  const auto text = decoder.decode(value);
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

std::string decodeKey(std::string_view key) {
  return decodeString('"' + std::string(key) + '"').value_or(std::string(key));
}

std::string asUtf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size()) ? std::string(text) : repairUtf8(text);
}

const char* parseNumber(const char* p, const char* end, double& number) {
  const char* digit = p;
  const bool isNegative = digit < end && *digit == '-';
  digit += isNegative ? 1 : 0;
  const char* first = digit;
  std::int64_t whole = 0;
  while (digit < end && *digit >= '0' && *digit <= '9' && digit - first < 18) {
    whole = whole * 10 + (*digit++ - '0');
  }
  if (digit == first) {
    return nullptr;
  }
  if (digit == end || !isScalarByte(*digit)) {
    number = static_cast<double>(isNegative ? -whole : whole);
    return digit;
  }
  const auto result = fast_float::from_chars(p, end, number);
  return result.ec == std::errc() ? result.ptr : nullptr;
}

std::optional<double> numberOf(std::string_view value) {
  double number = 0.0;
  const char* end = value.data() + value.size();
  return parseNumber(value.data(), end, number) == end ? std::optional(number) : std::nullopt;
}

}  // namespace belvedere::loaders::cityjson
