#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <unistd.h>

#include "engine/model/feature_batch.h"
#include "engine/tiling/tile_mesh.h"
#include "tests/test_folder.h"

/// Small cities for tests of baking.
namespace belvedere::tiling::samples {

inline std::string bytesOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Every regular file below a folder: path to content.
inline std::map<std::string, std::string> filesBelow(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files[entry.path().lexically_relative(folder).string()] = bytesOf(entry.path());
    }
  }
  return files;
}

/// The names of files that are not the same in both, for a test to show.
inline std::string differences(const std::map<std::string, std::string>& a,
                               const std::map<std::string, std::string>& b) {
  std::string names;
  for (const auto& [name, bytes] : a) {
    const auto other = b.find(name);
    names += other == b.end() ? name + " is one too many; " : other->second != bytes ? name + " differs; " : "";
  }
  for (const auto& [name, bytes] : b) {
    names += a.contains(name) ? "" : name + " is missing; ";
  }
  return names;
}

inline void addFeature(model::FeatureBatch& batch, const std::string& id, std::uint32_t parent = model::kNone) {
  model::Feature feature;
  feature.idOffset = batch.ids.size();
  feature.idLength = static_cast<std::uint32_t>(id.size());
  feature.parent = parent;
  batch.ids += id;
  batch.features.push_back(feature);
  batch.attributes.beginFeature();
  if (batch.types.empty()) {
    batch.types.emplace_back("Building");
  }
}

/// Adds a planar quadrilateral of the last feature.
inline void addQuad(model::FeatureBatch& batch, const std::array<glm::dvec3, 4>& corners, model::SurfaceKind kind) {
  model::Surface surface;
  surface.feature = static_cast<std::uint32_t>(batch.features.size()) - 1;
  surface.firstIndex = static_cast<std::uint32_t>(batch.triangles.size());
  surface.indexCount = 6;
  surface.firstPosition = static_cast<std::uint32_t>(batch.positions.size());
  surface.positionCount = 4;
  surface.kind = kind;
  batch.positions.insert(batch.positions.end(), corners.begin(), corners.end());
  const std::uint32_t f = surface.firstPosition;
  batch.triangles.insert(batch.triangles.end(), {f, f + 1, f + 2, f, f + 2, f + 3});
  batch.surfaces.push_back(surface);
}

/// A block of five faces: four walls and a flat roof.
inline void addBlock(model::FeatureBatch& batch, const std::string& id, const glm::dvec3& corner, double width,
                     double depth, double height) {
  addFeature(batch, id);
  const auto at = [&](double x, double y, double z) { return corner + glm::dvec3(x, y, z); };
  const std::array<glm::dvec2, 4> plan{{{0, 0}, {width, 0}, {width, depth}, {0, depth}}};
  for (std::size_t i = 0; i < 4; ++i) {
    const glm::dvec2 a = plan[i];
    const glm::dvec2 b = plan[(i + 1) % 4];
    addQuad(batch, {at(a.x, a.y, 0), at(b.x, b.y, 0), at(b.x, b.y, height), at(a.x, a.y, height)},
            model::SurfaceKind::Wall);
  }
  addQuad(batch, {at(0, 0, height), at(width, 0, height), at(width, depth, height), at(0, depth, height)},
          model::SurfaceKind::Roof);
}

/// `side` x `side` blocks, `pitch` metres apart, of sizes and at places that fit no grid.
inline model::FeatureBatch blocks(int side, double pitch, const glm::dvec3& corner = glm::dvec3(0.0)) {
  model::FeatureBatch batch;
  std::mt19937 random(7);
  std::uniform_real_distribution<double> size(6.0, 14.0);
  for (int i = 0; i < side * side; ++i) {
    const int row = i / side;
    const glm::dvec3 place = corner + glm::dvec3((i % side) * pitch + 1.0 / 3.0, row * pitch + 1.0 / 7.0, 100.1);
    addBlock(batch, "block-" + std::to_string(i), place, size(random), size(random), size(random));
  }
  return batch;
}

template <class Position>
double areaOf(const std::vector<Position>& positions, const std::vector<std::uint32_t>& indices) {
  double area = 0.0;
  for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
    const glm::dvec3 a(positions[indices[i]]);
    const glm::dvec3 u = glm::dvec3(positions[indices[i + 1]]) - a;
    const glm::dvec3 v = glm::dvec3(positions[indices[i + 2]]) - a;
    const glm::dvec3 n(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x);
    area += std::sqrt(n.x * n.x + n.y * n.y + n.z * n.z) / 2.0;
  }
  return area;
}

}  // namespace belvedere::tiling::samples
