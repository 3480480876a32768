#pragma once

#include <filesystem>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <string>
#include <vector>

#include "data_loaders/gltf/resource_files.h"
#include "data_loaders/obj/detail/obj_file.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::obj {

/// What a material of an MTL file says that a map shows.
struct ObjMaterial {
  glm::vec3 colour{1.0F};  ///< sRGB; not applied to a picture: programs write what they like beside one
  float opacity = 1.0F;
  std::string picture;     ///< a file below the source's folder; empty for none
  bool isCutOut = false;   ///< the picture's own opacity cuts it out (map_d)
  bool isRepeated = true;  ///< not clamped
  glm::vec2 scale{1.0F};   ///< of texture coordinates
  glm::vec2 offset{0.0F};
};

/// Reads the materials that an OBJ file names: one for each of ObjFile::materials(). Those that are missing or damaged
/// are plain, with a finding ("obj-materials-missing", "obj-material-unknown", "resource-missing"). Files are looked
/// for where they are named, without regard to case, and else by their name alone beside the file that names them: many
/// are written with a path of their author's machine.
std::vector<ObjMaterial> readMaterials(const ObjFile& file, const std::filesystem::path& folder,
                                       const gltf::ResourceFiles& files, Diagnostics& diagnostics);

}  // namespace belvedere::loaders::obj
