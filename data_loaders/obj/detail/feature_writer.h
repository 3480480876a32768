#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "data_loaders/gltf/batch_writer.h"
#include "data_loaders/gltf/model.h"
#include "data_loaders/obj/detail/material_library.h"
#include "data_loaders/obj/detail/obj_file.h"
#include "data_loaders/obj/detail/obj_text.h"
#include "engine/geometry/polygon_triangulator.h"

namespace belvedere::loaders::obj {

/// Turns the faces, lines and points of features into models for a batch writer, a bounded number at a time. One
/// thread.
class FeatureWriter {
 public:
  FeatureWriter(const ObjFile& file, std::span<const ObjMaterial> materials, const gltf::ResourceFiles& files,
                const gltf::ModelOptions& options, gltf::BatchWriter& batches, Diagnostics& diagnostics);

  /// Writes one feature; `transform` leads from the file's axes to those with z up.
  void write(const ObjFeature& feature, const glm::dmat4& transform);

 private:
  /// One primitive in the making: the faces of one material, seen from one side or from both.
  struct Part {
    gltf::Primitive primitive;
    std::unordered_map<std::uint64_t, std::uint32_t> slots;  ///< by position and texture coordinate
  };
  using PartKey =
      std::pair<std::uint32_t, int>;  ///< material; 0 and 1: triangles of one side and of two, 2 lines, 3 points
  static constexpr std::uint64_t kAbsent = 0xFFFFFFFFU;
  struct Corner {
    std::uint64_t position = 0, texcoord = kAbsent, normal = kAbsent;
  };

  void writeRun(const Run& run);
  bool readCorners(std::string_view line);
  void addFace();
  void addLine();
  void addPoints();
  bool facesAgainstNormals() const;
  Part& part(int use);
  std::uint32_t slot(Part& part, const Corner& corner);
  std::uint32_t materialOf(std::uint32_t material, bool isTwoSided);
  std::uint32_t imageOf(const ObjMaterial& material);
  void flush();

  const ObjFile& file_;
  std::span<const ObjMaterial> materials_;
  const gltf::ResourceFiles& files_;
  const gltf::ModelOptions& options_;
  gltf::BatchWriter& batches_;
  Diagnostics& diagnostics_;
  gltf::ContentFacts facts_;
  glm::dmat4 transform_{1.0};
  gltf::Model model_;
  std::map<std::pair<std::uint32_t, bool>, std::uint32_t> madeMaterials_;
  std::map<std::string, std::uint32_t> madeImages_;
  std::map<PartKey, Part> parts_;
  std::size_t elements_ = 0;
  std::uint32_t material_ = kNoMaterial;
  std::uint64_t positions_ = 0, texcoords_ = 0, normals_ = 0;  ///< before the line at hand
  std::vector<Corner> corners_;
  std::vector<glm::dvec3> ring_;
  std::vector<std::uint32_t> triangles_;
  geometry::PolygonTriangulator triangulator_;
};

}  // namespace belvedere::loaders::obj
