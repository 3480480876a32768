#include "engine/capture/image_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "engine/capture/detail/row_encoder.h"
#include "engine/core/atomic_file.h"

namespace belvedere::capture {
namespace {

constexpr MessageId kPictureFormat{"picture-format", N_("{file}: pictures are not written in this format."),
                                   N_("Give the file the extension .png, .jpg or .tif.")};
constexpr MessageId kPictureEmpty{"picture-empty", N_("{file}: the picture has no pixels; nothing was written.")};
constexpr MessageId kPictureNotWritten{"picture-not-written", N_("{file}: the picture could not be written: {reason}."),
                                       N_("Check the free space and the permissions of the folder.")};

struct Format {
  std::string_view extension;
  std::string_view worldExtension;
  RowEncoderResult (*make)(const std::filesystem::path&, const PictureShape&);
};
constexpr std::array<Format, 5> kFormats{{{".png", ".pgw", &makePngEncoder},
                                          {".jpg", ".jgw", &makeJpegEncoder},
                                          {".jpeg", ".jgw", &makeJpegEncoder},
                                          {".tif", ".tfw", &makeTiffEncoder},
                                          {".tiff", ".tfw", &makeTiffEncoder}}};

const Format* formatOf(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(),
                                   [&](const Format& format) { return format.extension == extension; });
  return found == kFormats.end() ? nullptr : found;
}

bool isOpaque(const Image& image) {
  if (image.channels != 4) {
    return true;
  }
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) {
    if (image.pixels[i] != 255) {
      return false;
    }
  }
  return true;
}

/// One row as the encoder takes it: grey becomes RGB, alpha that says nothing is left out.
void convertRow(const Image& image, int row, int channels, std::vector<std::uint8_t>& out) {
  const std::uint8_t* from = image.at(0, row);
  std::uint8_t* to = out.data();
  for (int x = 0; x < image.width; ++x, from += image.channels, to += channels) {
    for (int c = 0; c < channels; ++c) {
      to[c] = from[std::min(c, image.channels - 1)];
    }
  }
}

tl::expected<void, std::string> encode(const Image& image, RowEncoder& encoder, int channels) {
  std::vector<std::uint8_t> scratch(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(channels));
  for (int row = 0; row < image.height; ++row) {
    convertRow(image, row, channels, scratch);
    if (auto written = encoder.writeRow(scratch.data()); !written) {
      return written;
    }
  }
  return encoder.finish();
}

std::string shortest(double value) {
  std::array<char, 400> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return {text.data(), end.ptr};
}

std::string escapedXml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

// GDAL, and so QGIS, takes the CRS of a PNG or JPEG from this file alone.
std::string auxiliaryText(const Georeference& g) {
  const std::string size = shortest(g.metresPerPixel);
  return "<PAMDataset>\n  <SRS>" + escapedXml(g.crsWkt) + "</SRS>\n  <GeoTransform>" + shortest(g.west) + ", " + size +
         ", 0, " + shortest(g.north) + ", 0, -" + size + "</GeoTransform>\n</PAMDataset>\n";
}

Status writeSidecars(const std::filesystem::path& file, const Georeference& georeference) {
  if (Status status = writeFileAtomically(worldFilePath(file), worldFileText(georeference)); !status) {
    return status;
  }
  if (Status status = writeFileAtomically(file.string() + ".aux.xml", auxiliaryText(georeference)); !status) {
    return status;
  }
  return writeFileAtomically(std::filesystem::path(file).replace_extension(".prj"), georeference.crsWkt);
}

}  // namespace

Status writeImage(const Image& image, const std::filesystem::path& file,
                  const std::optional<Georeference>& georeference) {
  const Format* format = formatOf(file);
  if (format == nullptr) {
    return fail(ErrorCode::InvalidArgument, {kPictureFormat, {{"file", file.string()}}});
  }
  if (image.isEmpty() || image.width < 1 || image.height < 1) {
    return fail(ErrorCode::InvalidArgument, {kPictureEmpty, {{"file", file.string()}}});
  }
  Result<AtomicFile> atomic = AtomicFile::create(file);
  if (!atomic) {
    return tl::unexpected(atomic.error());
  }
  const PictureShape shape{image.width, image.height, isOpaque(image) ? 3 : 4};
  const auto written =
      format->make(atomic->temporaryPath(), shape).and_then([&](const std::unique_ptr<RowEncoder>& encoder) {
        return encode(image, *encoder, shape.channels);
      });
  if (!written) {
    return fail(ErrorCode::Io, {kPictureNotWritten, {{"file", file.string()}, {"reason", written.error()}}});
  }
  if (georeference) {
    if (Status status = writeSidecars(file, *georeference); !status) {
      return status;
    }
  }
  return atomic->commit();
}

std::string worldFileText(const Georeference& g) {
  const double half = g.metresPerPixel * 0.5;
  std::string text;
  for (const double value : {g.metresPerPixel, 0.0, 0.0, -g.metresPerPixel, g.west + half, g.north - half}) {
    text += shortest(value) + '\n';
  }
  return text;
}

std::filesystem::path worldFilePath(const std::filesystem::path& file) {
  const Format* format = formatOf(file);
  return std::filesystem::path(file).replace_extension(format != nullptr ? format->worldExtension : ".wld");
}

}  // namespace belvedere::capture
