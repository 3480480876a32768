#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <jpeglib.h>
#include <vector>

#include "engine/capture/detail/row_encoder.h"

namespace belvedere::capture {
namespace {

constexpr int kQuality = 92;

class JpegEncoder final : public RowEncoder {
 public:
  JpegEncoder(FilePointer file, const PictureShape& shape)
      : file_(std::move(file)), shape_(shape), row_(static_cast<std::size_t>(shape.width) * 3) {}
  ~JpegEncoder() override { jpeg_destroy_compress(&jpeg_); }
  JpegEncoder(const JpegEncoder&) = delete;
  JpegEncoder& operator=(const JpegEncoder&) = delete;

  bool begin() {
    jpeg_.err = jpeg_std_error(&handler_);
    handler_.error_exit = &JpegEncoder::onError;
    handler_.output_message = [](j_common_ptr) {};
    jpeg_.client_data = this;
    if (setjmp(jump_) != 0) {  // NOLINT: libjpeg's way to fail
      return false;
    }
    jpeg_create_compress(&jpeg_);
    jpeg_.client_data = this;
    jpeg_stdio_dest(&jpeg_, file_.get());
    jpeg_.image_width = static_cast<JDIMENSION>(shape_.width);
    jpeg_.image_height = static_cast<JDIMENSION>(shape_.height);
    jpeg_.input_components = 3;
    jpeg_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg_);
    jpeg_set_quality(&jpeg_, kQuality, TRUE);
    jpeg_.comp_info[0].h_samp_factor = 1;  // thin coloured lines keep their colour
    jpeg_.comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(&jpeg_, TRUE);
    return true;
  }
  tl::expected<void, std::string> writeRow(const std::uint8_t* row) override {
    if (setjmp(jump_) != 0) {  // NOLINT
      return tl::unexpected(error_);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(shape_.width); ++i) {
      putOnWhite(row + i * static_cast<std::size_t>(shape_.channels), row_.data() + i * 3);
    }
    JSAMPROW rows = row_.data();
    jpeg_write_scanlines(&jpeg_, &rows, 1);
    return {};
  }
  tl::expected<void, std::string> finish() override {
    if (setjmp(jump_) != 0) {  // NOLINT
      return tl::unexpected(error_);
    }
    jpeg_finish_compress(&jpeg_);
    if (std::fclose(file_.release()) != 0) {
      return tl::unexpected(std::string(std::strerror(errno)));
    }
    return {};
  }
  const std::string& error() const { return error_; }

 private:
  void putOnWhite(const std::uint8_t* from, std::uint8_t* to) const {
    const int alpha = shape_.channels == 4 ? from[3] : 255;
    for (int c = 0; c < 3; ++c) {
      to[c] = static_cast<std::uint8_t>((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  [[noreturn]] static void onError(j_common_ptr jpeg) {
    auto* self = static_cast<JpegEncoder*>(jpeg->client_data);
    char text[JMSG_LENGTH_MAX] = {};
    jpeg->err->format_message(jpeg, text);
    self->error_ = text;
    std::longjmp(self->jump_, 1);  // NOLINT
  }

  FilePointer file_;
  PictureShape shape_;
  std::vector<std::uint8_t> row_;
  jpeg_compress_struct jpeg_{};
  jpeg_error_mgr handler_{};
  std::jmp_buf jump_{};
  std::string error_;
};

}  // namespace

RowEncoderResult makeJpegEncoder(const std::filesystem::path& path, const PictureShape& shape) {
  FilePointer file(std::fopen(path.c_str(), "wb"));
  if (!file) {
    return tl::unexpected(std::string(std::strerror(errno)));
  }
  auto encoder = std::make_unique<JpegEncoder>(std::move(file), shape);
  if (!encoder->begin()) {
    return tl::unexpected(encoder->error());
  }
  return encoder;
}

}  // namespace belvedere::capture
