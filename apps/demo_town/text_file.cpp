#include "apps/demo_town/text_file.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

#include "apps/demo_town/demo_messages.h"

namespace belvedere::demo {

namespace {

tl::unexpected<Error> failure(const std::filesystem::path& path, int error) {
  return fail(ErrorCode::Io, Message(kDemoNotWritten, {{"path", path.string()}, {"reason", std::strerror(error)}}));
}

/// Writes into `out` (64 characters) and returns the length.
std::size_t writeFixed(double value, int decimals, char* out) {
  static constexpr std::array<double, 7> kPowers{1, 10, 100, 1000, 10000, 100000, 1000000};
  const double scaled = value * kPowers[static_cast<std::size_t>(decimals)];
  long long whole = std::llround(scaled);
  char* at = out;
  if (whole < 0) {
    *at++ = '-';
    whole = -whole;
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), whole).ptr;
  auto count = static_cast<int>(end - digits.data());
  int padding = decimals + 1 - count;
  const int before = std::max(1, count - decimals);
  for (int i = 0; i < before; ++i) {
    *at++ = padding > 0 ? '0' : digits[static_cast<std::size_t>(i)];
  }
  if (decimals > 0) {
    *at++ = '.';
    const int given = padding > 0 ? count : decimals;
    for (int i = 0; i < decimals - given; ++i) {
      *at++ = '0';
    }
    for (int i = count - given; i < count; ++i) {
      *at++ = digits[static_cast<std::size_t>(i)];
    }
  }
  return static_cast<std::size_t>(at - out);
}

}  // namespace

Result<TextFile> TextFile::create(const std::filesystem::path& path) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return failure(path, errno);
  }
  std::setvbuf(file, nullptr, _IONBF, 0);
  return TextFile(path, file);
}

TextFile& TextFile::fixed(double value, int decimals) {
  std::array<char, 64> text{};
  return *this << std::string_view(text.data(), writeFixed(value, decimals, text.data()));
}

void TextFile::flush() {
  if (!hasFailed_ && std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) {
    hasFailed_ = true;
  }
  written_ += static_cast<long long>(buffer_.size());
  buffer_.clear();
}

long long TextFile::position() { return written_ + static_cast<long long>(buffer_.size()); }

void TextFile::overwrite(long long position, std::string_view text) {
  flush();
  const bool isWritten = std::fseek(file_.get(), static_cast<long>(position), SEEK_SET) == 0 &&
                         std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size() &&
                         std::fseek(file_.get(), 0, SEEK_END) == 0;
  hasFailed_ = hasFailed_ || !isWritten;
}

Status TextFile::close() {
  flush();
  std::FILE* file = file_.release();
  if (std::fclose(file) != 0 || hasFailed_) {
    return failure(path_, errno);
  }
  return {};
}

std::string fixedText(double value, int decimals) {
  std::array<char, 64> text{};
  return std::string(text.data(), writeFixed(value, decimals, text.data()));
}

std::string xmlText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string jsonText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "\"";
}

}  // namespace belvedere::demo
