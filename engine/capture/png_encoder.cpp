#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <png.h>

#include "engine/capture/detail/row_encoder.h"

namespace belvedere::capture {
namespace {

class PngEncoder final : public RowEncoder {
 public:
  explicit PngEncoder(FilePointer file) : file_(std::move(file)) {}
  ~PngEncoder() override { png_destroy_write_struct(&png_, &info_); }
  PngEncoder(const PngEncoder&) = delete;
  PngEncoder& operator=(const PngEncoder&) = delete;

  bool begin(const PictureShape& shape) {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, &PngEncoder::onError, &PngEncoder::onWarning);
    info_ = png_ != nullptr ? png_create_info_struct(png_) : nullptr;
    if (info_ == nullptr || setjmp(jump_) != 0) {  // NOLINT: libpng's way to fail
      return false;
    }
    png_init_io(png_, file_.get());
    png_set_compression_level(png_, 4);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(shape.width), static_cast<png_uint_32>(shape.height), 8,
                 shape.channels == 4 ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png_, info_, PNG_sRGB_INTENT_PERCEPTUAL);
    png_write_info(png_, info_);
    return true;
  }
  tl::expected<void, std::string> writeRow(const std::uint8_t* row) override {
    if (setjmp(jump_) != 0) {  // NOLINT
      return tl::unexpected(error_);
    }
    png_write_row(png_, row);
    return {};
  }
  tl::expected<void, std::string> finish() override {
    if (setjmp(jump_) != 0) {  // NOLINT
      return tl::unexpected(error_);
    }
    png_write_end(png_, info_);
    if (std::fclose(file_.release()) != 0) {
      return tl::unexpected(std::string(std::strerror(errno)));
    }
    return {};
  }
  const std::string& error() const { return error_; }

 private:
  [[noreturn]] static void onError(png_structp png, png_const_charp text) {
    auto* self = static_cast<PngEncoder*>(png_get_error_ptr(png));
    self->error_ = text;
    std::longjmp(self->jump_, 1);  // NOLINT
  }
  static void onWarning(png_structp, png_const_charp) {}

  FilePointer file_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::jmp_buf jump_{};
  std::string error_;
};

}  // namespace

RowEncoderResult makePngEncoder(const std::filesystem::path& path, const PictureShape& shape) {
  FilePointer file(std::fopen(path.c_str(), "wb"));
  if (!file) {
    return tl::unexpected(std::string(std::strerror(errno)));
  }
  auto encoder = std::make_unique<PngEncoder>(std::move(file));
  if (!encoder->begin(shape)) {
    return tl::unexpected(encoder->error());
  }
  return encoder;
}

}  // namespace belvedere::capture
