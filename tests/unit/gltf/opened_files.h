#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "data_loaders/common/loader.h"
#include "engine/geo/bounds.h"
#include "engine/model/source.h"

namespace test {

/// A folder of files that lives as long as this.
class Files {
 public:
  Files() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tiles-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  ~Files() { std::filesystem::remove_all(folder_); }
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

using SourcePointer = std::unique_ptr<belvedere::model::FeatureSource>;

inline belvedere::Result<belvedere::model::OpenedSource> tryOpen(const belvedere::loaders::Loader& loader,
                                                                 const std::filesystem::path& path,
                                                                 const std::string& crs = {}, unsigned threads = 1) {
  belvedere::model::SourceRequest request;
  request.paths = {path};
  request.crs = crs;
  belvedere::loaders::ReaderContext context;
  if (const auto head = belvedere::loaders::readFileHead(path)) {
    context.recognition = loader.recognise(*head).value_or(belvedere::loaders::Recognition());
  }
  context.threads = threads;
  return loader.open(request, context);
}

/// All that a source gives, with every batch checked.
struct Reading {
  std::vector<belvedere::model::FeatureBatch> batches;
  belvedere::Diagnostics diagnostics;

  bool has(const std::string& key) const { return diagnostics.find(key) != nullptr; }
  const belvedere::model::FeatureBatch& only() const {
    REQUIRE(batches.size() == 1);
    return batches.front();
  }
  std::size_t featureCount() const {
    std::size_t count = 0;
    for (const auto& batch : batches) {
      count += batch.features.size();
    }
    return count;
  }
  std::size_t triangleCount() const {
    std::size_t count = 0;
    for (const auto& batch : batches) {
      count += batch.triangles.size() / 3;
    }
    return count;
  }
  belvedere::geo::Bounds3 bounds() const {
    belvedere::geo::Bounds3 box;
    for (const auto& batch : batches) {
      for (const auto& position : batch.positions) {
        box.add(position);
      }
    }
    return box;
  }
};

inline Reading read(belvedere::model::FeatureSource& source, const belvedere::model::ReadOptions& options = {}) {
  Reading reading;
  const auto sink = [&](belvedere::model::FeatureBatch&& batch) {
    REQUIRE(belvedere::model::checkBatch(batch).has_value());
    reading.batches.push_back(std::move(batch));
    return true;
  };
  REQUIRE(source.read(options, sink, reading.diagnostics, {}, {}).has_value());
  return reading;
}

inline SourcePointer open(const belvedere::loaders::Loader& loader, const std::filesystem::path& path,
                          const std::string& crs = {}, unsigned threads = 1) {
  auto opened = tryOpen(loader, path, crs, threads);
  REQUIRE(opened.has_value());
  return std::get<SourcePointer>(std::move(*opened));
}

inline bool isBox(const belvedere::geo::Bounds3& box, const glm::dvec3& min, const glm::dvec3& max,
                  double tolerance = 1e-9) {
  bool isSame = true;
  for (int i = 0; i < 3; ++i) {
    isSame = isSame && std::abs(box.min[i] - min[i]) <= tolerance && std::abs(box.max[i] - max[i]) <= tolerance;
  }
  if (!isSame) {
    UNSCOPED_INFO("box " << box.min.x << " " << box.min.y << " " << box.min.z << " to " << box.max.x << " " << box.max.y
                         << " " << box.max.z);
  }
  return isSame;
}

/// The value of an attribute of a feature, as text; empty where there is none.
inline std::string attribute(const belvedere::model::FeatureBatch& batch, std::size_t feature,
                             const std::string& name) {
  const auto column = batch.attributes.findColumn(name);
  return column ? batch.attributes.display(feature, *column) : std::string();
}

/// The volume that the triangles enclose: positive where they face outwards.
inline double volume(const belvedere::model::FeatureBatch& batch) {
  double sum = 0.0;
  const glm::dvec3 origin = batch.positions.front();
  for (std::size_t i = 0; i + 2 < batch.triangles.size(); i += 3) {
    const glm::dvec3 a = batch.positions[batch.triangles[i]] - origin;
    const glm::dvec3 b = batch.positions[batch.triangles[i + 1]] - origin;
    const glm::dvec3 c = batch.positions[batch.triangles[i + 2]] - origin;
    sum += a.x * (b.y * c.z - b.z * c.y) + a.y * (b.z * c.x - b.x * c.z) + a.z * (b.x * c.y - b.y * c.x);
  }
  return sum / 6.0;
}

/// Longitude, latitude (degrees) and ellipsoidal height as coordinates from the earth's centre, WGS 84.
inline glm::dvec3 geocentric(double longitude, double latitude, double height) {
  const double a = 6378137.0;
  const double f = 1.0 / 298.257223563;
  const double e2 = f * (2.0 - f);
  const double degree = std::acos(-1.0) / 180.0;
  const double n = a / std::sqrt(1.0 - e2 * std::pow(std::sin(latitude * degree), 2));
  return {(n + height) * std::cos(latitude * degree) * std::cos(longitude * degree),
          (n + height) * std::cos(latitude * degree) * std::sin(longitude * degree),
          (n * (1.0 - e2) + height) * std::sin(latitude * degree)};
}

/// How many changed files a test tries: more where BELVEDERE_MUTATIONS asks for it.
inline std::uint32_t mutationCount(std::uint32_t usual) {
  const char* asked = std::getenv("BELVEDERE_MUTATIONS");
  return asked == nullptr ? usual : static_cast<std::uint32_t>(std::strtoul(asked, nullptr, 10));
}

/// The same text with one number in it changed to another, hostile one; the same for the same number of the change.
inline std::string withOtherNumber(const std::string& text, std::uint32_t change) {
  constexpr const char* kNumbers[] = {"0",
                                      "1",
                                      "-1",
                                      "3",
                                      "255",
                                      "65536",
                                      "2147483647",
                                      "4294967295",
                                      "4294967296",
                                      "9223372036854775807",
                                      "18446744073709551615",
                                      "1e308",
                                      "-1e308",
                                      "0.5",
                                      "null",
                                      "[]",
                                      "{}",
                                      "\"x\""};
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = text.find_first_not_of("0123456789.-+e", i);
    const std::size_t length = (end == std::string::npos ? text.size() : end) - i;
    if (length > 0 && ((text[i] >= '0' && text[i] <= '9') || text[i] == '-')) {
      places.emplace_back(i, length);
    }
    i += std::max<std::size_t>(length, 1);
  }
  if (places.empty()) {
    return text;
  }
  const auto [at, length] = places[change % places.size()];
  std::string changed = text;
  return changed.replace(at, length, kNumbers[change / places.size() % std::size(kNumbers)]);
}

/// The same bytes with a few changed, cut or doubled; the same for the same number.
inline std::string mutated(std::string bytes, std::uint32_t number) {
  std::uint64_t state = number * 0x9E3779B97F4A7C15ULL + 1;
  const auto random = [&](std::uint64_t below) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return below == 0 ? 0 : state % below;
  };
  const std::uint64_t changes = 1 + random(6);
  for (std::uint64_t i = 0; i < changes && !bytes.empty(); ++i) {
    const std::size_t at = random(bytes.size());
    switch (random(8)) {
      case 0:
        bytes[at] = static_cast<char>(0xFF);
        break;
      case 1:
        bytes[at] = 0;
        break;
      case 2:
        bytes.resize(at);
        break;
      case 3:
        bytes.insert(at, bytes.substr(random(bytes.size()), random(64)));
        break;
      case 4:
        bytes[at] = "0123456789-{}[],\""[random(17)];
        break;
      default:
        bytes[at] = static_cast<char>(random(256));
    }
  }
  return bytes;
}

}  // namespace test
