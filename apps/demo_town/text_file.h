#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace belvedere::demo {

/// A text file written front to back through a buffer; numbers always with a decimal point. A failed write is kept and
/// told at the end.
class TextFile {
 public:
  static Result<TextFile> create(const std::filesystem::path& path);

  TextFile& operator<<(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= kChunk) {
      flush();
    }
    return *this;
  }
  TextFile& operator<<(char c) { return *this << std::string_view(&c, 1); }
  TextFile& operator<<(long long number) { return *this << std::string_view(std::to_string(number)); }
  TextFile& operator<<(int number) { return *this << static_cast<long long>(number); }
  TextFile& operator<<(std::size_t number) { return *this << static_cast<long long>(number); }
  /// Rounded to so many decimals, all of them written.
  TextFile& fixed(double value, int decimals);

  /// Overwrites what stands at a place of the file already written; the length must be the same.
  void overwrite(long long position, std::string_view text);
  long long position();

  Status close();

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 20;
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit TextFile(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  void flush();

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::string buffer_;
  long long written_ = 0;
  bool hasFailed_ = false;
};

/// A number rounded to so many decimals.
std::string fixedText(double value, int decimals);
/// Text with XML's five special characters replaced.
std::string xmlText(std::string_view text);
/// Text as a JSON string, quotes included.
std::string jsonText(std::string_view text);

}  // namespace belvedere::demo
