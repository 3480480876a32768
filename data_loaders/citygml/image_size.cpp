#include "data_loaders/citygml/image_size.h"

#include <cstddef>

namespace belvedere::loaders::citygml {
namespace {

constexpr std::uint32_t kLargestSide = 1'000'000;

// Reads whole numbers from bytes; 0 outside of them.
class Bytes {
 public:
  Bytes(std::string_view bytes, bool isLittle) : bytes_(bytes), isLittle_(isLittle) {}
  std::uint32_t read(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count && at <= bytes_.size() && bytes_.size() - at >= count; ++i) {
      const std::size_t index = isLittle_ ? count - 1 - i : i;
      value = (value << 8U) | static_cast<unsigned char>(bytes_[at + index]);
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool isLittle_;
};

ImageSize jpegSize(std::string_view bytes) {
  const Bytes data(bytes, false);
  for (std::size_t at = 2; at + 9 < bytes.size();) {
    const std::uint32_t marker = data.read(at, 2);
    const bool isFrame =
        marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC;
    if (isFrame) {
      return {data.read(at + 7, 2), data.read(at + 5, 2)};
    }
    const std::uint32_t length = data.read(at + 2, 2);
    if (marker < 0xFF00 || length < 2) {
      break;
    }
    at += 2 + length;
  }
  return {};
}

ImageSize tiffSize(std::string_view bytes) {
  const Bytes data(bytes, bytes[0] == 'I');
  const std::size_t directory = data.read(4, 4);
  ImageSize size;
  constexpr std::uint32_t kShort = 3;
  for (std::size_t i = 0; i < data.read(directory, 2); ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    const std::uint32_t value = data.read(entry + 8, data.read(entry + 2, 2) == kShort ? 2 : 4);
    size.width = data.read(entry, 2) == 256 ? value : size.width;
    size.height = data.read(entry, 2) == 257 ? value : size.height;
  }
  return size;
}

}  // namespace

std::optional<ImageSize> readImageSize(std::string_view bytes) {
  using namespace std::string_view_literals;
  ImageSize size;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) {
    const Bytes data(bytes, false);
    size = {data.read(16, 4), data.read(20, 4)};
  } else if (bytes.starts_with("\xFF\xD8"sv)) {
    size = jpegSize(bytes);
  } else if (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv)) {
    size = tiffSize(bytes);
  }
  const bool isSound = size.width > 0 && size.height > 0 && size.width <= kLargestSide && size.height <= kLargestSide;
  return isSound ? std::optional(size) : std::nullopt;
}

}  // namespace belvedere::loaders::citygml
