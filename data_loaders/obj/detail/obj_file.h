#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/common/mapped_file.h"
#include "engine/core/diagnostics.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"

namespace belvedere::loaders::obj {

/// A stretch of the text that belongs to one feature, and what stands before it.
struct Run {
  std::size_t begin = 0, end = 0;                           ///< in the text
  std::uint32_t material = 0;                               ///< in ObjFile::materials(), kNoMaterial for none
  std::uint64_t positions = 0, texcoords = 0, normals = 0;  ///< counts, for numbers that count backwards
};
constexpr std::uint32_t kNoMaterial = 0xFFFFFFFFU;

/// An object or group: its stretches in the order of the file.
struct ObjFeature {
  std::string name;
  std::vector<Run> runs;
  std::size_t bytes = 0;  ///< of these
};

/// An OBJ file whose vertices are in memory, for any face may name any of them; its faces stay in the file. Immutable.
class ObjFile {
 public:
  /// Reads it once. Fails as MappedFile::open does, with InvalidData ("obj-empty"), LimitExceeded ("obj-too-large").
  static Result<std::shared_ptr<const ObjFile>> open(const std::filesystem::path& path, const ProgressSink& progress);

  std::string_view text() const { return file_.text(); }
  const std::string& name() const { return name_; }  ///< of the file
  const std::vector<glm::dvec3>& positions() const { return positions_; }
  const std::vector<glm::vec3>& colours() const { return colours_; }      ///< sRGB 0 to 1; empty or one per position
  const std::vector<glm::vec2>& texcoords() const { return texcoords_; }  ///< t upwards
  const std::vector<glm::vec3>& normals() const { return normals_; }
  const std::vector<ObjFeature>& features() const { return features_; }
  const std::vector<std::string>& materials() const { return materials_; }  ///< that faces name
  /// The place of a name among these; kNoMaterial where it is none.
  std::uint32_t materialOf(std::string_view name) const;
  const std::vector<std::string>& libraries() const { return libraries_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  class Reader;
  explicit ObjFile(MappedFile file) : file_(std::move(file)) {}

  MappedFile file_;
  std::string name_;
  std::vector<glm::dvec3> positions_;
  std::vector<glm::vec3> colours_;
  std::vector<glm::vec2> texcoords_;
  std::vector<glm::vec3> normals_;
  std::vector<ObjFeature> features_;
  std::vector<std::string> materials_;
  std::map<std::string, std::uint32_t, std::less<>> materialNumbers_;
  std::vector<std::string> libraries_;
  Diagnostics diagnostics_;
};

}  // namespace belvedere::loaders::obj
