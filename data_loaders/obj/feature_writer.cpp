#include "data_loaders/obj/detail/feature_writer.h"

#include <algorithm>
#include <cmath>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <utility>

#include "data_loaders/common/limits.h"
#include "data_loaders/common/polygon_diagnostics.h"
#include "data_loaders/obj/detail/messages.h"

namespace belvedere::loaders::obj {
namespace {

constexpr std::size_t kMostElements = 60'000;  // that are held before they go to the batch writer
constexpr int kOneSided = 0;
constexpr int kTwoSided = 1;
constexpr int kLines = 2;
constexpr int kPoints = 3;

/// IEC 61966-2-1.
float toLinear(float srgb) { return srgb <= 0.04045F ? srgb / 12.92F : std::pow((srgb + 0.055F) / 1.055F, 2.4F); }

glm::vec4 toLinear(const glm::vec3& srgb, float opacity) {
  const glm::vec3 inRange = glm::clamp(srgb, 0.0F, 1.0F);
  return {toLinear(inRange.x), toLinear(inRange.y), toLinear(inRange.z), opacity};
}

gltf::Topology topologyOf(int use) {
  return use == kLines ? gltf::Topology::Lines : (use == kPoints ? gltf::Topology::Points : gltf::Topology::Triangles);
}

}  // namespace

FeatureWriter::FeatureWriter(const ObjFile& file, std::span<const ObjMaterial> materials,
                             const gltf::ResourceFiles& files, const gltf::ModelOptions& options,
                             gltf::BatchWriter& batches, Diagnostics& diagnostics)
    : file_(file),
      materials_(materials),
      files_(files),
      options_(options),
      batches_(batches),
      diagnostics_(diagnostics) {
  facts_.name = file.name();
  model_.meshes.resize(1);
  model_.instances.resize(1);
}

void FeatureWriter::write(const ObjFeature& feature, const glm::dmat4& transform) {
  model_.instances.front().name =
      feature.name.empty() ? std::filesystem::path(file_.name()).stem().string() : feature.name;
  transform_ = transform;
  for (const Run& run : feature.runs) {
    writeRun(run);
  }
  flush();
}

void FeatureWriter::writeRun(const Run& run) {
  material_ = run.material;
  positions_ = run.positions;
  texcoords_ = run.texcoords;
  normals_ = run.normals;
  Lines lines(file_.text().substr(run.begin, run.end - run.begin));
  for (std::string_view line; lines.next(line) && !batches_.isStopped();) {
    const std::string_view word = takeWord(line);
    if (word == "v") {
      ++positions_;
    } else if (word == "vt") {
      ++texcoords_;
    } else if (word == "vn") {
      ++normals_;
    } else if (word == "usemtl") {
      material_ = file_.materialOf(trimmed(line));
    } else if ((word == "f" || word == "l" || word == "p") && readCorners(line)) {
      word == "f" ? addFace() : (word == "l" ? addLine() : addPoints());
      if (elements_ >= kMostElements) {
        flush();
      }
    }
  }
}

bool FeatureWriter::readCorners(std::string_view line) {
  corners_.clear();
  for (std::string_view word = takeWord(line); !word.empty() && word.front() != '#'; word = takeWord(line)) {
    WrittenCorner written;
    if (!readCorner(word, written)) {
      diagnostics_.add(Severity::Warning, Message(kObjLineDamaged, {{"file", file_.name()}}));
      return false;
    }
    const Corner corner{placeOf(written.position, positions_), placeOf(written.texcoord, texcoords_),
                        placeOf(written.normal, normals_)};
    // Some programs write vertices behind the faces that use them; numbers from 1 reach these too.
    if (corner.position >= file_.positions().size() || (written.position < 0 && corner.position >= positions_)) {
      diagnostics_.add(Severity::Warning, Message(kObjCornerUnknown, {{"file", file_.name()}}));
      return false;
    }
    corners_.push_back({corner.position,
                        written.texcoord != 0 && corner.texcoord < file_.texcoords().size() ? corner.texcoord : kAbsent,
                        written.normal != 0 && corner.normal < file_.normals().size() ? corner.normal : kAbsent});
  }
  return !corners_.empty();
}

void FeatureWriter::addFace() {
  ring_.clear();
  for (const Corner& corner : corners_) {
    ring_.push_back(file_.positions()[corner.position]);
  }
  triangles_.clear();
  const auto end = static_cast<std::uint32_t>(ring_.size());
  const auto made = triangulator_.triangulate(ring_, {&end, 1}, triangles_);
  if (made.faults != geometry::kNoFault) {
    addPolygonFaults(diagnostics_, made.faults, model_.instances.front().name);
  }
  const bool hasNormals =
      std::none_of(corners_.begin(), corners_.end(), [](const Corner& corner) { return corner.normal == kAbsent; });
  const bool isTurned = hasNormals && facesAgainstNormals();
  Part& to = part(hasNormals ? kOneSided : kTwoSided);
  for (std::size_t i = 0; i + 2 < triangles_.size(); i += 3) {
    to.primitive.indices.push_back(slot(to, corners_[triangles_[i]]));
    to.primitive.indices.push_back(slot(to, corners_[triangles_[i + (isTurned ? 2 : 1)]]));
    to.primitive.indices.push_back(slot(to, corners_[triangles_[i + (isTurned ? 1 : 2)]]));
    ++elements_;
  }
}

bool FeatureWriter::facesAgainstNormals() const {
  glm::vec3 sum(0.0F);
  for (const Corner& corner : corners_) {
    sum += file_.normals()[corner.normal];
  }
  return glm::dot(geometry::newellVector(ring_), glm::dvec3(sum)) < 0.0;
}

void FeatureWriter::addLine() {
  Part& to = part(kLines);
  for (std::size_t i = 0; i + 1 < corners_.size(); ++i) {
    to.primitive.indices.push_back(slot(to, corners_[i]));
    to.primitive.indices.push_back(slot(to, corners_[i + 1]));
    ++elements_;
  }
}

void FeatureWriter::addPoints() {
  Part& to = part(kPoints);
  for (const Corner& corner : corners_) {
    to.primitive.indices.push_back(slot(to, corner));
    ++elements_;
  }
}

FeatureWriter::Part& FeatureWriter::part(int use) {
  const auto [found, isNew] = parts_.try_emplace(PartKey(material_, use));
  if (isNew) {
    found->second.primitive.topology = topologyOf(use);
    found->second.primitive.material = materialOf(material_, use == kTwoSided);
  }
  return found->second;
}

std::uint32_t FeatureWriter::slot(Part& part, const Corner& corner) {
  const std::uint64_t key = corner.position << 32U | (corner.texcoord & 0xFFFFFFFFU);
  gltf::Primitive& primitive = part.primitive;
  const auto [found, isNew] = part.slots.try_emplace(key, static_cast<std::uint32_t>(primitive.positions.size()));
  if (!isNew) {
    return found->second;
  }
  primitive.positions.push_back(file_.positions()[corner.position]);
  if (!file_.colours().empty()) {
    primitive.colours.push_back(toLinear(file_.colours()[corner.position], 1.0F));
  }
  if (!file_.texcoords().empty() && material_ < materials_.size() && !materials_[material_].picture.empty()) {
    const ObjMaterial& material = materials_[material_];
    const glm::vec2 written = corner.texcoord != kAbsent ? file_.texcoords()[corner.texcoord] : glm::vec2(0.0F);
    const glm::vec2 texcoord = written * material.scale + material.offset;
    primitive.texcoords.emplace_back(texcoord.x, 1.0F - texcoord.y);  // glTF counts downwards
  }
  return found->second;
}

std::uint32_t FeatureWriter::materialOf(std::uint32_t material, bool isTwoSided) {
  const auto [found, isNew] =
      madeMaterials_.try_emplace({material, isTwoSided}, static_cast<std::uint32_t>(model_.materials.size()));
  if (!isNew) {
    return found->second;
  }
  gltf::Material made;
  made.isTwoSided = isTwoSided;
  if (material < materials_.size()) {
    const ObjMaterial& known = materials_[material];
    made.image = options_.wantsTextures ? imageOf(known) : gltf::kNone;
    const bool isPictured = made.image != gltf::kNone;
    made.colour = isPictured ? glm::vec4(1.0F, 1.0F, 1.0F, known.opacity) : toLinear(known.colour, known.opacity);
    made.isRepeated = known.isRepeated;
    if (known.opacity < 1.0F) {
      made.alpha = gltf::AlphaMode::Blend;
    } else if (known.isCutOut && isPictured) {
      made.alpha = gltf::AlphaMode::Mask;
    }
  }
  model_.materials.push_back(made);
  return found->second;
}

std::uint32_t FeatureWriter::imageOf(const ObjMaterial& material) {
  if (material.picture.empty()) {
    return gltf::kNone;
  }
  const auto [found, isNew] = madeImages_.try_emplace(material.picture, gltf::kNone);
  if (isNew) {
    if (auto bytes = files_.read(material.picture, limits::kTextureFileBytes)) {
      found->second = static_cast<std::uint32_t>(model_.images.size());
      model_.images.push_back({material.picture, std::move(*bytes)});
    } else {
      diagnostics_.add(Severity::Warning, bytes.error().message, material.picture);
    }
  }
  return found->second;
}

void FeatureWriter::flush() {
  std::vector<gltf::Primitive>& primitives = model_.meshes.front().primitives;
  for (auto& [key, part] : parts_) {
    primitives.push_back(std::move(part.primitive));
  }
  parts_.clear();
  elements_ = 0;
  if (!primitives.empty()) {
    batches_.addModel(model_, transform_, facts_, false);
    primitives.clear();
  }
}

}  // namespace belvedere::loaders::obj
