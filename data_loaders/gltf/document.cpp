#include "data_loaders/gltf/detail/document.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "data_loaders/gltf/detail/accessor_shape.h"
#include "data_loaders/gltf/detail/gltf1_upgrade.h"
#include "data_loaders/gltf/detail/meshopt_view.h"
#include "data_loaders/gltf/detail/messages.h"
#include "data_loaders/gltf/limits.h"

namespace belvedere::loaders::gltf {
namespace {

constexpr std::array<std::string_view, 12> kLists{"accessors", "bufferViews", "buffers", "images",
                                                  "materials", "meshes",      "nodes",   "samplers",
                                                  "scenes",    "textures",    "cameras", "skins"};

/// Extensions without which a file can be shown all the same, or which are read.
constexpr std::array<std::string_view, 26> kKnownExtensions{"KHR_draco_mesh_compression",
                                                            "EXT_meshopt_compression",
                                                            "KHR_meshopt_compression",
                                                            "KHR_mesh_quantization",
                                                            "KHR_texture_transform",
                                                            "KHR_texture_basisu",
                                                            "EXT_texture_webp",
                                                            "EXT_mesh_gpu_instancing",
                                                            "EXT_instance_features",
                                                            "EXT_mesh_features",
                                                            "EXT_structural_metadata",
                                                            "EXT_feature_metadata",
                                                            "CESIUM_RTC",
                                                            "CESIUM_primitive_outline",
                                                            "KHR_materials_unlit",
                                                            "KHR_materials_pbrSpecularGlossiness",
                                                            "KHR_materials_specular",
                                                            "KHR_materials_ior",
                                                            "KHR_materials_transmission",
                                                            "KHR_materials_clearcoat",
                                                            "KHR_materials_sheen",
                                                            "KHR_materials_emissive_strength",
                                                            "KHR_techniques_webgl",
                                                            "KHR_lights_punctual",
                                                            "KHR_materials_variants",
                                                            "KHR_xmp_json_ld"};

tl::unexpected<Error> damaged(const std::string& name, std::string_view reason) {
  return fail(ErrorCode::InvalidData, Message(kGltfDamaged, {{"file", name}, {"reason", std::string(reason)}}));
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[offset + i])) << (8 * i);
  }
  return value;
}

/// Where the JSON and the binary chunk of a file lie.
struct Chunks {
  std::size_t jsonOffset = 0, jsonBytes = 0, binaryOffset = 0, binaryBytes = 0;
};

/// A binary glTF of 1.0 (KHR_binary_glTF): a header of 20 bytes, the JSON, the body.
Result<Chunks> findOldChunks(std::string_view bytes, const std::string& name) {
  constexpr std::size_t kOldHeader = 20;
  const std::size_t length = littleEndian(bytes, 12);
  if (bytes.size() < kOldHeader || length > bytes.size() - kOldHeader) {
    return damaged(name, "it is cut off");
  }
  return Chunks{kOldHeader, length, kOldHeader + length, bytes.size() - kOldHeader - length};
}

Result<Chunks> findChunks(std::string_view bytes, const std::string& name) {
  constexpr std::size_t kHeader = 12;
  constexpr std::size_t kChunkHeader = 8;
  constexpr std::uint32_t kJson = 0x4E4F534A;
  constexpr std::uint32_t kBinary = 0x004E4942;
  Chunks chunks;
  if (!bytes.starts_with("glTF")) {
    chunks.jsonBytes = bytes.size();
    return chunks;
  }
  if (bytes.size() < kHeader + kChunkHeader) {
    return damaged(name, "it ends in its header");
  }
  const std::uint32_t version = littleEndian(bytes, 4);
  if (version == 1) {
    return findOldChunks(bytes, name);
  }
  if (version != 2) {
    return fail(ErrorCode::Unsupported,
                Message(kGltfVersion, {{"file", name}, {"version", std::to_string(version) + ".0"}}));
  }
  const std::size_t end = std::min<std::size_t>(littleEndian(bytes, 8), bytes.size());
  for (std::size_t at = kHeader; at + kChunkHeader <= end;) {
    const std::size_t length = littleEndian(bytes, at);
    const std::uint32_t type = littleEndian(bytes, at + 4);
    at += kChunkHeader;
    if (length > end - at) {
      return damaged(name, "it is cut off");
    }
    if (type == kJson && chunks.jsonBytes == 0) {
      chunks.jsonOffset = at;
      chunks.jsonBytes = length;
    } else if (type == kBinary && chunks.binaryBytes == 0) {
      chunks.binaryOffset = at;
      chunks.binaryBytes = length;
    }
    at += length;
  }
  return chunks.jsonBytes > 0 ? Result<Chunks>(chunks) : damaged(name, "it has no JSON");
}

/// glTF 1.0, which says so as text, as a number, or not at all.
bool isOld(const JsonValue& root) {
  const JsonValue version = root["asset"]["version"];
  const std::string_view text = version.textOrEmpty();
  const bool saysSo = text.starts_with("1.") || text.starts_with("0.") || version.number().value_or(2.0) < 2.0;
  return saysSo || (version.isMissing() && root["accessors"].isObject());
}

Status checkVersion(const JsonValue& root, const std::string& name) {
  const std::string_view version = root["asset"]["version"].textOrEmpty();
  if (!root.isObject() || version.empty()) {
    return damaged(name, "it names no version");
  }
  if (!version.starts_with("2.")) {
    return fail(ErrorCode::Unsupported,
                Message(kGltfVersion, {{"file", name}, {"version", std::string(version.substr(0, 16))}}));
  }
  for (const JsonValue& extension : root["extensionsRequired"].items()) {
    const std::string_view required = extension.textOrEmpty();
    if (std::find(kKnownExtensions.begin(), kKnownExtensions.end(), required) == kKnownExtensions.end()) {
      return fail(ErrorCode::Unsupported,
                  Message(kGltfExtension, {{"file", name}, {"extension", std::string(required.substr(0, 80))}}));
    }
  }
  return {};
}

template <class Stored>
double loaded(const char* at) {
  Stored value;
  std::memcpy(&value, at, sizeof(Stored));
  return static_cast<double>(value);
}

double component(const char* at, ComponentType type) {
  switch (type) {
    case ComponentType::Byte:
      return loaded<std::int8_t>(at);
    case ComponentType::UnsignedByte:
      return loaded<std::uint8_t>(at);
    case ComponentType::Short:
      return loaded<std::int16_t>(at);
    case ComponentType::UnsignedShort:
      return loaded<std::uint16_t>(at);
    case ComponentType::UnsignedInt:
      return loaded<std::uint32_t>(at);
    case ComponentType::Float:
      return loaded<float>(at);
  }
  return 0.0;
}

/// What a normalised component is divided by; signed ones are not let below -1 (glTF 2.0, 3.11).
double fullScale(ComponentType type) {
  switch (type) {
    case ComponentType::Byte:
      return 127.0;
    case ComponentType::UnsignedByte:
      return 255.0;
    case ComponentType::Short:
      return 32767.0;
    case ComponentType::UnsignedShort:
      return 65535.0;
    default:
      return 1.0;
  }
}

/// Moves vectors by a matrix of one more row and column, column by column (WEB3D_quantized_attributes of glTF 1.0).
void decodeByMatrix(const std::vector<double>& matrix, std::size_t components, std::vector<double>& values) {
  const std::size_t side = components + 1;
  if (matrix.size() != side * side) {
    return;
  }
  std::vector<double> moved(components);
  for (std::size_t at = 0; at + components <= values.size(); at += components) {
    for (std::size_t row = 0; row < components; ++row) {
      moved[row] = matrix[components * side + row];
      for (std::size_t column = 0; column < components; ++column) {
        moved[row] += matrix[column * side + row] * values[at + column];
      }
    }
    std::copy(moved.begin(), moved.end(), values.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

double dequantised(double value, const AccessorShape& shape) {
  return shape.isNormalised ? std::max(value / fullScale(shape.type), -1.0) : value;
}

}  // namespace

std::optional<AccessorShape> AccessorShape::of(const JsonValue& accessor) {
  AccessorShape shape;
  const auto type = accessor["componentType"].index();
  const auto count = accessor["count"].index();
  if (!type || !count || *count > limits::kVertices || componentBytesOf(*type) == 0) {
    return std::nullopt;
  }
  shape.type = static_cast<ComponentType>(*type);
  shape.componentBytes = componentBytesOf(*type);
  shape.components = componentsOf(accessor["type"].textOrEmpty());
  shape.count = *count;
  shape.isNormalised = accessor["normalized"].boolean().value_or(false);
  return shape.components > 0 ? std::optional(shape) : std::nullopt;
}

unsigned AccessorShape::componentBytesOf(std::uint64_t type) {
  switch (type) {
    case 5120:
    case 5121:
      return 1;
    case 5122:
    case 5123:
      return 2;
    case 5125:
    case 5126:
      return 4;
    default:
      return 0;
  }
}

unsigned AccessorShape::componentsOf(std::string_view type) {
  if (type == "SCALAR") {
    return 1;
  }
  const bool isVector = type.size() == 4 && type.starts_with("VEC") && type[3] >= '2' && type[3] <= '4';
  return isVector ? static_cast<unsigned>(type[3] - '0') : 0;
}

Document::Document(JsonDocument json, std::string bytes, std::size_t binaryOffset, std::size_t binaryBytes,
                   const ResourceFiles& files, std::string name)
    : json_(std::move(json)),
      bytes_(std::move(bytes)),
      binaryOffset_(binaryOffset),
      binaryBytes_(binaryBytes),
      files_(&files),
      name_(std::move(name)) {
  for (const std::string_view list : kLists) {
    lists_.emplace(list, root()[list].items());
  }
}

Result<Document> Document::parse(std::string bytes, const ResourceFiles& files, std::string name) {
  const auto chunks = findChunks(bytes, name);
  if (!chunks) {
    return tl::unexpected(chunks.error());
  }
  auto json = JsonDocument::parse(std::string_view(bytes).substr(chunks->jsonOffset, chunks->jsonBytes), name);
  if (!json) {
    return tl::unexpected(std::move(json.error()));
  }
  if (isOld(json->root())) {
    const auto upgraded = upgradedGltf1(json->root(), chunks->binaryBytes > 0);
    if (!upgraded) {
      return damaged(name, "it is no glTF 1.0 either");
    }
    json = JsonDocument::parse(*upgraded, name);
    if (!json) {
      return tl::unexpected(std::move(json.error()));
    }
  }
  if (Status status = checkVersion(json->root(), name); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  return Document(std::move(*json), std::move(bytes), chunks->binaryOffset, chunks->binaryBytes, files,
                  std::move(name));
}

JsonValue Document::item(std::string_view list, const JsonValue& index) const {
  const auto number = index.index();
  return number ? item(list, *number) : JsonValue();
}

JsonValue Document::item(std::string_view list, std::uint64_t index) const {
  const auto found = lists_.find(list);
  return found != lists_.end() && index < found->second.size() ? found->second[index] : JsonValue();
}

std::size_t Document::count(std::string_view list) const {
  const auto found = lists_.find(list);
  return found != lists_.end() ? found->second.size() : 0;
}

const std::string* Document::buffer(std::uint64_t index) {
  auto found = buffers_.find(index);
  if (found == buffers_.end()) {
    const JsonValue json = item("buffers", index);
    const auto uri = json["uri"].text();
    std::optional<std::string> content;
    if (uri && isDataUri(*uri)) {
      auto decoded = decodeDataUri(*uri);
      content = decoded ? std::optional(std::move(*decoded)) : std::nullopt;
    } else if (uri) {
      const auto file = ResourceFiles::resolve(*uri, name_);
      auto read = file ? files_->read(*file, limits::kFileBytes) : Result<std::string>(tl::unexpected(file.error()));
      content = read ? std::optional(std::move(*read)) : std::nullopt;
    }
    found = buffers_.emplace(index, std::move(content)).first;
  }
  return found->second ? &*found->second : nullptr;
}

std::optional<std::string_view> Document::bufferRange(const JsonValue& range) {
  const auto bufferIndex = range["buffer"].index();
  const auto length = range["byteLength"].index();
  const std::uint64_t offset = range["byteOffset"].index().value_or(0);
  if (!bufferIndex || !length || item("buffers", *bufferIndex).isMissing()) {
    return std::nullopt;
  }
  std::string_view bytes;
  if (*bufferIndex == 0 && binaryBytes_ > 0 && item("buffers", 0)["uri"].isMissing()) {
    bytes = std::string_view(bytes_).substr(binaryOffset_, binaryBytes_);
  } else if (const std::string* content = buffer(*bufferIndex)) {
    bytes = *content;
  }
  if (offset > bytes.size() || *length > bytes.size() - offset) {
    return std::nullopt;
  }
  return bytes.substr(offset, *length);
}

std::optional<std::string_view> Document::view(const JsonValue& index) {
  const auto number = index.index();
  return number ? view(*number) : std::nullopt;
}

std::optional<std::string_view> Document::view(std::uint64_t index) {
  const JsonValue json = item("bufferViews", index);
  JsonValue meshopt = json["extensions"]["EXT_meshopt_compression"];
  meshopt = meshopt.isMissing() ? json["extensions"]["KHR_meshopt_compression"] : meshopt;
  if (meshopt.isMissing()) {
    return bufferRange(json);
  }
  auto found = unpacked_.find(index);
  if (found == unpacked_.end()) {
    const auto packed = bufferRange(meshopt);
    auto content = packed ? unpackMeshopt(*packed, meshopt) : std::nullopt;
    found = unpacked_.emplace(index, std::move(content)).first;
  }
  return found->second ? std::optional<std::string_view>(*found->second) : std::nullopt;
}

std::optional<std::vector<double>> Document::numbers(const JsonValue& index, unsigned components) {
  const JsonValue accessor = item("accessors", index);
  const auto shape = AccessorShape::of(accessor);
  if (!shape || (components != 0 && shape->components != components)) {
    return std::nullopt;
  }
  const std::size_t total = shape->count * shape->components;
  std::vector<double> values;
  if (const auto viewIndex = accessor["bufferView"].index()) {
    const auto bytes = view(*viewIndex);
    const std::uint64_t offset = accessor["byteOffset"].index().value_or(0);
    const std::uint64_t element = shape->elementBytes();
    const std::uint64_t stride = item("bufferViews", *viewIndex)["byteStride"].index().value_or(element);
    if (!bytes || stride < element || stride > 65536 || !shape->fits(bytes->size(), offset, stride)) {
      return std::nullopt;
    }
    values.reserve(total);
    for (std::uint64_t i = 0; i < shape->count; ++i) {
      const char* at = bytes->data() + offset + i * stride;
      for (unsigned c = 0; c < shape->components; ++c) {
        values.push_back(dequantised(component(at + std::size_t{c} * shape->componentBytes, shape->type), *shape));
      }
    }
  } else if (shape->count <= limits::kInventedVertices) {
    values.resize(total);
  } else {
    return std::nullopt;
  }
  const JsonValue sparse = accessor["sparse"];
  if (!sparse.isMissing() && !applySparse(sparse, *shape, values)) {
    return std::nullopt;
  }
  decodeByMatrix(accessor["extensions"]["WEB3D_quantized_attributes"]["decodeMatrix"].numbers(), shape->components,
                 values);
  return values;
}

bool Document::applySparse(const JsonValue& sparse, const AccessorShape& shape, std::vector<double>& values) {
  const auto count = sparse["count"].index();
  const JsonValue places = sparse["indices"];
  const JsonValue replacements = sparse["values"];
  const auto placeType = places["componentType"].index();
  const unsigned placeBytes = placeType ? AccessorShape::componentBytesOf(*placeType) : 0;
  if (!count || *count > shape.count || placeBytes == 0 || *placeType == 5126) {
    return false;
  }
  const auto placeView = view(places["bufferView"]);
  const auto valueView = view(replacements["bufferView"]);
  const std::uint64_t placeOffset = places["byteOffset"].index().value_or(0);
  const std::uint64_t valueOffset = replacements["byteOffset"].index().value_or(0);
  AccessorShape part = shape;
  part.count = *count;
  const AccessorShape placeShape{static_cast<ComponentType>(*placeType), placeBytes, 1, *count, false};
  if (!placeView || !valueView || !placeShape.fits(placeView->size(), placeOffset, placeBytes) ||
      !part.fits(valueView->size(), valueOffset, part.elementBytes())) {
    return false;
  }
  for (std::uint64_t i = 0; i < *count; ++i) {
    const double place = component(placeView->data() + placeOffset + i * placeBytes, placeShape.type);
    if (place < 0.0 || place >= static_cast<double>(shape.count)) {
      return false;
    }
    const char* at = valueView->data() + valueOffset + i * part.elementBytes();
    for (unsigned c = 0; c < shape.components; ++c) {
      values[static_cast<std::size_t>(place) * shape.components + c] =
          dequantised(component(at + std::size_t{c} * shape.componentBytes, shape.type), shape);
    }
  }
  return true;
}

std::optional<std::vector<std::uint32_t>> Document::indices(const JsonValue& accessor) {
  const auto values = numbers(accessor, 1);
  if (!values) {
    return std::nullopt;
  }
  std::vector<std::uint32_t> whole;
  whole.reserve(values->size());
  for (const double value : *values) {
    const double rounded = std::round(value);
    const bool isSound = rounded >= 0.0 && rounded <= double{std::numeric_limits<std::uint32_t>::max()};
    whole.push_back(isSound ? static_cast<std::uint32_t>(rounded) : std::numeric_limits<std::uint32_t>::max());
  }
  return whole;
}

std::optional<std::uint64_t> Document::elementCount(const JsonValue& accessor) const {
  const auto shape = AccessorShape::of(item("accessors", accessor));
  return shape ? std::optional(shape->count) : std::nullopt;
}

unsigned Document::componentCount(const JsonValue& accessor) const {
  return AccessorShape::componentsOf(item("accessors", accessor)["type"].textOrEmpty());
}

Result<std::string> Document::imageBytes(std::uint64_t index) {
  const JsonValue image = item("images", index);
  const auto uri = image["uri"].text();
  if (uri && isDataUri(*uri)) {
    return decodeDataUri(*uri);
  }
  if (uri) {
    const auto file = ResourceFiles::resolve(*uri, name_);
    return file ? files_->read(*file, limits::kFileBytes) : Result<std::string>(tl::unexpected(file.error()));
  }
  const auto bytes = view(image["bufferView"]);
  return bytes ? Result<std::string>(std::string(*bytes)) : damaged(name_, "a picture is cut off");
}

Result<JsonDocument> Document::readJson(std::string_view uri) const {
  const auto file = ResourceFiles::resolve(uri, name_);
  const auto text = file ? files_->read(*file, limits::kFileBytes) : Result<std::string>(tl::unexpected(file.error()));
  return text ? JsonDocument::parse(*text, *file) : tl::unexpected(text.error());
}

std::string Document::imageName(std::uint64_t index) const {
  const auto uri = item("images", index)["uri"].text();
  if (uri && !isDataUri(*uri)) {
    return ResourceFiles::resolve(*uri, name_).value_or(std::string(uri->substr(0, 200)));
  }
  return name_ + "#" + std::to_string(index);
}

}  // namespace belvedere::loaders::gltf
