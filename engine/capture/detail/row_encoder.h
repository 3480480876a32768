#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/core/result.h"

namespace belvedere::capture {

/// What is written: `channels` 3 or 4 interleaved 8-bit samples a pixel.
struct PictureShape {
  int width = 0;
  int height = 0;
  int channels = 3;
};

/// Writes one picture file row by row from the top. A failure gives the library's own words.
class RowEncoder {
 public:
  virtual ~RowEncoder() = default;
  virtual tl::expected<void, std::string> writeRow(const std::uint8_t* row) = 0;
  /// After the last row; closes the file.
  virtual tl::expected<void, std::string> finish() = 0;
};

using RowEncoderResult = tl::expected<std::unique_ptr<RowEncoder>, std::string>;
RowEncoderResult makePngEncoder(const std::filesystem::path& file, const PictureShape& shape);
RowEncoderResult makeJpegEncoder(const std::filesystem::path& file, const PictureShape& shape);
RowEncoderResult makeTiffEncoder(const std::filesystem::path& file, const PictureShape& shape);

/// A C stream that is closed with its owner.
struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FilePointer = std::unique_ptr<std::FILE, FileCloser>;

}  // namespace belvedere::capture
