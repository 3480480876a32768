#include "data_loaders/common/texture_decoder.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <gdal_priv.h>
#include <vector>

#include "data_loaders/common/detail/gdal_dataset.h"
#include "data_loaders/common/gdal_setup.h"
#include "data_loaders/common/limits.h"
#include "data_loaders/common/loader.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kTextureMissing{"texture-missing", N_("The picture {name} is missing; its surfaces stay plain."),
                                    N_("Put it back beside the file, under the same name.")};
constexpr MessageId kTextureRefused{"texture-refused",
                                    N_("The picture {name} is not read: it lies outside the folder of its file."),
                                    N_("Put it below the folder of the file and name it by a relative path.")};
constexpr MessageId kTextureDamaged{"texture-damaged", N_("The picture {name} cannot be decoded: {reason}"),
                                    N_("PNG, JPEG, TIFF and WebP are read.")};
constexpr MessageId kTextureTooLarge{"texture-too-large",
                                     N_("The picture {name} has {width} x {height} pixels, more than {most} a side."),
                                     N_("Scale it down.")};

const char* driverFor(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG")) {
    return "PNG";
  }
  if (bytes.starts_with("\xFF\xD8\xFF")) {
    return "JPEG";
  }
  if (bytes.starts_with(std::string_view("II*\0", 4)) || bytes.starts_with(std::string_view("MM\0*", 4))) {
    return "GTiff";
  }
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) {
    return "WEBP";
  }
  return nullptr;
}

/// Bytes that GDAL sees as a file in memory while this lives, so that it looks for nothing beside the picture.
class MemoryFile {
 public:
  explicit MemoryFile(std::string& bytes)
      : name_("/vsimem/texture_" + std::to_string(reinterpret_cast<std::uintptr_t>(this))) {
    VSIFCloseL(VSIFileFromMemBuffer(name_.c_str(), reinterpret_cast<GByte*>(bytes.data()), bytes.size(), FALSE));
  }
  ~MemoryFile() { VSIUnlink(name_.c_str()); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

/// Palette entries instead of their numbers.
Image applyPalette(const Image& numbers, const GDALColorTable& table) {
  Image colours(numbers.width, numbers.height, 4);
  for (std::size_t i = 0; i < numbers.pixels.size(); ++i) {
    const GDALColorEntry* entry = table.GetColorEntry(numbers.pixels[i]);
    const auto byte = [](short value) { return static_cast<std::uint8_t>(std::clamp<short>(value, 0, 255)); };
    if (entry != nullptr) {
      colours.pixels[i * 4] = byte(entry->c1);
      colours.pixels[i * 4 + 1] = byte(entry->c2);
      colours.pixels[i * 4 + 2] = byte(entry->c3);
      colours.pixels[i * 4 + 3] = byte(entry->c4);
    }
  }
  return colours;
}

/// Which source band gives each channel of the picture: grey is repeated.
std::vector<int> channelBands(int bands) {
  switch (bands) {
    case 1:
      return {1, 1, 1};
    case 2:
      return {1, 1, 1, 2};
    case 3:
      return {1, 2, 3};
    default:
      return {1, 2, 3, 4};
  }
}

bool readBand(GDALRasterBand& band, Image& image, int channel, GDALRIOResampleAlg resampling) {
  GDALRasterIOExtraArg extra;
  INIT_RASTERIO_EXTRA_ARG(extra);
  extra.eResampleAlg = resampling;
  const int width = band.GetXSize();
  const int height = band.GetYSize();
  std::uint8_t* first = image.pixels.data() + channel;
  const GSpacing pixel = image.channels;
  if (band.GetRasterDataType() == GDT_Byte) {
    return band.RasterIO(GF_Read, 0, 0, width, height, first, image.width, image.height, GDT_Byte, pixel,
                         pixel * image.width, &extra) == CE_None;
  }
  std::vector<std::uint16_t> deep(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
  if (band.RasterIO(GF_Read, 0, 0, width, height, deep.data(), image.width, image.height, GDT_UInt16, 0, 0, &extra) !=
      CE_None) {
    return false;
  }
  for (std::size_t i = 0; i < deep.size(); ++i) {
    first[i * static_cast<std::size_t>(pixel)] = static_cast<std::uint8_t>(deep[i] >> 8U);
  }
  return true;
}

/// Reads a sound dataset, at most kTextureSidePixels a side; empty where a band cannot be read.
Image readPicture(GDALDataset& dataset) {
  const int width = dataset.GetRasterXSize();
  const int height = dataset.GetRasterYSize();
  const double scale = std::min(1.0, double(limits::kTextureSidePixels) / std::max(width, height));
  const int outWidth = std::max(1, static_cast<int>(std::lround(width * scale)));
  const int outHeight = std::max(1, static_cast<int>(std::lround(height * scale)));
  const GDALColorTable* palette = dataset.GetRasterBand(1)->GetColorTable();
  if (palette != nullptr) {
    Image numbers(outWidth, outHeight, 1);
    const bool isRead = readBand(*dataset.GetRasterBand(1), numbers, 0, GRIORA_NearestNeighbour);
    return isRead ? applyPalette(numbers, *palette) : Image();
  }
  const std::vector<int> bands = channelBands(dataset.GetRasterCount());
  Image image(outWidth, outHeight, static_cast<int>(bands.size()));
  for (int channel = 0; channel < image.channels; ++channel) {
    GDALRasterBand& band = *dataset.GetRasterBand(bands[static_cast<std::size_t>(channel)]);
    if (!readBand(band, image, channel, scale < 1.0 ? GRIORA_Average : GRIORA_NearestNeighbour)) {
      return {};
    }
  }
  return image;
}

/// The whole file; empty where it cannot be read.
std::string readFile(const std::filesystem::path& path) {
  const auto head = readFileHead(path);
  if (!head || head->isFolder || head->sizeBytes > limits::kTextureFileBytes) {
    return {};
  }
  std::ifstream file(path, std::ios::binary);
  std::string bytes(head->sizeBytes, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    bytes.clear();
  }
  return bytes;
}

}  // namespace

Image decodeTexture(std::string& bytes, const std::string& name, Diagnostics& diagnostics) {
  const auto damaged = [&](const std::string& reason) {
    diagnostics.add(Severity::Warning, Message(kTextureDamaged, {{"name", name}, {"reason", reason}}));
    return Image();
  };
  const char* driver = driverFor(bytes);
  if (driver == nullptr) {
    return damaged("neither PNG, JPEG, TIFF nor WebP");
  }
  prepareGdal(driver);
  const MemoryFile file(bytes);
  const auto dataset = openGdalDataset(file.name(), driver, GDAL_OF_RASTER);
  if (!dataset) {
    return damaged(englishText(dataset.error().message));
  }
  const int width = (*dataset)->GetRasterXSize();
  const int height = (*dataset)->GetRasterYSize();
  if (std::max(width, height) > limits::kTextureSourceSidePixels) {
    diagnostics.add(Severity::Warning,
                    Message(kTextureTooLarge, {{"name", name},
                                               {"width", std::to_string(width)},
                                               {"height", std::to_string(height)},
                                               {"most", std::to_string(limits::kTextureSourceSidePixels)}}));
    return {};
  }
  if ((*dataset)->GetRasterCount() == 0 || std::min(width, height) < 1) {
    return damaged("no pixels");
  }
  const GdalErrorScope errors;
  Image image = readPicture(**dataset);
  return image.isEmpty() ? damaged(errors.reason()) : image;
}

/// The file to read; empty, with a finding, where there is none.
std::filesystem::path TextureDecoder::locate(std::string_view name, Diagnostics& diagnostics) {
  const std::string shown(name.substr(0, 200));
  const auto relative = CaseBlindFolder::asRelative(name);
  if (!relative) {
    diagnostics.add(Severity::Warning, Message(kTextureRefused, {{"name", shown}}));
    return {};
  }
  const std::filesystem::path path = folder_.find(*relative);
  if (path.empty()) {
    diagnostics.add(Severity::Warning, Message(kTextureMissing, {{"name", shown}}), shown);
    return {};
  }
  std::error_code error;
  const auto root = std::filesystem::canonical(folder_.folder().empty() ? "." : folder_.folder(), error);
  const auto inside = std::filesystem::canonical(path, error).lexically_relative(root);
  if (error || inside.empty() || *inside.begin() == "..") {  // a link may lead out
    diagnostics.add(Severity::Warning, Message(kTextureRefused, {{"name", shown}}));
    return {};
  }
  return path;
}

Image TextureDecoder::decode(std::string_view name, Diagnostics& diagnostics) {
  const std::filesystem::path path = locate(name, diagnostics);
  if (path.empty()) {
    return {};
  }
  const std::string shown(name.substr(0, 200));
  std::string bytes = readFile(path);
  if (bytes.empty()) {
    diagnostics.add(Severity::Warning, Message(kTextureMissing, {{"name", shown}}), shown);
    return {};
  }
  return decodeTexture(bytes, shown, diagnostics);
}

}  // namespace belvedere::loaders
