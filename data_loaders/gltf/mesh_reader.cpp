#include "data_loaders/gltf/detail/mesh_reader.h"

#include <algorithm>
#include <cmath>

#include "data_loaders/gltf/detail/messages.h"
#include "data_loaders/gltf/draco_geometry.h"

namespace belvedere::loaders::gltf {
namespace {

constexpr std::string_view kDraco = "KHR_draco_mesh_compression";

enum Mode : std::uint64_t { kPoints, kLines, kLineLoop, kLineStrip, kTriangles, kTriangleStrip, kTriangleFan };

Topology topologyOf(std::uint64_t mode) {
  return mode == kPoints ? Topology::Points : (mode < kTriangles ? Topology::Lines : Topology::Triangles);
}

/// Unrolls strips, fans and loops into elements of their own (glTF 2.0, 3.7.2.1).
std::vector<std::uint32_t> unrolled(std::vector<std::uint32_t> in, std::uint64_t mode) {
  std::vector<std::uint32_t> out;
  const std::size_t count = in.size();
  switch (mode) {
    case kLines:
      in.resize(count / 2 * 2);
      return in;
    case kTriangles:
      in.resize(count / 3 * 3);
      return in;
    case kLineLoop:
    case kLineStrip:
      for (std::size_t i = 0; i + 1 < count; ++i) {
        out.insert(out.end(), {in[i], in[i + 1]});
      }
      if (mode == kLineLoop && count > 2) {
        out.insert(out.end(), {in.back(), in.front()});
      }
      return out;
    case kTriangleStrip:
      for (std::size_t i = 0; i + 2 < count; ++i) {
        const std::size_t odd = i % 2;
        out.insert(out.end(), {in[i], in[i + 1 + odd], in[i + 2 - odd]});
      }
      return out;
    case kTriangleFan:
      for (std::size_t i = 1; i + 1 < count; ++i) {
        out.insert(out.end(), {in[i], in[i + 1], in[0]});
      }
      return out;
    default:
      return in;
  }
}

bool isFinite(const glm::dvec3& p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

}  // namespace

/// Where a primitive's attributes come from: accessors, or a Draco mesh that has some of them.
struct MeshReader::Source {
  Document& document;
  JsonValue attributes;
  std::optional<DracoGeometry> draco;

  bool has(const std::string& name) const { return !attributes[name].isMissing(); }

  std::optional<std::vector<double>> numbers(const std::string& name, unsigned components) {
    if (draco) {
      if (const auto found = draco->attributes.find(name); found != draco->attributes.end()) {
        if (components != 0 && found->second.components != components) {
          return std::nullopt;
        }
        std::vector<double> values = found->second.values;
        normalise(name, found->second.isNormalised, values);
        return values;
      }
    }
    return document.numbers(attributes[name], components);
  }

  unsigned componentCount(const std::string& name) const {
    if (draco) {
      if (const auto found = draco->attributes.find(name); found != draco->attributes.end()) {
        return found->second.components;
      }
    }
    return document.componentCount(attributes[name]);
  }

 private:
  /// Draco may keep whole numbers where the accessor says that they are normalised.
  void normalise(const std::string& name, bool isDone, std::vector<double>& values) const {
    const JsonValue accessor = document.item("accessors", attributes[name]);
    const auto type = accessor["componentType"].index().value_or(0);
    if (isDone || !accessor["normalized"].boolean().value_or(false)) {
      return;
    }
    const double scale = type == 5121   ? 255.0
                         : type == 5123 ? 65535.0
                         : type == 5120 ? 127.0
                         : type == 5122 ? 32767.0
                                        : 1.0;
    for (double& value : values) {
      value /= scale;
    }
  }
};

Mesh MeshReader::read(const JsonValue& json) {
  Mesh mesh;
  mesh.name = json["name"].textOrEmpty();
  for (const JsonValue& item : json["primitives"].items()) {
    if (auto primitive = readPrimitive(item)) {
      mesh.primitives.push_back(std::move(*primitive));
    }
  }
  return mesh;
}

std::optional<Primitive> MeshReader::damaged(const char* part) {
  diagnostics_.add(Severity::Warning, Message(kPartDamaged, {{"file", document_.name()}, {"part", part}}),
                   document_.name());
  return std::nullopt;
}

std::optional<Primitive> MeshReader::readPrimitive(const JsonValue& json) {
  Source source{document_, json["attributes"], std::nullopt};
  const std::uint64_t mode = json["mode"].index().value_or(kTriangles);
  if (!source.has("POSITION")) {
    return std::nullopt;  // allowed, and nothing to see
  }
  if (mode > kTriangleFan) {
    return damaged("mode");
  }
  const JsonValue compressed = json["extensions"][kDraco];
  if (!compressed.isMissing()) {
    std::map<std::string, std::uint32_t> wanted;
    compressed["attributes"].forEachMember([&](std::string_view name, const JsonValue& id) {
      wanted.emplace(name, static_cast<std::uint32_t>(std::min<std::uint64_t>(id.index().value_or(kNone), kNone)));
    });
    const auto bytes = document_.view(compressed["bufferView"]);
    source.draco = bytes ? decodeDraco(*bytes, wanted) : std::nullopt;
    if (!source.draco) {
      return damaged("Draco");
    }
  }
  Primitive primitive;
  primitive.topology = topologyOf(mode);
  primitive.material =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(json["material"].index().value_or(kNone), kNone));
  if (!readVertices(json, source, primitive)) {
    return damaged("POSITION");
  }
  readFeatures(json, source, primitive);
  if (!readIndices(json, source, primitive)) {
    return damaged("indices");
  }
  return primitive;
}

bool MeshReader::readVertices(const JsonValue& json, Source& source, Primitive& primitive) {
  (void)json;
  const auto places = source.numbers("POSITION", 3);
  if (!places) {
    return false;
  }
  primitive.positions.reserve(places->size() / 3);
  for (std::size_t i = 0; i + 2 < places->size(); i += 3) {
    primitive.positions.emplace_back((*places)[i], (*places)[i + 1], (*places)[i + 2]);
  }
  const std::size_t count = primitive.positions.size();
  if (primitive.material < uses_.size() && uses_[primitive.material].isUsed) {
    const TexcoordUse& use = uses_[primitive.material];
    const auto coordinates = source.numbers("TEXCOORD_" + std::to_string(use.set), 2);
    const float c = std::cos(use.rotationRadians);
    const float s = std::sin(use.rotationRadians);
    if (coordinates && coordinates->size() == count * 2) {
      for (std::size_t i = 0; i < count; ++i) {
        const glm::vec2 t = glm::vec2((*coordinates)[i * 2], (*coordinates)[i * 2 + 1]) * use.scale;
        const glm::vec2 moved(c * t.x + s * t.y + use.offset.x, c * t.y - s * t.x + use.offset.y);
        const bool isSound = std::isfinite(moved.x) && std::isfinite(moved.y);
        primitive.texcoords.push_back(isSound ? moved : glm::vec2(0.0F));
      }
    }
  }
  if (source.has("COLOR_0")) {
    const unsigned components = source.componentCount("COLOR_0");
    const auto colours = source.numbers("COLOR_0", components);
    if (colours && components >= 3 && components <= 4 && colours->size() == count * components) {
      for (std::size_t i = 0; i < count; ++i) {
        const double* at = colours->data() + i * components;
        const auto part = [](double v) { return static_cast<float>(std::isfinite(v) ? std::clamp(v, 0.0, 1.0) : 1.0); };
        primitive.colours.emplace_back(part(at[0]), part(at[1]), part(at[2]), components == 4 ? part(at[3]) : 1.0F);
      }
    }
  }
  return true;
}

void MeshReader::readFeatures(const JsonValue& json, Source& source, Primitive& primitive) {
  std::string attribute;
  const std::vector<JsonValue> sets = json["extensions"]["EXT_mesh_features"]["featureIds"].items();
  const auto isFirst = [](const JsonValue& set) { return !set["propertyTable"].isMissing(); };
  auto chosen = std::find_if(sets.begin(), sets.end(), isFirst);
  chosen = chosen == sets.end() ? sets.begin() : chosen;
  if (chosen != sets.end()) {
    primitive.table = static_cast<std::uint32_t>((*chosen)["propertyTable"].index().value_or(kNone));
    primitive.nullFeature = static_cast<std::uint32_t>((*chosen)["nullFeatureId"].index().value_or(kNone));
    const auto number = (*chosen)["attribute"].index();
    if (!(*chosen)["texture"].isMissing()) {
      diagnostics_.add(Severity::Warning, Message(kFeatureTextures, {{"file", document_.name()}}), document_.name());
      primitive.table = kNone;
      return;
    }
    if (!number) {  // each vertex is a feature of its own
      for (std::uint32_t i = 0; i < primitive.positions.size(); ++i) {
        primitive.features.push_back(i);
      }
      return;
    }
    attribute = "_FEATURE_ID_" + std::to_string(*number);
  } else {
    for (const char* name : {"_BATCHID", "BATCHID", "_FEATURE_ID_0"}) {
      if (source.has(name)) {
        attribute = name;
        break;
      }
    }
  }
  if (attribute.empty()) {
    return;
  }
  const auto ids = source.numbers(attribute, 1);
  if (!ids || ids->size() != primitive.positions.size()) {
    damaged("feature ids");
    primitive.table = kNone;
    return;
  }
  for (const double id : *ids) {
    const double rounded = std::round(id);
    primitive.features.push_back(rounded >= 0.0 && rounded < kNone ? static_cast<std::uint32_t>(rounded) : kNone);
  }
}

bool MeshReader::readIndices(const JsonValue& json, Source& source, Primitive& primitive) {
  const auto count = static_cast<std::uint32_t>(primitive.positions.size());
  const std::uint64_t mode = json["mode"].index().value_or(kTriangles);
  if (source.draco && !source.draco->indices.empty()) {
    primitive.indices = std::move(source.draco->indices);
    primitive.topology = Topology::Triangles;
  } else if (json["indices"].isMissing()) {
    primitive.indices.resize(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      primitive.indices[i] = i;
    }
    primitive.indices = unrolled(std::move(primitive.indices), mode);
  } else {
    auto indices = document_.indices(json["indices"]);
    if (!indices) {
      return false;
    }
    primitive.indices = unrolled(std::move(*indices), mode);
  }
  const std::size_t corners = primitive.topology == Topology::Triangles ? 3
                              : primitive.topology == Topology::Lines   ? 2
                                                                        : 1;
  std::size_t kept = 0;
  for (std::size_t i = 0; i + corners <= primitive.indices.size(); i += corners) {
    const auto first = primitive.indices.begin() + static_cast<std::ptrdiff_t>(i);
    const bool isSound = std::all_of(first, first + static_cast<std::ptrdiff_t>(corners), [&](std::uint32_t index) {
      return index < count && isFinite(primitive.positions[index]);
    });
    if (isSound) {
      std::copy_n(first, corners, primitive.indices.begin() + static_cast<std::ptrdiff_t>(kept));
      kept += corners;
    }
  }
  if (kept < primitive.indices.size()) {
    damaged("indices");
    primitive.indices.resize(kept);
  }
  return true;
}

}  // namespace belvedere::loaders::gltf
