#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace test {

/// A point for a LAS file made here.
struct Point {
  std::array<std::int32_t, 3> steps{};
  std::uint16_t intensity = 0;
  unsigned returnNumber = 1, returnCount = 1;
  unsigned classification = 2;
  bool isSynthetic = false, isWithheld = false;
  std::array<std::uint16_t, 3> colour{};
};

/// Writes LAS 1.x of any point format (ASPRS LAS 1.4 R15), byte by byte as the standard's tables say.
struct LasBuilder {
  int minor = 4;
  int format = 6;
  std::array<double, 3> scale{0.01, 0.01, 0.01};
  std::array<double, 3> offset{700000.0, 6600000.0, 0.0};
  std::string wkt;
  std::vector<std::pair<std::uint16_t, std::string>> records;  ///< of LASF_Projection
  std::vector<Point> points;
  std::uint64_t claimed = ~std::uint64_t{0};  ///< instead of the real number
  std::size_t extraBytes = 0;                 ///< behind each point

  static std::size_t formatBytes(int format) {
    return std::array<std::size_t, 11>{20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67}[static_cast<std::size_t>(format)];
  }
  static std::size_t colourPlace(int format) {
    return std::array<std::size_t, 11>{0, 0, 20, 28, 0, 28, 0, 30, 30, 0, 30}[static_cast<std::size_t>(format)];
  }

  template <class T>
  static void put(std::string& bytes, std::size_t place, T value) {
    std::memcpy(bytes.data() + place, &value, sizeof(value));
  }

  std::string record(const Point& point) const {
    std::string bytes(formatBytes(format) + extraBytes, '\x5A');
    for (std::size_t i = 0; i < 3; ++i) {
      put(bytes, i * 4, point.steps[i]);
    }
    put(bytes, 12, point.intensity);
    if (format < 6) {
      put(bytes, 14, static_cast<std::uint8_t>(point.returnNumber | point.returnCount << 3U));
      put(bytes, 15,
          static_cast<std::uint8_t>(point.classification | (point.isSynthetic ? 0x20U : 0U) |
                                    (point.isWithheld ? 0x80U : 0U)));
    } else {
      put(bytes, 14, static_cast<std::uint8_t>(point.returnNumber | point.returnCount << 4U));
      put(bytes, 15, static_cast<std::uint8_t>((point.isSynthetic ? 1U : 0U) | (point.isWithheld ? 4U : 0U)));
      put(bytes, 16, static_cast<std::uint8_t>(point.classification));
    }
    for (std::size_t i = 0; i < 3 && colourPlace(format) > 0; ++i) {
      put(bytes, colourPlace(format) + i * 2, point.colour[i]);
    }
    return bytes;
  }

  std::string build() const {
    const std::size_t headerBytes = minor >= 4 ? 375 : minor == 3 ? 235 : 227;
    std::string bytes(headerBytes, '\0');
    std::memcpy(bytes.data(), "LASF", 4);
    put(bytes, 6, static_cast<std::uint16_t>(wkt.empty() ? 0 : 0x10));
    put(bytes, 24, std::uint8_t{1});
    put(bytes, 25, static_cast<std::uint8_t>(minor));
    put(bytes, 94, static_cast<std::uint16_t>(headerBytes));
    put(bytes, 104, static_cast<std::uint8_t>(format));
    put(bytes, 105, static_cast<std::uint16_t>(formatBytes(format) + extraBytes));
    for (std::size_t i = 0; i < 3; ++i) {
      put(bytes, 131 + i * 8, scale[i]);
      put(bytes, 155 + i * 8, offset[i]);
    }
    const std::uint64_t count = claimed == ~std::uint64_t{0} ? points.size() : claimed;
    put(bytes, 107, static_cast<std::uint32_t>(format < 6 ? count : 0));
    if (minor >= 4) {
      put(bytes, 247, count);
    }
    auto all = records;
    if (!wkt.empty()) {
      all.emplace_back(2112, wkt + '\0');
    }
    put(bytes, 100, static_cast<std::uint32_t>(all.size()));
    for (const auto& [id, content] : all) {
      std::string head(54, '\0');
      std::memcpy(head.data() + 2, "LASF_Projection", 15);
      put(head, 18, id);
      put(head, 20, static_cast<std::uint16_t>(content.size()));
      bytes += head + content;
    }
    put(bytes, 96, static_cast<std::uint32_t>(bytes.size()));
    for (const Point& point : points) {
      bytes += record(point);
    }
    return bytes;
  }
};

}  // namespace test
