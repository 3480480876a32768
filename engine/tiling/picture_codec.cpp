#include "engine/tiling/picture_codec.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <jpeglib.h>
#include <memory>
#include <png.h>

namespace belvedere::tiling {

namespace {

constexpr MessageId kPictureDamaged{"baked-picture-damaged", N_("A picture of the cache is damaged.")};

constexpr int kJpegQuality = 90;
constexpr int kQuickLevel = 1;
constexpr int kSmallLevel = 6;
constexpr int kRunLengths = 3;  // zlib's Z_RLE: photographs gain nothing by a search for longer matches

// Both libraries fail by a jump: objects that the jump passes over are members here, so that they are destroyed.

struct JpegErrors {
  jpeg_error_mgr manager{};
  std::jmp_buf jump{};

  void install(jpeg_error_mgr*& slot) {
    slot = jpeg_std_error(&manager);
    manager.error_exit = [](j_common_ptr jpeg) {
      std::longjmp(reinterpret_cast<JpegErrors*>(jpeg->err)->jump, 1);  // NOLINT: `manager` is the first member
    };
    manager.output_message = [](j_common_ptr) {};
  }
};

class JpegWriter {
 public:
  JpegWriter() { errors_.install(jpeg_.err); }
  ~JpegWriter() {
    jpeg_destroy_compress(&jpeg_);
    std::free(bytes_);  // NOLINT: libjpeg's own memory
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  std::span<const std::byte> write(const Image& picture) {
    if (setjmp(errors_.jump) != 0) {  // NOLINT: out of memory alone
      return {};
    }
    jpeg_create_compress(&jpeg_);
    jpeg_mem_dest(&jpeg_, &bytes_, &size_);
    jpeg_.image_width = static_cast<JDIMENSION>(picture.width);
    jpeg_.image_height = static_cast<JDIMENSION>(picture.height);
    jpeg_.input_components = 3;
    jpeg_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg_);
    jpeg_set_quality(&jpeg_, kJpegQuality, TRUE);
    jpeg_.comp_info[0].h_samp_factor = 1;
    jpeg_.comp_info[0].v_samp_factor = 1;
    jpeg_.dct_method = JDCT_ISLOW;  // the same on every processor
    jpeg_start_compress(&jpeg_, TRUE);
    while (jpeg_.next_scanline < jpeg_.image_height) {
      auto* row = const_cast<JSAMPROW>(picture.at(0, static_cast<int>(jpeg_.next_scanline)));
      jpeg_write_scanlines(&jpeg_, &row, 1);
    }
    jpeg_finish_compress(&jpeg_);
    return {reinterpret_cast<const std::byte*>(bytes_), size_};
  }

 private:
  JpegErrors errors_;
  jpeg_compress_struct jpeg_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

class JpegReader {
 public:
  JpegReader() { errors_.install(jpeg_.err); }
  ~JpegReader() { jpeg_destroy_decompress(&jpeg_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  /// Empty where it cannot be read.
  Image read(std::span<const std::byte> bytes, int mostSide) {
    return decode(bytes, mostSide) ? std::move(image_) : Image();
  }

 private:
  bool decode(std::span<const std::byte> bytes, int mostSide) {
    if (setjmp(errors_.jump) != 0) {  // NOLINT: libjpeg's way to fail
      return false;
    }
    jpeg_create_decompress(&jpeg_);
    jpeg_mem_src(&jpeg_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&jpeg_, TRUE);
    const auto most = static_cast<JDIMENSION>(mostSide);
    // Progressive files, which are never written here, could take long to decode.
    if (jpeg_.image_width > most || jpeg_.image_height > most || jpeg_.num_components != 3 ||
        jpeg_has_multiple_scans(&jpeg_) != 0) {
      return false;
    }
    jpeg_.out_color_space = JCS_RGB;
    jpeg_.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&jpeg_);
    image_ = Image(static_cast<int>(jpeg_.output_width), static_cast<int>(jpeg_.output_height), 3);
    while (jpeg_.output_scanline < jpeg_.output_height) {
      auto* row = image_.at(0, static_cast<int>(jpeg_.output_scanline));
      jpeg_read_scanlines(&jpeg_, &row, 1);
    }
    jpeg_finish_decompress(&jpeg_);
    return errors_.manager.num_warnings == 0;  // a warning means that bytes are missing
  }

  JpegErrors errors_;
  jpeg_decompress_struct jpeg_{};
  Image image_;
};

class PngWriter {
 public:
  PngWriter() : png_(png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr)) {
    info_ = png_ != nullptr ? png_create_info_struct(png_) : nullptr;
  }
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  std::vector<std::byte> write(const Image& picture, PngEffort effort) {
    encode(picture, effort);
    return std::move(bytes_);
  }

 private:
  void encode(const Image& picture, PngEffort effort) {
    if (info_ == nullptr || setjmp(png_jmpbuf(png_)) != 0) {  // NOLINT: out of memory alone
      return;
    }
    png_set_write_fn(png_, &bytes_, &append, [](png_structp) {});
    const bool isQuick = effort == PngEffort::Quick;
    png_set_compression_level(png_, isQuick ? kQuickLevel : kSmallLevel);
    if (isQuick) {
      png_set_compression_strategy(png_, kRunLengths);
    }
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, isQuick ? PNG_FILTER_SUB : PNG_ALL_FILTERS);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height), 8,
                 picture.channels == 4 ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png_, info_);
    for (int row = 0; row < picture.height; ++row) {
      png_write_row(png_, picture.at(0, row));
    }
    png_write_end(png_, info_);
  }

  static void append(png_structp png, png_bytep data, png_size_t size) {
    auto& bytes = *static_cast<std::vector<std::byte>*>(png_get_io_ptr(png));
    const auto* from = reinterpret_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), from, from + size);
  }

  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::vector<std::byte> bytes_;
};

/// Reads through libpng's simplified calls, which report failures without a jump.
Image readPng(std::span<const std::byte> bytes, int mostSide) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, void (*)(png_image*)> owner(&png, &png_image_free);
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) {
    return {};
  }
  const auto most = static_cast<png_uint_32>(mostSide);
  if (png.width == 0 || png.height == 0 || png.width > most || png.height > most) {
    return {};
  }
  const bool hasAlpha = (png.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  png.format = hasAlpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  Image image(static_cast<int>(png.width), static_cast<int>(png.height), hasAlpha ? 4 : 3);
  return png_image_finish_read(&png, nullptr, image.pixels.data(), 0, nullptr) != 0 ? image : Image();
}

}  // namespace

std::vector<std::byte> encodeJpeg(const Image& picture) {
  JpegWriter writer;
  const auto bytes = writer.write(picture);
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> encodePng(const Image& picture, PngEffort effort) { return PngWriter().write(picture, effort); }

Result<Image> decodePicture(std::span<const std::byte> bytes, int mostSide) {
  constexpr unsigned char kPngStart[] = {0x89, 'P', 'N', 'G'};
  const bool isPng = bytes.size() > sizeof(kPngStart) && std::memcmp(bytes.data(), kPngStart, sizeof(kPngStart)) == 0;
  Image image = isPng ? readPng(bytes, mostSide) : JpegReader().read(bytes, mostSide);
  if (image.isEmpty()) {
    return fail(ErrorCode::InvalidData, Message(kPictureDamaged));
  }
  return image;
}

}  // namespace belvedere::tiling
