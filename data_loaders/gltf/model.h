#pragma once

#include <cstdint>
#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/gltf/feature_table.h"
#include "data_loaders/gltf/resource_files.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::gltf {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;

enum class Topology : std::uint8_t { Triangles, Lines, Points };
enum class AlphaMode : std::uint8_t { Opaque, Mask, Blend };

/// One run of geometry with one material. Strips, fans and loops are unrolled; every index is in range.
struct Primitive {
  Topology topology = Topology::Triangles;
  std::vector<glm::dvec3> positions;
  std::vector<glm::vec2> texcoords;     ///< empty or one per position; t downwards, as glTF has it
  std::vector<glm::vec4> colours;       ///< empty or one per position; linear RGBA
  std::vector<std::uint32_t> indices;   ///< three, two or one per element
  std::vector<std::uint32_t> features;  ///< empty, or the feature of each position: a row of the feature table
  std::uint32_t table = kNone;          ///< of `features`, in Model::tables
  std::uint32_t nullFeature = kNone;    ///< the number that stands for no feature
  std::uint32_t material = kNone;
};

/// A mesh: what a node draws.
struct Mesh {
  std::string name;
  std::vector<Primitive> primitives;
};

/// A mesh at a place. Instances of one node (EXT_mesh_gpu_instancing) come one by one.
struct MeshInstance {
  std::uint32_t mesh = 0;
  glm::dmat4 transform{1.0};                     ///< to the model's own axes (y upwards)
  std::string name;                              ///< the node's, or the mesh's
  std::uint32_t feature = kNone, table = kNone;  ///< EXT_instance_features
};

/// Base colour only: the rest of the material model has no place in a map.
struct Material {
  glm::vec4 colour{1.0F};  ///< linear RGBA, times the picture
  std::uint32_t image = kNone;
  AlphaMode alpha = AlphaMode::Opaque;
  float alphaCutoff = 0.5F;
  bool isTwoSided = false;
  bool isRepeated = true;
};

/// A picture, not decoded. `name` is unique within a source: the file, or the model's file with a number.
struct ModelImage {
  std::string name;
  std::string bytes;
};

/// What of a glTF file matters on a map.
struct Model {
  std::vector<Mesh> meshes;
  std::vector<MeshInstance> instances;
  std::vector<Material> materials;
  std::vector<ModelImage> images;
  std::vector<FeatureTable> tables;  ///< property tables (EXT_structural_metadata)
  glm::dvec3 rtcCentre{0.0};         ///< CESIUM_RTC: where the origin is, in the tileset's axes (z upwards)
  bool hasFeatures = false;          ///< whether a primitive or an instance names features
};

/// What to read of a model.
struct ModelOptions {
  bool wantsTextures = true;
  bool wantsAttributes = true;
};

/// Reads a GLB or glTF file (2.0 or 1.0); `name` is its path below the folder of `files`. What is damaged in it costs
/// its own part, with a finding. Fails as a whole where it is no glTF, of another version, or needs an unknown
/// extension
/// ("gltf-damaged", "gltf-version", "gltf-extension"). Any thread.
Result<Model> readModel(std::string bytes, const ResourceFiles& files, const std::string& name,
                        const ModelOptions& options, Diagnostics& diagnostics);

/// How many triangles, lines and points are drawn.
std::uint64_t elementCount(const Model& model);

}  // namespace belvedere::loaders::gltf
