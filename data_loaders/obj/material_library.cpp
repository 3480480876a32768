#include "data_loaders/obj/detail/material_library.h"

#include <algorithm>
#include <glm/common.hpp>
#include <map>
#include <optional>

#include "data_loaders/obj/detail/messages.h"
#include "data_loaders/obj/detail/obj_text.h"
#include "engine/core/case_blind_folder.h"

namespace belvedere::loaders::obj {
namespace {

constexpr std::uint64_t kLibraryBytes = 64U << 20U;
constexpr std::size_t kMostMaterials = 100'000;

/// Finds files that are named in others.
class ObjFolder {
 public:
  explicit ObjFolder(const std::filesystem::path& folder) : files_(folder.empty() ? "." : folder) {}

  /// The file that `name` means in the file `from`, from the folder; where there is none, what it should be called.
  std::string locate(std::string name, const std::filesystem::path& from) {
    std::replace(name.begin(), name.end(), '\\', '/');
    const std::filesystem::path written(name);
    const std::filesystem::path alone = written.filename();
    for (const auto& candidate : {from.parent_path() / written, from.parent_path() / alone, alone}) {
      const auto relative = CaseBlindFolder::asRelative(candidate.lexically_normal().generic_string());
      const std::filesystem::path found = relative ? files_.find(*relative) : std::filesystem::path();
      if (!found.empty()) {
        return found.lexically_relative(files_.folder()).generic_string();
      }
    }
    return alone.generic_string();
  }

 private:
  CaseBlindFolder files_;
};

/// How many words follow an option of a picture ("-s 1 1 1"); -1 for a word that is none.
int argumentCount(std::string_view option) {
  static const std::map<std::string_view, int> kCounts{{"-blendu", 1}, {"-blendv", 1}, {"-boost", 1},  {"-mm", 2},
                                                       {"-bm", 1},     {"-clamp", 1},  {"-texres", 1}, {"-imfchan", 1},
                                                       {"-cc", 1},     {"-type", 1}};
  const auto found = kCounts.find(option);
  return found != kCounts.end() ? found->second : -1;
}

/// Takes "-s u [v [w]]" off the line.
glm::vec2 takeVector(std::string_view& line, const glm::vec2& usual) {
  glm::dvec3 vector(usual, 0.0);
  for (int axis = 0; axis < 3; ++axis) {
    std::string_view rest = line;
    if (!takeNumber(rest, vector[axis])) {
      break;
    }
    line = rest;
  }
  return vector;
}

class LibraryReader {
 public:
  LibraryReader(ObjFolder& folder, std::string file) : folder_(folder), file_(std::move(file)) {}

  std::map<std::string, ObjMaterial> run(std::string_view text) {
    Lines lines(text);
    for (std::string_view line; lines.next(line);) {
      const std::string_view word = takeWord(line);
      if (word == "newmtl") {
        const std::string_view name = trimmed(line);
        material_ = materials_.size() < kMostMaterials ? &materials_[std::string(name)] : nullptr;
      } else if (material_ != nullptr) {
        take(word, line);
      }
    }
    return std::move(materials_);
  }

 private:
  void take(std::string_view word, std::string_view line) {
    if (word == "Kd") {
      takeColour(line);
    } else if (word == "d" || word == "Tr") {
      double value = 1.0;
      if (takeNumber(line, value)) {
        material_->opacity = static_cast<float>(std::clamp(word == "d" ? value : 1.0 - value, 0.0, 1.0));
      }
    } else if (word == "map_Kd") {
      takePicture(line);
    } else if (word == "map_d") {
      material_->isCutOut = true;
    }
  }

  void takeColour(std::string_view line) {
    glm::dvec3 colour(0.0);
    if (!takeNumber(line, colour.x)) {
      return;  // a spectral curve or CIE XYZ
    }
    if (!takeNumber(line, colour.y) || !takeNumber(line, colour.z)) {
      colour = glm::dvec3(colour.x);
    }
    material_->colour = glm::clamp(glm::vec3(colour), 0.0F, 1.0F);
  }

  void takePicture(std::string_view line) {
    for (std::string_view rest = line;; line = rest) {
      const std::string_view option = takeWord(rest);
      if (option == "-s") {
        material_->scale = takeVector(rest, glm::vec2(1.0F));
      } else if (option == "-o") {
        material_->offset = takeVector(rest, glm::vec2(0.0F));
      } else if (option == "-t") {
        takeVector(rest, glm::vec2(0.0F));
      } else if (const int arguments = argumentCount(option); arguments >= 0) {
        for (int i = 0; i < arguments; ++i) {
          const std::string_view argument = takeWord(rest);
          material_->isRepeated = material_->isRepeated && !(option == "-clamp" && argument == "on");
        }
      } else {
        break;
      }
    }
    const std::string name(trimmed(line));
    material_->picture = name.empty() ? name : folder_.locate(name, file_);
  }

  ObjFolder& folder_;
  std::filesystem::path file_;
  std::map<std::string, ObjMaterial> materials_;
  ObjMaterial* material_ = nullptr;
};

}  // namespace

std::vector<ObjMaterial> readMaterials(const ObjFile& file, const std::filesystem::path& folder,
                                       const gltf::ResourceFiles& files, Diagnostics& diagnostics) {
  ObjFolder finder(folder);
  std::map<std::string, ObjMaterial> known;
  for (const std::string& library : file.libraries()) {
    const std::string name = finder.locate(library, file.name());
    if (auto text = files.read(name, kLibraryBytes)) {
      known.merge(LibraryReader(finder, name).run(*text));
    } else {
      diagnostics.add(Severity::Warning,
                      text.error().code == ErrorCode::NotFound ? Message(kMaterialsMissing, {{"name", name}})
                                                               : text.error().message,
                      name);
    }
  }
  std::vector<ObjMaterial> materials;
  for (const std::string& name : file.materials()) {
    const auto found = known.find(name);
    materials.push_back(found != known.end() ? found->second : ObjMaterial());
    if (found == known.end() && !known.empty()) {
      diagnostics.add(Severity::Warning, Message(kMaterialUnknown, {{"file", file.name()}, {"name", name}}), name);
    }
  }
  return materials;
}

}  // namespace belvedere::loaders::obj
