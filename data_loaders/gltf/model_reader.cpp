#include <algorithm>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>
#include <glm/gtc/quaternion.hpp>
#include <map>

#include "data_loaders/gltf/detail/document.h"
#include "data_loaders/gltf/detail/mesh_reader.h"
#include "data_loaders/gltf/detail/messages.h"
#include "data_loaders/gltf/limits.h"
#include "data_loaders/gltf/model.h"
#include "data_loaders/gltf/property_tables.h"

namespace belvedere::loaders::gltf {
namespace {

template <class Vector>
bool readVector(const JsonValue& json, Vector& out) {
  const std::vector<double> values = json.numbers();
  if (values.size() != static_cast<std::size_t>(out.length())) {
    return false;
  }
  for (int i = 0; i < out.length(); ++i) {
    out[i] = static_cast<typename Vector::value_type>(values[static_cast<std::size_t>(i)]);
  }
  return true;
}

glm::dmat4 composed(const glm::dvec3& translation, const glm::dvec4& rotation, const glm::dvec3& scale) {
  const double length =
      std::sqrt(rotation.x * rotation.x + rotation.y * rotation.y + rotation.z * rotation.z + rotation.w * rotation.w);
  const glm::dquat turn =
      length > 0.0 ? glm::dquat(rotation.w / length, rotation.x / length, rotation.y / length, rotation.z / length)
                   : glm::dquat(1.0, 0.0, 0.0, 0.0);
  return glm::scale(glm::translate(glm::dmat4(1.0), translation) * glm::mat4_cast(turn), scale);
}

glm::dmat4 nodeTransform(const JsonValue& node) {
  const std::vector<double> matrix = node["matrix"].numbers();
  if (matrix.size() == 16) {
    glm::dmat4 out;
    for (std::size_t i = 0; i < 16; ++i) {
      out[static_cast<int>(i / 4)][static_cast<int>(i % 4)] = matrix[i];
    }
    return out;
  }
  glm::dvec3 translation(0.0);
  glm::dvec4 rotation(0.0, 0.0, 0.0, 1.0);
  glm::dvec3 scale(1.0);
  readVector(node["translation"], translation);
  readVector(node["rotation"], rotation);
  readVector(node["scale"], scale);
  return composed(translation, rotation, scale);
}

class ModelReader {
 public:
  ModelReader(Document& document, const ModelOptions& options, Diagnostics& diagnostics)
      : document_(document), options_(options), diagnostics_(diagnostics) {}

  Model read() {
    readMaterials();
    readMetadata();
    glm::dvec3 centre(0.0);
    if (readVector(document_.root()["extensions"]["CESIUM_RTC"]["center"], centre)) {
      model_.rtcCentre = centre;
    }
    seenNodes_.resize(document_.count("nodes"));
    for (const std::uint64_t node : rootNodes()) {
      visitNode(node, glm::dmat4(1.0), 0);
    }
    for (const Mesh& mesh : model_.meshes) {
      for (const Primitive& primitive : mesh.primitives) {
        model_.hasFeatures = model_.hasFeatures || !primitive.features.empty();
      }
    }
    return std::move(model_);
  }

 private:
  /// The nodes of the scene; without a scene, all that are no one's child.
  std::vector<std::uint64_t> rootNodes() const {
    const JsonValue chosen = document_.root()["scene"];
    const JsonValue scene = chosen.isMissing() ? document_.item("scenes", 0) : document_.item("scenes", chosen);
    std::vector<std::uint64_t> roots;
    for (const JsonValue& node : scene["nodes"].items()) {
      roots.push_back(node.index().value_or(kNone));
    }
    std::vector<bool> isChild(scene.isMissing() ? document_.count("nodes") : 0);
    for (std::uint64_t i = 0; i < isChild.size(); ++i) {
      for (const JsonValue& child : document_.item("nodes", i)["children"].items()) {
        const std::uint64_t index = child.index().value_or(kNone);
        if (index < isChild.size()) {
          isChild[index] = true;
        }
      }
    }
    for (std::uint64_t i = 0; i < isChild.size(); ++i) {
      if (!isChild[i]) {
        roots.push_back(i);
      }
    }
    return roots;
  }

  void visitNode(std::uint64_t index, const glm::dmat4& parent, std::size_t depth) {
    if (index >= seenNodes_.size() || seenNodes_[index] || depth > limits::kNodeDepth) {
      diagnostics_.add(Severity::Warning, Message(kPartDamaged, {{"file", document_.name()}, {"part", "nodes"}}),
                       document_.name());
      return;
    }
    seenNodes_[index] = true;  // a node has one parent (glTF 2.0, 3.5.2)
    const JsonValue node = document_.item("nodes", index);
    const glm::dmat4 transform = parent * nodeTransform(node);
    if (const auto mesh = node["mesh"].index(); mesh && *mesh < document_.count("meshes")) {
      placeMesh(node, *mesh, transform);
    }
    for (const JsonValue& child : node["children"].items()) {
      visitNode(child.index().value_or(kNone), transform, depth + 1);
    }
  }

  void placeMesh(const JsonValue& node, std::uint64_t meshIndex, const glm::dmat4& transform) {
    MeshInstance instance;
    instance.mesh = meshFor(meshIndex);
    instance.name = node["name"].textOrEmpty();
    if (instance.name.empty()) {
      instance.name = model_.meshes[instance.mesh].name;
    }
    const JsonValue instancing = node["extensions"]["EXT_mesh_gpu_instancing"];
    if (!instancing.isMissing()) {
      placeInstances(node, instancing["attributes"], std::move(instance), transform);
      return;
    }
    instance.transform = transform;
    add(std::move(instance));
  }

  void placeInstances(const JsonValue& node, const JsonValue& attributes, MeshInstance pattern,
                      const glm::dmat4& transform) {
    const auto translations = document_.numbers(attributes["TRANSLATION"], 3);
    const auto rotations = document_.numbers(attributes["ROTATION"], 4);
    const auto scales = document_.numbers(attributes["SCALE"], 3);
    const std::size_t count = translations ? translations->size() / 3
                                           : (rotations ? rotations->size() / 4 : (scales ? scales->size() / 3 : 0));
    const JsonValue set = firstItem(node["extensions"]["EXT_instance_features"]["featureIds"]);
    std::optional<std::vector<std::uint32_t>> features;
    if (const auto number = set["attribute"].index()) {
      features = document_.indices(attributes["_FEATURE_ID_" + std::to_string(*number)]);
    }
    pattern.table = static_cast<std::uint32_t>(set["propertyTable"].index().value_or(kNone));
    for (std::size_t i = 0; i < count; ++i) {
      const auto at = [i](const auto& values, std::size_t c, std::size_t components, double otherwise) {
        return values && (i + 1) * components <= values->size() ? (*values)[i * components + c] : otherwise;
      };
      MeshInstance instance = pattern;
      instance.transform =
          transform * composed({at(translations, 0, 3, 0.0), at(translations, 1, 3, 0.0), at(translations, 2, 3, 0.0)},
                               {at(rotations, 0, 4, 0.0), at(rotations, 1, 4, 0.0), at(rotations, 2, 4, 0.0),
                                at(rotations, 3, 4, 1.0)},
                               {at(scales, 0, 3, 1.0), at(scales, 1, 3, 1.0), at(scales, 2, 3, 1.0)});
      const bool hasId = features && i < features->size();
      instance.feature = hasId ? (*features)[i] : static_cast<std::uint32_t>(i);
      model_.hasFeatures = true;
      if (!add(std::move(instance))) {
        return;
      }
    }
  }

  static JsonValue firstItem(const JsonValue& array) {
    const std::vector<JsonValue> items = array.items();
    return items.empty() ? JsonValue() : items.front();
  }

  bool add(MeshInstance&& instance) {
    if (model_.instances.size() >= limits::kInstances) {
      diagnostics_.add(
          Severity::Warning,
          Message(kTooManyInstances, {{"file", document_.name()}, {"most", std::to_string(limits::kInstances)}}),
          document_.name());
      return false;
    }
    model_.instances.push_back(std::move(instance));
    return true;
  }

  std::uint32_t meshFor(std::uint64_t index) {
    const auto [found, isNew] = meshes_.emplace(index, static_cast<std::uint32_t>(model_.meshes.size()));
    if (isNew) {
      MeshReader reader(document_, texcoordUses_, diagnostics_);
      model_.meshes.push_back(reader.read(document_.item("meshes", index)));
    }
    return found->second;
  }

  void readMaterials() {
    for (std::uint64_t i = 0; i < document_.count("materials"); ++i) {
      const JsonValue json = document_.item("materials", i);
      Material material;
      TexcoordUse use;
      const JsonValue gloss = json["extensions"]["KHR_materials_pbrSpecularGlossiness"];
      const JsonValue rough = json["pbrMetallicRoughness"];
      const bool isGloss = rough.isMissing() && !gloss.isMissing();
      readVector(isGloss ? gloss["diffuseFactor"] : rough["baseColorFactor"], material.colour);
      for (int c = 0; c < 4; ++c) {
        material.colour[c] = std::isfinite(material.colour[c]) ? std::clamp(material.colour[c], 0.0F, 1.0F) : 1.0F;
      }
      const std::string_view alpha = json["alphaMode"].textOrEmpty();
      material.alpha = alpha == "BLEND" ? AlphaMode::Blend : (alpha == "MASK" ? AlphaMode::Mask : AlphaMode::Opaque);
      material.alphaCutoff = static_cast<float>(json["alphaCutoff"].number().value_or(0.5));
      material.isTwoSided = json["doubleSided"].boolean().value_or(false);
      readTexture(isGloss ? gloss["diffuseTexture"] : rough["baseColorTexture"], material, use);
      model_.materials.push_back(material);
      texcoordUses_.push_back(use);
    }
  }

  void readTexture(const JsonValue& reference, Material& material, TexcoordUse& use) {
    const JsonValue texture = document_.item("textures", reference["index"]);
    if (!options_.wantsTextures || texture.isMissing()) {
      return;
    }
    const auto source = texture["source"].index();
    if (!source) {
      const bool isWebp = !texture["extensions"]["EXT_texture_webp"].isMissing();
      diagnostics_.add(Severity::Warning,
                       Message(kTextureUnreadable, {{"file", document_.name()}, {"format", isWebp ? "WebP" : "KTX2"}}),
                       document_.name());
      return;
    }
    material.image = imageFor(*source);
    const JsonValue sampler = document_.item("samplers", texture["sampler"]);
    constexpr std::uint64_t kClampToEdge = 33071;
    material.isRepeated = sampler["wrapS"].index().value_or(0) != kClampToEdge;
    use.isUsed = material.image != kNone;
    use.set = static_cast<unsigned>(std::min<std::uint64_t>(reference["texCoord"].index().value_or(0), 99));
    const JsonValue moved = reference["extensions"]["KHR_texture_transform"];
    readVector(moved["offset"], use.offset);
    readVector(moved["scale"], use.scale);
    use.rotationRadians = static_cast<float>(moved["rotation"].number().value_or(0.0));
    use.set = static_cast<unsigned>(std::min<std::uint64_t>(moved["texCoord"].index().value_or(use.set), 99));
  }

  std::uint32_t imageFor(std::uint64_t index) {
    const auto found = images_.find(index);
    if (found != images_.end()) {
      return found->second;
    }
    auto bytes = document_.imageBytes(index);
    std::uint32_t made = kNone;
    if (bytes && !bytes->empty()) {
      made = static_cast<std::uint32_t>(model_.images.size());
      model_.images.push_back({document_.imageName(index), std::move(*bytes)});
    } else if (!bytes) {
      diagnostics_.add(Severity::Warning, bytes.error().message, document_.imageName(index));
    }
    images_.emplace(index, made);
    return made;
  }

  /// The schema from a file of its own; nothing where it stands in the glTF itself.
  std::optional<JsonDocument> readSchema(const JsonValue& metadata) {
    const auto uri = metadata["schemaUri"].text();
    if (!uri) {
      return std::nullopt;
    }
    auto schema = document_.readJson(*uri);
    if (!schema) {
      diagnostics_.add(Severity::Warning, schema.error().message, document_.name());
      return std::nullopt;
    }
    return std::move(*schema);
  }

  void readMetadata() {
    const JsonValue metadata = document_.root()["extensions"]["EXT_structural_metadata"];
    if (!options_.wantsAttributes || metadata.isMissing()) {
      return;
    }
    const auto schema = readSchema(metadata);
    const auto bytesOf = [this](std::uint64_t view) { return document_.view(view); };
    model_.tables = readPropertyTables(schema ? schema->root() : metadata["schema"], metadata["propertyTables"],
                                       bytesOf, document_.name(), diagnostics_);
  }

  Document& document_;
  ModelOptions options_;
  Diagnostics& diagnostics_;
  Model model_;
  std::vector<TexcoordUse> texcoordUses_;
  std::vector<bool> seenNodes_;
  std::map<std::uint64_t, std::uint32_t> meshes_, images_;
};

}  // namespace

Result<Model> readModel(std::string bytes, const ResourceFiles& files, const std::string& name,
                        const ModelOptions& options, Diagnostics& diagnostics) {
  auto document = Document::parse(std::move(bytes), files, name);
  if (!document) {
    return tl::unexpected(std::move(document.error()));
  }
  return ModelReader(*document, options, diagnostics).read();
}

std::uint64_t elementCount(const Model& model) {
  std::vector<std::uint64_t> counts;
  for (const Mesh& mesh : model.meshes) {
    std::uint64_t count = 0;
    for (const Primitive& primitive : mesh.primitives) {
      const std::uint64_t corners = primitive.topology == Topology::Triangles ? 3
                                    : primitive.topology == Topology::Lines   ? 2
                                                                              : 1;
      count += primitive.indices.size() / corners;
    }
    counts.push_back(count);
  }
  std::uint64_t sum = 0;
  for (const MeshInstance& instance : model.instances) {
    sum += counts[instance.mesh];
  }
  return sum;
}

}  // namespace belvedere::loaders::gltf
