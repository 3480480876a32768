#include "apps/belvedere_bench/cloud_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace belvedere::bench {
namespace {

constexpr double kPointsPerSquareMetre = 13.0;
constexpr double kLot = 24.0;  // metres between houses
constexpr double kStreetEvery = 96.0;
constexpr double kLineWidth = 120.0;  // of a flight line
constexpr double kEast = 770000.0;
constexpr double kNorth = 6279000.0;
constexpr std::string_view kCrs = "EPSG:2154";
constexpr std::size_t kHeaderBytes = 375;
constexpr std::size_t kRecordBytes = 36;
constexpr double kScale = 0.01;

/// Splitmix64: from a number to one that looks random, 0 to 1.
double noise(std::uint64_t n) {
  n += 0x9E3779B97F4A7C15ULL;
  n = (n ^ (n >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  n = (n ^ (n >> 27U)) * 0x94D049BB133111EBULL;
  return static_cast<double>((n ^ (n >> 31U)) >> 11U) * 0x1.0p-53;
}

double cellNoise(std::int64_t column, std::int64_t row, std::uint64_t salt) {
  return noise(static_cast<std::uint64_t>(column) * 73856093ULL ^ static_cast<std::uint64_t>(row) * 19349663ULL ^
               salt * 83492791ULL);
}

struct Sample {
  double x = 0.0, y = 0.0, z = 0.0;
  std::array<double, 3> colour{};
  std::uint8_t classification = 1;
  std::uint16_t intensity = 0;
  std::uint8_t returnCount = 1;
};

double groundHeight(double x, double y) {
  return 60.0 + 18.0 * std::sin(x / 310.0) * std::cos(y / 270.0) + 5.0 * std::sin(x / 67.0 + y / 91.0);
}

/// What the laser meets straight below a place; `draw` varies from point to point.
Sample sampleAt(double x, double y, std::uint64_t draw) {
  Sample out{x, y, groundHeight(x, y), {0.34, 0.42, 0.24}, 2, 9000, 1};
  const auto column = static_cast<std::int64_t>(std::floor(x / kLot));
  const auto row = static_cast<std::int64_t>(std::floor(y / kLot));
  const double u = x - static_cast<double>(column) * kLot - kLot / 2.0;
  const double v = y - static_cast<double>(row) * kLot - kLot / 2.0;
  const double shade = 0.85 + 0.3 * noise(draw);
  if (std::fmod(x, kStreetEvery) < 8.0 || std::fmod(y, kStreetEvery) < 8.0) {
    out.colour = {0.38, 0.38, 0.40};
    out.classification = 11;
    out.intensity = 4000;
  } else if (cellNoise(column, row, 1) < 0.55) {  // a house
    const double halfLength = 6.0 + 3.0 * cellNoise(column, row, 2);
    const double halfWidth = 4.0 + 1.5 * cellNoise(column, row, 3);
    if (std::abs(u) < halfLength && std::abs(v) < halfWidth) {
      const double eaves = 4.0 + 6.0 * cellNoise(column, row, 4);
      const bool isWall = halfLength - std::abs(u) < 0.35 && noise(draw + 7) < 0.7;
      const double roof = eaves + (halfWidth - std::abs(v)) * 0.7;
      out.z = groundHeight((static_cast<double>(column) + 0.5) * kLot, (static_cast<double>(row) + 0.5) * kLot) +
              (isWall ? eaves * noise(draw + 9) : roof);
      const double red = 0.55 + 0.2 * cellNoise(column, row, 5);
      out.colour = isWall ? std::array{0.82, 0.79, 0.72} : std::array{red, 0.36, 0.28};
      out.classification = 6;
      out.intensity = isWall ? 20000 : 14000;
    }
  } else {  // a tree or two
    const double radius = 2.0 + 3.5 * cellNoise(column, row, 6);
    const double dx = u - 8.0 * (cellNoise(column, row, 7) - 0.5);
    const double dy = v - 8.0 * (cellNoise(column, row, 8) - 0.5);
    const double inside = 1.0 - (dx * dx + dy * dy) / (radius * radius);
    if (inside > 0.0 && noise(draw + 3) < 0.85) {
      const double crown = radius * std::sqrt(inside);
      out.z += 3.0 + radius + crown * (2.0 * std::sqrt(noise(draw + 5)) - 1.0);
      out.colour = {0.16 + 0.08 * cellNoise(column, row, 9), 0.34, 0.14};
      out.classification = 5;
      out.intensity = 6000;
      out.returnCount = 3;
    }
  }
  for (double& component : out.colour) {
    component = std::min(component * shade, 1.0);
  }
  return out;
}

template <class T>
void put(std::vector<unsigned char>& bytes, std::size_t place, T value) {
  std::memcpy(bytes.data() + place, &value, sizeof(value));
}

std::vector<unsigned char> headerOf(std::uint64_t points, double side) {
  const std::size_t recordBytes = 54 + kCrs.size();
  std::vector<unsigned char> bytes(kHeaderBytes + recordBytes);
  std::memcpy(bytes.data(), "LASF", 4);
  put<std::uint16_t>(bytes, 6, 0x10);  // the CRS is WKT
  put<std::uint8_t>(bytes, 24, 1);
  put<std::uint8_t>(bytes, 25, 4);
  put<std::uint16_t>(bytes, 94, kHeaderBytes);
  put<std::uint32_t>(bytes, 96, static_cast<std::uint32_t>(bytes.size()));
  put<std::uint32_t>(bytes, 100, 1);
  put<std::uint8_t>(bytes, 104, 7);
  put<std::uint16_t>(bytes, 105, kRecordBytes);
  const std::array<double, 3> offsets{kEast, kNorth, 0.0};
  const std::array<double, 6> box{kEast + side, kEast, kNorth + side, kNorth, 110.0, 30.0};
  for (std::size_t i = 0; i < 3; ++i) {
    put(bytes, 131 + i * 8, kScale);
    put(bytes, 155 + i * 8, offsets[i]);
  }
  for (std::size_t i = 0; i < box.size(); ++i) {
    put(bytes, 179 + i * 8, box[i]);
  }
  put(bytes, 247, points);
  std::memcpy(bytes.data() + kHeaderBytes + 2, "LASF_Projection", 15);
  put<std::uint16_t>(bytes, kHeaderBytes + 18, 2112);
  put(bytes, kHeaderBytes + 20, static_cast<std::uint16_t>(kCrs.size()));
  std::memcpy(bytes.data() + kHeaderBytes + 54, kCrs.data(), kCrs.size());
  return bytes;
}

void encode(const Sample& sample, unsigned char* to) {
  const std::array<double, 3> place{sample.x, sample.y, sample.z};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto steps = static_cast<std::int32_t>(std::lround(place[i] / kScale));
    std::memcpy(to + i * 4, &steps, 4);
    const auto component = static_cast<std::uint16_t>(sample.colour[i] * 65535.0);
    std::memcpy(to + 30 + i * 2, &component, 2);
  }
  std::memcpy(to + 12, &sample.intensity, 2);
  to[14] = static_cast<unsigned char>(1U | static_cast<unsigned>(sample.returnCount) << 4U);
  to[16] = sample.classification;
}

}  // namespace

bool writeCloudTown(const std::filesystem::path& path, std::uint64_t points) {
  const double side = std::sqrt(static_cast<double>(points) / kPointsPerSquareMetre);
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return false;
  }
  const std::vector<unsigned char> header = headerOf(points, side);
  bool isGood = std::fwrite(header.data(), 1, header.size(), file) == header.size();
  const double lines = std::max(1.0, std::ceil(side / kLineWidth));
  constexpr std::size_t kBlock = 8192;
  std::vector<unsigned char> block(kBlock * kRecordBytes);
  for (std::uint64_t first = 0; first < points && isGood; first += kBlock) {
    const std::size_t count = std::min<std::uint64_t>(kBlock, points - first);
    for (std::size_t i = 0; i < count; ++i) {
      // Along a line from south to north, from side to side.
      const double along = static_cast<double>(first + i) / static_cast<double>(points) * lines;
      const double line = std::floor(along);
      const double x = (line + noise(2 * (first + i))) * side / lines;
      const double y = std::min((along - line) * side + noise(2 * (first + i) + 1) * 0.5, side);
      encode(sampleAt(x, y, 1000003ULL * (first + i)), block.data() + i * kRecordBytes);
    }
    isGood = std::fwrite(block.data(), kRecordBytes, count, file) == count;
  }
  return std::fclose(file) == 0 && isGood;
}

}  // namespace belvedere::bench
