#pragma once

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "data_loaders/cityjson/cityjson_loader.h"
#include "engine/geometry/polygon_triangulator.h"

namespace test {

/// A file that lives as long as this.
class CityText {
 public:
  explicit CityText(const std::string& text, const std::string& name = "test.city.json") {
    std::string pattern = (std::filesystem::temp_directory_path() / "cityjson-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    std::ofstream(folder_ / name, std::ios::binary) << text;
    path_ = folder_ / name;
  }
  CityText(const CityText&) = delete;
  CityText& operator=(const CityText&) = delete;
  ~CityText() { std::filesystem::remove_all(folder_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path folder_, path_;
};

using SourcePointer = std::unique_ptr<belvedere::model::FeatureSource>;

inline belvedere::Result<belvedere::model::OpenedSource> tryOpen(const std::filesystem::path& path,
                                                                 unsigned threads = 1, const std::string& crs = {}) {
  belvedere::model::SourceRequest request;
  request.paths = {path};
  request.crs = crs;
  belvedere::loaders::ReaderContext context;
  context.threads = threads;
  return belvedere::loaders::cityjson::makeLoader().open(request, context);
}

inline SourcePointer open(const std::filesystem::path& path, unsigned threads = 1) {
  auto opened = tryOpen(path, threads);
  REQUIRE(opened.has_value());
  return std::get<SourcePointer>(std::move(*opened));
}

/// The key of the message with which a text is refused; empty where it is not.
inline std::string refusal(const std::string& text) {
  const CityText file(text);
  const auto opened = tryOpen(file.path());
  return opened ? std::string() : opened.error().message.key;
}

/// All batches of a source.
struct Reading {
  std::vector<belvedere::model::FeatureBatch> batches;
  belvedere::Diagnostics diagnostics;

  std::size_t surfaceCount() const {
    std::size_t count = 0;
    for (const auto& batch : batches) {
      count += batch.surfaces.size();
    }
    return count;
  }
  bool has(const std::string& key) const { return diagnostics.find(key) != nullptr; }
};

inline Reading read(belvedere::model::FeatureSource& source, const belvedere::model::ReadOptions& options = {}) {
  Reading reading;
  const auto sink = [&](belvedere::model::FeatureBatch&& batch) {
    CHECK(belvedere::model::checkBatch(batch).has_value());
    reading.batches.push_back(std::move(batch));
    return true;
  };
  CHECK(source.read(options, sink, reading.diagnostics, {}, {}).has_value());
  return reading;
}

inline Reading readText(const std::string& text, const belvedere::model::ReadOptions& options = {}) {
  const CityText file(text);
  return read(*open(file.path()), options);
}

inline belvedere::model::SourceDescription describeText(const std::string& text) {
  const CityText file(text);
  auto description = open(file.path())->describe({}, {});
  REQUIRE(description.has_value());
  return *description;
}

/// The area of a surface, from its triangles.
inline double area(const belvedere::model::FeatureBatch& batch, const belvedere::model::Surface& surface) {
  double sum = 0.0;
  for (std::uint32_t i = surface.firstIndex; i < surface.firstIndex + surface.indexCount; i += 3) {
    const glm::dvec3 a = batch.positions[batch.triangles[i]];
    const glm::dvec3 b = batch.positions[batch.triangles[i + 1]];
    const glm::dvec3 c = batch.positions[batch.triangles[i + 2]];
    const glm::dvec3 ring[] = {a, b, c};
    const glm::dvec3 twice = belvedere::geometry::newellVector(ring);
    sum += 0.5 * std::sqrt(twice.x * twice.x + twice.y * twice.y + twice.z * twice.z);
  }
  return sum;
}

/// The direction a surface's first triangle faces, not normalised.
inline glm::dvec3 facing(const belvedere::model::FeatureBatch& batch, const belvedere::model::Surface& surface) {
  const glm::dvec3 ring[] = {batch.positions[batch.triangles[surface.firstIndex]],
                             batch.positions[batch.triangles[surface.firstIndex + 1]],
                             batch.positions[batch.triangles[surface.firstIndex + 2]]};
  return belvedere::geometry::newellVector(ring);
}

/// A CityJSON 2.0 file around city objects; the vertices are those of a cube of 2 m at (1000, 2000, 50).
inline std::string city(const std::string& objects, const std::string& more = {}) {
  return R"({"type":"CityJSON","version":"2.0","transform":{"scale":[0.001,0.001,0.001],"translate":[1000,2000,50]},)" +
         more + R"("CityObjects":{)" + objects +
         R"(},"vertices":[[0,0,0],[2000,0,0],[2000,2000,0],[0,2000,0],[0,0,2000],[2000,0,2000],[2000,2000,2000],[0,2000,2000]]})";
}

/// The boundaries of the cube's one shell: bottom, top, four walls.
inline const std::string kCubeShell = "[[[0,3,2,1]],[[4,5,6,7]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]]]";

inline std::string cube(const std::string& lod, const std::string& more = {}) {
  return R"({"type":"Solid","lod":)" + lod + R"(,"boundaries":[)" + kCubeShell + "]" + more + "}";
}

inline std::string object(const std::string& id, const std::string& type, const std::string& geometry,
                          const std::string& more = {}) {
  return '"' + id + R"(":{"type":")" + type + R"(","geometry":[)" + geometry + "]" + more + "}";
}

}  // namespace test
