#include "data_loaders/raster/detail/tiff_head.h"

#include <cstdint>
#include <optional>

namespace belvedere::loaders::raster {
namespace {

enum Tag : std::uint16_t { kBitsPerSample = 258, kPhotometric = 262, kSamplesPerPixel = 277 };
constexpr std::uint64_t kPalette = 3;

/// Reads numbers of either byte order; nothing past the end.
class TiffBytes {
 public:
  explicit TiffBytes(std::string_view bytes)
      : bytes_(bytes), isLittle_(bytes.starts_with("II")), isBig_(number(2, 2) == 43) {}

  std::optional<std::uint64_t> number(std::uint64_t offset, unsigned size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      return std::nullopt;
    }
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
      const auto byte = static_cast<unsigned char>(bytes_[offset + (isLittle_ ? size - 1 - i : i)]);
      value = value << 8U | byte;
    }
    return value;
  }
  bool isBig() const { return isBig_; }

 private:
  std::string_view bytes_;
  bool isLittle_;
  bool isBig_;
};

struct Directory {
  std::uint64_t bits = 1, photometric = 0, samples = 1;
};

/// A tag's first value, short or long, in the entry or behind its pointer.
std::optional<std::uint64_t> firstValue(const TiffBytes& tiff, std::uint64_t entry) {
  const auto type = tiff.number(entry + 2, 2);
  const unsigned size = type == 3 ? 2 : 4;
  const auto count = tiff.number(entry + 4, tiff.isBig() ? 8 : 4);
  const std::uint64_t field = entry + (tiff.isBig() ? 12 : 8);
  const unsigned fieldSize = tiff.isBig() ? 8 : 4;
  if (count && *count * size > fieldSize) {
    const auto pointer = tiff.number(field, fieldSize);
    return pointer ? tiff.number(*pointer, size) : std::nullopt;
  }
  return tiff.number(field, size);
}

std::optional<Directory> readDirectory(const TiffBytes& tiff) {
  const auto start = tiff.isBig() ? tiff.number(8, 8) : tiff.number(4, 4);
  const unsigned countSize = tiff.isBig() ? 8 : 2;
  const auto count = start ? tiff.number(*start, countSize) : std::nullopt;
  if (!count || *count > 4096) {
    return std::nullopt;
  }
  Directory directory;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const std::uint64_t entry = *start + countSize + i * (tiff.isBig() ? 20 : 12);
    const auto tag = tiff.number(entry, 2);
    const auto value = firstValue(tiff, entry);
    if (!tag || !value) {
      continue;
    }
    directory.bits = *tag == kBitsPerSample ? *value : directory.bits;
    directory.photometric = *tag == kPhotometric ? *value : directory.photometric;
    directory.samples = *tag == kSamplesPerPixel ? *value : directory.samples;
  }
  return directory;
}

}  // namespace

bool isTiff(std::string_view bytes) {
  using namespace std::string_view_literals;
  const std::string_view mark = bytes.substr(0, 4);
  return mark == "II*\0"sv || mark == "MM\0*"sv || mark == "II+\0"sv || mark == "MM\0+"sv;
}

bool holdsHeights(std::string_view tiffBytes) {
  const auto directory = readDirectory(TiffBytes(tiffBytes));
  return directory && directory->samples == 1 && directory->photometric != kPalette && directory->bits > 8;
}

}  // namespace belvedere::loaders::raster
