#include <cstdarg>
#include <cstdio>
#include <string>
#include <tiffio.h>
#include <vector>

#include "engine/capture/detail/row_encoder.h"

namespace belvedere::capture {
namespace {

constexpr std::uint32_t kRowsPerStrip = 64;

/// libtiff reports through handlers of the whole process; ours keep quiet, and the return values tell.
void silence() {
  TIFFSetErrorHandler(nullptr);
  TIFFSetWarningHandler(nullptr);
}

struct TiffCloser {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using TiffPointer = std::unique_ptr<TIFF, TiffCloser>;

class TiffEncoder final : public RowEncoder {
 public:
  TiffEncoder(TiffPointer tiff, const PictureShape& shape)
      : tiff_(std::move(tiff)), row_(static_cast<std::size_t>(shape.width) * static_cast<std::size_t>(shape.channels)) {
    TIFF* t = tiff_.get();
    TIFFSetField(t, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(shape.width));
    TIFFSetField(t, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(shape.height));
    TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, shape.channels);
    TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
    TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(t, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(t, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
    TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, kRowsPerStrip);
    if (shape.channels == 4) {
      const std::uint16_t straight = EXTRASAMPLE_UNASSALPHA;
      TIFFSetField(t, TIFFTAG_EXTRASAMPLES, 1, &straight);
    }
  }
  tl::expected<void, std::string> writeRow(const std::uint8_t* row) override {
    row_.assign(row, row + row_.size());  // the predictor works in place
    if (TIFFWriteScanline(tiff_.get(), row_.data(), next_++) < 0) {
      return tl::unexpected(std::string("TIFFWriteScanline"));
    }
    return {};
  }
  tl::expected<void, std::string> finish() override {
    if (TIFFFlush(tiff_.get()) != 1) {
      return tl::unexpected(std::string("TIFFFlush"));
    }
    tiff_.reset();
    return {};
  }

 private:
  TiffPointer tiff_;
  std::vector<std::uint8_t> row_;
  std::uint32_t next_ = 0;
};

}  // namespace

RowEncoderResult makeTiffEncoder(const std::filesystem::path& path, const PictureShape& shape) {
  silence();
  TiffPointer tiff(TIFFOpen(path.c_str(), "w"));
  if (!tiff) {
    return tl::unexpected(std::string("TIFFOpen"));
  }
  return std::make_unique<TiffEncoder>(std::move(tiff), shape);
}

}  // namespace belvedere::capture
