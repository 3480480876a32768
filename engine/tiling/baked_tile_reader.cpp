#include <algorithm>
#include <cmath>
#include <cstring>
#include <meshoptimizer.h>
#include <nlohmann/json.hpp>

#include "engine/tiling/baked_tile.h"
#include "engine/tiling/detail/glb_layout.h"
#include "engine/tiling/picture_codec.h"

namespace belvedere::tiling {

namespace {

using Json = nlohmann::json;

constexpr MessageId kTileDamaged{"baked-tile-damaged", N_("A tile of the cache is damaged.")};

// Far above what is written, and small enough that no sum or product of two overflows.
constexpr std::uint64_t kMostVertices = std::uint64_t{1} << 26U;
constexpr std::uint64_t kMostStride = 64;
constexpr std::size_t kMostPrimitives = 65536;
constexpr std::size_t kMostPictures = 16384;
constexpr int kMostPictureSide = 4096;
constexpr std::uint64_t kMostPictureBytes = std::uint64_t{1} << 29U;  // of a tile's pictures, decoded

/// Thrown within this file where a tile is not as it is written; decodeTile catches it.
struct Damaged {};

void require(bool isSound) {
  if (!isSound) {
    throw Damaged();
  }
}

std::uint64_t count(const Json& json, const char* key) {
  const Json& value = json.at(key);
  require(value.is_number_unsigned());
  return value.get<std::uint64_t>();
}

double finite(const Json& value) {
  require(value.is_number() && std::isfinite(value.get<double>()));
  return value.get<double>();
}

template <class T>
T read(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

class TileReader {
 public:
  TileReader(std::span<const std::byte> glb, bool wantsPictures) : wantsPictures_(wantsPictures) { openContainer(glb); }

  std::shared_ptr<const TileMesh> mesh() {
    const Json& primitives = json_.at("meshes").at(0).at("primitives");
    require(primitives.is_array() && !primitives.empty() && primitives.size() <= kMostPrimitives);
    readGrid();
    readFeatures();
    // What has no picture comes first and names no texture coordinates; all else is the same for all.
    readVertices(primitives.back().at("attributes"));
    readPictures();
    for (const Json& primitive : primitives) {
      readPrimitive(primitive);
    }
    return std::make_shared<const TileMesh>(std::move(mesh_));
  }

 private:
  void openContainer(std::span<const std::byte> glb) {
    const auto word = [&](std::size_t at) { return read<std::uint32_t>(glb.data() + at); };
    require(glb.size() >= 28 && word(0) == glb::kMagic && word(4) == glb::kVersion && word(8) == glb.size());
    const std::size_t jsonSize = word(12);
    require(word(16) == glb::kJsonChunk && jsonSize <= glb.size() - 28);
    const std::size_t binarySize = word(20 + jsonSize);
    require(word(24 + jsonSize) == glb::kBinaryChunk && binarySize == glb.size() - 28 - jsonSize);
    const auto* text = reinterpret_cast<const char*>(glb.data() + 20);
    json_ = Json::parse(text, text + jsonSize);
    binary_ = glb.subspan(28 + jsonSize);
  }

  std::span<const std::byte> plainView(const Json& index) const {
    const Json& view = json_.at("bufferViews").at(index.get<std::size_t>());
    return part(count(view, "byteOffset"), count(view, "byteLength"));
  }

  std::span<const std::byte> part(std::uint64_t offset, std::uint64_t size) const {
    require(offset <= binary_.size() && size <= binary_.size() - offset);
    return binary_.subspan(offset, size);
  }

  std::span<const std::byte> packedPart(const Json& packed) const {
    return part(count(packed, "byteOffset"), count(packed, "byteLength"));
  }

  void readGrid() {
    const Json& node = json_.at("nodes").at(1);
    const Json& origin = node.at("translation");
    require(origin.is_array() && origin.size() == 3);
    mesh_.origin = {finite(origin[0]), finite(origin[1]), finite(origin[2])};
    step_ = node.contains("scale") ? finite(node.at("scale").at(0)) : 0.0;
  }

  void readFeatures() {
    const Json& table = json_.at("extensions").at("EXT_structural_metadata").at("propertyTables").at(0);
    const auto bytes = plainView(table.at("properties").at("feature").at("values"));
    require(bytes.size() == count(table, "count") * sizeof(std::uint32_t));
    features_.resize(bytes.size() / sizeof(std::uint32_t));
    require(!features_.empty());
    std::memcpy(features_.data(), bytes.data(), bytes.size());
  }

  struct Attribute {
    std::size_t offset = 0;
    int type = 0;
  };
  Attribute attribute(const Json& attributes, const char* name) const {
    const Json& accessor = json_.at("accessors").at(attributes.at(name).get<std::size_t>());
    const std::uint64_t offset = count(accessor, "byteOffset");
    require(offset < kMostStride);
    return {offset, accessor.at("componentType").get<int>()};
  }

  void readVertices(const Json& attributes) {
    const Json& accessor = json_.at("accessors").at(attributes.at("POSITION").get<std::size_t>());
    const Json& view = json_.at("bufferViews").at(count(accessor, "bufferView"));
    const Json& packed = view.at("extensions").at(glb::kMeshopt);
    const std::uint64_t vertices = count(packed, "count");
    const std::uint64_t stride = count(packed, "byteStride");
    require(vertices > 0 && vertices <= kMostVertices && stride > 0 && stride <= kMostStride && stride % 4 == 0);
    const auto source = packedPart(packed);
    // Each block of vertices takes at least some bytes, so a huge count with little behind it is no tile of ours.
    require(vertices / 256 <= source.size());
    std::vector<std::byte> bytes(vertices * stride);
    require(meshopt_decodeVertexBuffer(bytes.data(), vertices, stride,
                                       reinterpret_cast<const unsigned char*>(source.data()), source.size()) == 0);
    scatter(attributes, bytes, stride);
  }

  void scatter(const Json& attributes, const std::vector<std::byte>& bytes, std::size_t stride) {
    const std::size_t vertices = bytes.size() / stride;
    const Attribute position = attribute(attributes, "POSITION");
    const Attribute normal = attribute(attributes, "NORMAL");
    const Attribute feature = attribute(attributes, glb::kFeatureAttribute);
    const Attribute kind = attribute(attributes, glb::kKindAttribute);
    const bool hasColours = attributes.contains("COLOR_0");
    const Attribute colour = hasColours ? attribute(attributes, "COLOR_0") : Attribute();
    const bool hasTexcoords = attributes.contains("TEXCOORD_0");
    const Attribute texcoord = hasTexcoords ? attribute(attributes, "TEXCOORD_0") : Attribute();
    const bool isQuantised = position.type == glb::kUnsignedShort;
    require(!hasTexcoords || (texcoord.type == glb::kFloat && texcoord.offset + sizeof(glm::vec2) <= stride));
    require(isQuantised ? step_ > 0.0 : position.type == glb::kFloat);
    require(position.offset + (isQuantised ? 6 : 12) <= stride && normal.offset + 4 <= stride &&
            feature.offset + 4 <= stride && kind.offset < stride && colour.offset + 4 <= stride);
    mesh_.positions.resize(vertices);
    mesh_.normals.resize(vertices);
    mesh_.features.resize(vertices);
    mesh_.kinds.resize(vertices);
    mesh_.colours.resize(hasColours ? vertices : 0);
    mesh_.texcoords.resize(hasTexcoords ? vertices : 0);
    const std::byte* from = bytes.data();
    for (std::size_t i = 0; i < vertices; ++i, from += stride) {
      mesh_.positions[i] = isQuantised ? glm::vec3(glm::dvec3(read<glm::u16vec3>(from + position.offset)) * step_)
                                       : read<glm::vec3>(from + position.offset);
      mesh_.normals[i] = read<glm::i8vec4>(from + normal.offset);
      mesh_.features[i] = featureAt(from + feature.offset, feature.type);
      mesh_.kinds[i] = read<std::uint8_t>(from + kind.offset);
      if (hasColours) {
        mesh_.colours[i] = read<glm::u8vec4>(from + colour.offset);
      }
      if (hasTexcoords) {
        mesh_.texcoords[i] = read<glm::vec2>(from + texcoord.offset);
        require(std::isfinite(mesh_.texcoords[i].x + mesh_.texcoords[i].y));
      }
    }
    measure();
  }

  std::uint32_t featureAt(const std::byte* from, int type) const {
    std::size_t index = read<std::uint16_t>(from);
    if (type == glb::kFloat) {
      const auto value = read<float>(from);
      require(value >= 0.0F && value < static_cast<float>(kMostVertices));
      index = static_cast<std::size_t>(value);
    }
    require(index < features_.size());
    return features_[index];
  }

  void measure() {
    for (const glm::vec3& position : mesh_.positions) {
      require(std::isfinite(position.x + position.y + position.z));
      mesh_.bounds.add(mesh_.origin + glm::dvec3(position));
    }
  }

  void readPictures() {
    if (!json_.contains("images")) {
      return;
    }
    const Json& images = json_.at("images");
    require(images.is_array() && images.size() <= kMostPictures && !mesh_.texcoords.empty());
    mesh_.textures.resize(images.size());
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < images.size() && wantsPictures_; ++i) {
      auto image = decodePicture(plainView(images.at(i).at("bufferView")), kMostPictureSide);
      require(image.has_value());
      bytes += image->pixels.size();
      require(bytes <= kMostPictureBytes);
      mesh_.textures[i] = std::make_shared<const Image>(std::move(*image));
    }
  }

  /// The picture that a material wears, or none.
  std::uint32_t textureOf(const Json& material) const {
    const Json& looks = material.at("pbrMetallicRoughness");
    if (!looks.contains("baseColorTexture")) {
      return MeshPart().texture;
    }
    const std::uint64_t texture = count(looks.at("baseColorTexture"), "index");
    const std::uint64_t source = count(json_.at("textures").at(texture), "source");
    require(source < mesh_.textures.size());
    return static_cast<std::uint32_t>(source);
  }

  void readPrimitive(const Json& primitive) {
    const Json& accessor = json_.at("accessors").at(count(primitive, "indices"));
    const Json& view = json_.at("bufferViews").at(count(accessor, "bufferView"));
    const Json& packed = view.at("extensions").at(glb::kMeshopt);
    const std::uint64_t indices = count(packed, "count");
    const auto source = packedPart(packed);
    require(indices % 3 == 0 && indices / 3 <= source.size());  // at least a byte per triangle
    const std::size_t first = mesh_.indices.size();
    mesh_.indices.resize(first + indices);
    require(meshopt_decodeIndexBuffer(mesh_.indices.data() + first, indices, sizeof(std::uint32_t),
                                      reinterpret_cast<const unsigned char*>(source.data()), source.size()) == 0);
    require(std::all_of(mesh_.indices.begin() + static_cast<std::ptrdiff_t>(first), mesh_.indices.end(),
                        [&](std::uint32_t index) { return index < mesh_.positions.size(); }));
    const Json& material = json_.at("materials").at(count(primitive, "material"));
    mesh_.parts.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(indices), textureOf(material),
                           material.at("doubleSided").get<bool>()});
  }

  bool wantsPictures_;
  Json json_;
  std::span<const std::byte> binary_;
  double step_ = 0.0;
  std::vector<std::uint32_t> features_;
  TileMesh mesh_;
};

}  // namespace

Result<std::shared_ptr<const TileMesh>> decodeTile(std::span<const std::byte> glb, bool wantsPictures) {
  try {
    return TileReader(glb, wantsPictures).mesh();
  } catch (const Damaged&) {
  } catch (const Json::exception&) {
  }
  return fail(ErrorCode::InvalidData, Message(kTileDamaged));
}

Result<std::vector<glm::dvec3>> exactPositions(const TileMesh& tile, std::span<const std::byte> exact) {
  constexpr std::size_t kHeadBytes = 16;
  const std::size_t vertices = tile.positions.size();
  if (exact.size() != kHeadBytes + vertices * sizeof(glm::i16vec3) ||
      read<std::uint32_t>(exact.data()) != glb::kExactMagic || read<std::uint32_t>(exact.data() + 4) != vertices) {
    return fail(ErrorCode::InvalidData, Message(kTileDamaged));
  }
  const auto unit = read<double>(exact.data() + 8);
  std::vector<glm::dvec3> positions;
  positions.reserve(vertices);
  for (std::size_t i = 0; i < vertices; ++i) {
    const auto counts = read<glm::i16vec3>(exact.data() + kHeadBytes + i * sizeof(glm::i16vec3));
    positions.push_back(tile.origin + glm::dvec3(tile.positions[i]) + glm::dvec3(counts) * unit);
  }
  return positions;
}

}  // namespace belvedere::tiling
