#include <algorithm>
#include <cmath>
#include <cstring>
#include <meshoptimizer.h>
#include <mutex>
#include <nlohmann/json.hpp>

#include "engine/tiling/baked_tile.h"
#include "engine/tiling/detail/glb_layout.h"

namespace belvedere::tiling {

namespace {

using Json = nlohmann::ordered_json;

// Powers of two, so that a place on the grid is the same number in every tile and neighbours meet exactly. The second
// still moves no vertex by more than a centimetre; what reaches further than 65535 steps is stored as floats.
constexpr std::array kSteps{1.0 / 128.0, 11.0 / 1024.0, 1.0 / 64.0, 1.0 / 32.0, 1.0 / 16.0, 1.0 / 8.0,
                            1.0 / 4.0,   1.0 / 2.0,     1.0,        2.0,        4.0,        8.0};
constexpr double kMostSteps = 65535.0;
constexpr std::size_t kMostShortFeatures = 65535;
constexpr double kHalfDiagonal = 0.8660254037844386;  // of a cube of side 1

/// Where a tile's positions count from, and in which steps; step 0 stands for floats.
struct Grid {
  glm::dvec3 origin{0.0};
  double step = 0.0;
};

Grid gridFor(const geo::Bounds3& bounds, double mostMoved) {
  for (const double step : kSteps) {
    if (step * kHalfDiagonal > mostMoved) {
      break;
    }
    const glm::dvec3 origin(std::floor(bounds.min.x / step) * step, std::floor(bounds.min.y / step) * step,
                            std::floor(bounds.min.z / step) * step);
    const glm::dvec3 size = bounds.max - origin;
    if (std::max({size.x, size.y, size.z}) / step <= kMostSteps - 1.0) {
      return {origin, step};
    }
  }
  const glm::dvec3 centre = bounds.centre();
  return {{std::round(centre.x), std::round(centre.y), std::round(centre.z)}, 0.0};
}

glm::u16vec3 quantised(const glm::dvec3& position, const Grid& grid) {
  const auto steps = [&](double metres) {
    return static_cast<std::uint16_t>(std::clamp(std::round(metres / grid.step), 0.0, kMostSteps));
  };
  const glm::dvec3 from = position - grid.origin;
  return {steps(from.x), steps(from.y), steps(from.z)};
}

/// A vertex's position as it is stored. Read from what is written rather than computed: GCC 12 at -O2 takes the
/// conversion of two doubles to floats and back for none.
glm::dvec3 storedNumbers(const std::byte* vertex, bool isQuantised) {
  if (isQuantised) {
    glm::u16vec3 steps;
    std::memcpy(&steps, vertex, sizeof(steps));
    return glm::dvec3(steps);
  }
  glm::vec3 metres;
  std::memcpy(&metres, vertex, sizeof(metres));
  return glm::dvec3(metres);
}

/// The position that a reader gets back.
glm::dvec3 stored(const std::byte* vertex, const Grid& grid) {
  return grid.origin + storedNumbers(vertex, grid.step > 0.0) * (grid.step > 0.0 ? grid.step : 1.0);
}

/// Interleaved vertices: where each attribute lies.
struct Layout {
  std::size_t normal = 0;
  std::size_t feature = 0;
  std::size_t kind = 0;
  std::size_t colour = 0;    ///< 0: none
  std::size_t texcoord = 0;  ///< 0: none
  std::size_t stride = 0;
  bool hasFloatFeatures = false;
};

Layout layoutOf(const ExactMesh& mesh, const Grid& grid) {
  Layout layout;
  layout.normal = grid.step > 0.0 ? 8 : 12;
  layout.feature = layout.normal + 4;
  layout.kind = layout.feature + 4;
  layout.colour = mesh.colours.empty() ? 0 : layout.kind + 4;
  layout.stride = layout.kind + (mesh.colours.empty() ? 4 : 8);
  if (!mesh.texcoords.empty()) {
    layout.texcoord = layout.stride;
    layout.stride += sizeof(glm::vec2);
  }
  layout.hasFloatFeatures = mesh.objects.size() > kMostShortFeatures;
  return layout;
}

template <class T>
void put(std::byte* to, const T& value) {
  std::memcpy(to, &value, sizeof(value));
}

std::vector<std::byte> interleaved(const ExactMesh& mesh, const Grid& grid, const Layout& layout) {
  std::vector<std::byte> bytes(mesh.positions.size() * layout.stride);
  std::byte* to = bytes.data();
  for (std::size_t i = 0; i < mesh.positions.size(); ++i, to += layout.stride) {
    if (grid.step > 0.0) {
      put(to, quantised(mesh.positions[i], grid));
    } else {
      put(to, glm::vec3(mesh.positions[i] - grid.origin));
    }
    // glTF is y-up; a rotation in the node turns positions and normals back, so both stay as they are here.
    put(to + layout.normal, glm::i8vec4(glm::i8vec3(mesh.normals[i]), 0));
    if (layout.hasFloatFeatures) {
      put(to + layout.feature, static_cast<float>(mesh.objectIndices[i]));
    } else {
      put(to + layout.feature, static_cast<std::uint16_t>(mesh.objectIndices[i]));
    }
    put(to + layout.kind, mesh.kinds[i]);
    if (layout.colour != 0) {
      put(to + layout.colour, mesh.colours[i]);
    }
    if (layout.texcoord != 0) {
      put(to + layout.texcoord, mesh.texcoords[i]);
    }
  }
  return bytes;
}

/// Gathers the binary chunk and the buffer views into it.
class Views {
 public:
  int addPlain(std::span<const std::byte> bytes) {
    const std::size_t offset = append(bytes);
    views_.push_back({{"buffer", 0}, {"byteOffset", offset}, {"byteLength", bytes.size()}});
    return static_cast<int>(views_.size()) - 1;
  }

  int addVertices(std::span<const std::byte> vertices, std::size_t stride) {
    const std::size_t count = vertices.size() / stride;
    std::vector<unsigned char> packed(meshopt_encodeVertexBufferBound(count, stride));
    packed.resize(meshopt_encodeVertexBuffer(packed.data(), packed.size(), vertices.data(), count, stride));
    const int view = addPacked(packed, count, stride, "ATTRIBUTES");
    views_[static_cast<std::size_t>(view)]["byteStride"] = stride;
    views_[static_cast<std::size_t>(view)]["target"] = glb::kArrayBuffer;
    return view;
  }

  int addTriangles(std::span<const std::uint32_t> indices, std::size_t vertexCount, std::size_t indexBytes) {
    std::vector<unsigned char> packed(meshopt_encodeIndexBufferBound(indices.size(), vertexCount));
    packed.resize(meshopt_encodeIndexBuffer(packed.data(), packed.size(), indices.data(), indices.size()));
    const int view = addPacked(packed, indices.size(), indexBytes, "TRIANGLES");
    views_[static_cast<std::size_t>(view)]["target"] = glb::kElementArrayBuffer;
    return view;
  }

  Json& json() { return views_; }
  std::vector<std::byte>& bytes() { return bytes_; }
  std::size_t unpackedBytes() const { return unpackedBytes_; }

 private:
  std::size_t append(std::span<const std::byte> bytes) {
    bytes_.resize(glb::padded(bytes_.size(), 8));
    const std::size_t offset = bytes_.size();
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return offset;
  }

  int addPacked(const std::vector<unsigned char>& packed, std::size_t count, std::size_t stride, const char* mode) {
    const std::size_t offset = append(std::as_bytes(std::span(packed)));
    const std::size_t size = count * stride;
    Json compression = {{"buffer", 0},          {"byteOffset", offset}, {"byteLength", packed.size()},
                        {"byteStride", stride}, {"count", count},       {"mode", mode}};
    views_.push_back({{"buffer", 1},
                      {"byteOffset", unpackedBytes_},
                      {"byteLength", size},
                      {"extensions", {{glb::kMeshopt, std::move(compression)}}}});
    unpackedBytes_ += glb::padded(size, 8);
    return static_cast<int>(views_.size()) - 1;
  }

  Json views_ = Json::array();
  std::vector<std::byte> bytes_;
  std::size_t unpackedBytes_ = 0;
};

/// The document around the buffers.
class TileJson {
 public:
  TileJson(const ExactMesh& mesh, const Grid& grid, const Layout& layout) : mesh_(mesh), grid_(grid), layout_(layout) {}

  Json make(Views& views, const std::vector<std::byte>& vertices) {
    addAttributes(views.addVertices(vertices, layout_.stride), vertices);
    addPrimitives(views);
    addPictures(views);
    addTable(views);
    json_["asset"] = {{"version", "2.0"}, {"generator", "Belvedere"}};
    json_["extensionsUsed"] = {"KHR_mesh_quantization", glb::kMeshopt, "EXT_mesh_features", "EXT_structural_metadata"};
    json_["extensionsRequired"] = {"KHR_mesh_quantization", glb::kMeshopt};
    json_["scene"] = 0;
    json_["scenes"] = {{{"nodes", {0}}}};
    addNodes();
    json_["meshes"] = Json::array({{{"primitives", primitives_}}});
    json_["materials"] = materials_;
    if (!images_.empty()) {
      json_["textures"] = textures_;
      json_["images"] = images_;
      json_["samplers"] = {samplerOf(glb::kRepeat), samplerOf(glb::kClampToEdge)};
    }
    json_["accessors"] = accessors_;
    json_["bufferViews"] = std::move(views.json());
    json_["buffers"] = {
        {{"byteLength", views.bytes().size()}},
        {{"byteLength", views.unpackedBytes()}, {"extensions", {{glb::kMeshopt, {{"fallback", true}}}}}}};
    return std::move(json_);
  }

 private:
  int addAccessor(int view, std::size_t offset, int type, const char* shape, std::size_t count) {
    Json accessor = {{"bufferView", view}, {"byteOffset", offset}, {"componentType", type}, {"count", count}};
    accessor["type"] = shape;
    accessors_.push_back(std::move(accessor));
    return static_cast<int>(accessors_.size()) - 1;
  }

  void addAttributes(int view, const std::vector<std::byte>& vertices) {
    const std::size_t count = mesh_.positions.size();
    const bool isQuantised = grid_.step > 0.0;
    attributes_["POSITION"] = addAccessor(view, 0, isQuantised ? glb::kUnsignedShort : glb::kFloat, "VEC3", count);
    addPositionRange(isQuantised, vertices);
    attributes_["NORMAL"] = addAccessor(view, layout_.normal, glb::kByte, "VEC3", count);
    accessors_.back()["normalized"] = true;
    const int featureType = layout_.hasFloatFeatures ? glb::kFloat : glb::kUnsignedShort;
    attributes_[glb::kFeatureAttribute] = addAccessor(view, layout_.feature, featureType, "SCALAR", count);
    attributes_[glb::kKindAttribute] = addAccessor(view, layout_.kind, glb::kUnsignedByte, "SCALAR", count);
    if (layout_.colour != 0) {
      attributes_["COLOR_0"] = addAccessor(view, layout_.colour, glb::kUnsignedByte, "VEC4", count);
      accessors_.back()["normalized"] = true;
    }
    if (layout_.texcoord != 0) {
      texcoordAccessor_ = addAccessor(view, layout_.texcoord, glb::kFloat, "VEC2", count);
    }
  }

  void addPositionRange(bool isQuantised, const std::vector<std::byte>& vertices) {
    geo::Bounds3 range;
    for (std::size_t at = 0; at < vertices.size(); at += layout_.stride) {
      range.add(storedNumbers(vertices.data() + at, isQuantised));
    }
    const auto numbers = [&](const glm::dvec3& v) {
      const auto number = [&](double n) { return isQuantised ? Json(static_cast<int>(n)) : Json(n); };
      return Json::array({number(v.x), number(v.y), number(v.z)});
    };
    accessors_.back()["min"] = numbers(range.min);
    accessors_.back()["max"] = numbers(range.max);
  }

  void addPrimitives(Views& views) {
    for (std::size_t side = 0; side < 2; ++side) {
      addPrimitive(views, mesh_.triangles[side], attributes_, materialOf(side == 1));
    }
    for (const ExactMesh::Pictured& pictured : mesh_.pictured) {
      Json attributes = attributes_;
      attributes["TEXCOORD_0"] = texcoordAccessor_;
      Json material = materialOf(pictured.isTwoSided);
      material["pbrMetallicRoughness"]["baseColorTexture"] = {{"index", pictured.picture}};
      if (mesh_.pictures[pictured.picture].hasAlpha) {
        material["alphaMode"] = "MASK";
      }
      addPrimitive(views, pictured.triangles, attributes, std::move(material));
    }
  }

  static Json materialOf(bool isTwoSided) {
    return {{"pbrMetallicRoughness", {{"metallicFactor", 0.0}, {"roughnessFactor", 1.0}}}, {"doubleSided", isTwoSided}};
  }

  void addPrimitive(Views& views, const std::vector<std::uint32_t>& indices, const Json& attributes, Json material) {
    if (indices.empty()) {
      return;
    }
    const std::size_t vertexCount = mesh_.positions.size();
    const std::size_t indexBytes = vertexCount < 65535 ? 2 : 4;
    const int view = views.addTriangles(indices, vertexCount, indexBytes);
    const int type = indexBytes == 2 ? glb::kUnsignedShort : glb::kUnsignedInt;
    const int accessor = addAccessor(view, 0, type, "SCALAR", indices.size());
    materials_.push_back(std::move(material));
    primitives_.push_back({{"attributes", attributes},
                           {"indices", accessor},
                           {"material", materials_.size() - 1},
                           {"extensions", {{"EXT_mesh_features", featureIds()}}}});
  }

  static Json samplerOf(int wrap) {
    return {{"magFilter", glb::kLinear}, {"minFilter", glb::kLinearMipmapLinear}, {"wrapS", wrap}, {"wrapT", wrap}};
  }

  void addPictures(Views& views) {
    for (const ExactMesh::Picture& picture : mesh_.pictures) {
      textures_.push_back({{"sampler", picture.isRepeated ? 0 : 1}, {"source", images_.size()}});
      images_.push_back(
          {{"bufferView", views.addPlain(picture.bytes)}, {"mimeType", picture.isPng ? "image/png" : "image/jpeg"}});
    }
  }

  Json featureIds() const {
    return {{"featureIds",
             Json::array({{{"featureCount", mesh_.objects.size()}, {"attribute", 0}, {"propertyTable", 0}}})}};
  }

  void addTable(Views& views) {
    std::vector<std::uint32_t> features;
    std::vector<std::uint32_t> offsets{0};
    std::string ids;
    for (const ExactMesh::Object& object : mesh_.objects) {
      features.push_back(object.feature);
      ids += object.id;
      offsets.push_back(static_cast<std::uint32_t>(ids.size()));
    }
    if (ids.empty()) {
      ids.push_back(' ');  // a buffer view must hold something
    }
    const int featureView = views.addPlain(std::as_bytes(std::span(features)));
    const int idView = views.addPlain(std::as_bytes(std::span(ids)));
    const int offsetView = views.addPlain(std::as_bytes(std::span(offsets)));
    Json schema = {{"id", "belvedere"}};
    schema["classes"]["object"]["properties"] = {
        {"feature", {{"type", "SCALAR"}, {"componentType", "UINT32"}, {"required", true}}},
        {"id", {{"type", "STRING"}, {"required", true}}}};
    Json table = {{"class", "object"}, {"count", mesh_.objects.size()}};
    table["properties"] = {{"feature", {{"values", featureView}}},
                           {"id", {{"values", idView}, {"stringOffsets", offsetView}, {"stringOffsetType", "UINT32"}}}};
    json_["extensions"]["EXT_structural_metadata"] = {{"schema", std::move(schema)},
                                                      {"propertyTables", Json::array({std::move(table)})}};
  }

  void addNodes() {
    constexpr double kHalfRoot = 0.7071067811865476;  // a quarter turn about x makes z-up y-up
    Json inner = {{"mesh", 0}};
    if (grid_.step > 0.0) {
      inner["scale"] = {grid_.step, grid_.step, grid_.step};
    }
    inner["translation"] = {grid_.origin.x, grid_.origin.y, grid_.origin.z};
    Json turned = {{"children", {1}}, {"rotation", {-kHalfRoot, 0.0, 0.0, kHalfRoot}}};
    json_["nodes"] = Json::array({std::move(turned), std::move(inner)});
  }

  const ExactMesh& mesh_;
  const Grid& grid_;
  const Layout& layout_;
  Json json_ = Json::object();
  Json attributes_ = Json::object();
  Json accessors_ = Json::array();
  Json primitives_ = Json::array();
  Json materials_ = Json::array();
  Json textures_ = Json::array();
  Json images_ = Json::array();
  int texcoordAccessor_ = -1;
};

void addWord(std::vector<std::byte>& bytes, std::uint32_t value) {
  const auto raw = std::as_bytes(std::span(&value, 1));
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

std::vector<std::byte> container(std::string json, std::vector<std::byte>& binary) {
  json.resize(glb::padded(json.size(), 4), ' ');
  binary.resize(glb::padded(binary.size(), 4));
  std::vector<std::byte> bytes;
  bytes.reserve(28 + json.size() + binary.size());
  addWord(bytes, glb::kMagic);
  addWord(bytes, glb::kVersion);
  addWord(bytes, static_cast<std::uint32_t>(28 + json.size() + binary.size()));
  addWord(bytes, static_cast<std::uint32_t>(json.size()));
  addWord(bytes, glb::kJsonChunk);
  const auto text = std::as_bytes(std::span(json));
  bytes.insert(bytes.end(), text.begin(), text.end());
  addWord(bytes, static_cast<std::uint32_t>(binary.size()));
  addWord(bytes, glb::kBinaryChunk);
  bytes.insert(bytes.end(), binary.begin(), binary.end());
  return bytes;
}

/// What is left of each position beyond the stored one, in 65534ths of the largest such rest.
std::vector<std::byte> exactRests(const ExactMesh& mesh, const Grid& grid, const std::vector<std::byte>& vertices,
                                  std::size_t stride) {
  std::vector<glm::dvec3> rests;
  rests.reserve(mesh.positions.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    const glm::dvec3 rest = mesh.positions[i] - stored(vertices.data() + i * stride, grid);
    for (const double metres : {rest.x, rest.y, rest.z}) {
      largest = std::max(largest, std::abs(metres));
    }
    rests.push_back(rest);
  }
  const double unit = largest > 0.0 ? largest / 32767.0 : 1.0;
  std::vector<std::byte> bytes;
  bytes.reserve(16 + rests.size() * sizeof(glm::i16vec3));
  addWord(bytes, glb::kExactMagic);
  addWord(bytes, static_cast<std::uint32_t>(rests.size()));
  const auto unitBytes = std::as_bytes(std::span(&unit, 1));
  bytes.insert(bytes.end(), unitBytes.begin(), unitBytes.end());
  for (const glm::dvec3& rest : rests) {
    const auto count = [&](double metres) { return static_cast<std::int16_t>(std::lround(metres / unit)); };
    const glm::i16vec3 counts(count(rest.x), count(rest.y), count(rest.z));
    const auto raw = std::as_bytes(std::span(&counts, 1));
    bytes.insert(bytes.end(), raw.begin(), raw.end());
  }
  return bytes;
}

}  // namespace

geo::Bounds3 ExactMesh::bounds() const {
  geo::Bounds3 bounds;
  for (const glm::dvec3& position : positions) {
    bounds.add(position);
  }
  return bounds;
}

std::size_t ExactMesh::triangleCount() const {
  std::size_t indices = triangles[0].size() + triangles[1].size();
  for (const Pictured& run : pictured) {
    indices += run.triangles.size();
  }
  return indices / 3;
}

std::uint64_t ExactMesh::decodedPictureBytes() const {
  std::uint64_t bytes = 0;
  for (const Picture& picture : pictures) {
    bytes += picture.decodedBytes;
  }
  return bytes;
}

EncodedTile encodeTile(const ExactMesh& mesh, const TilePrecision& precision) {
  static std::once_flag codecChosen;  // the library keeps this in a global variable
  std::call_once(codecChosen, [] {
    meshopt_encodeIndexVersion(1);
    meshopt_encodeVertexVersion(0);
  });
  const Grid grid = gridFor(mesh.bounds(), precision.mostQuantisationMetres);
  const Layout layout = layoutOf(mesh, grid);
  Views views;
  const std::vector<std::byte> vertices = interleaved(mesh, grid, layout);
  const Json json = TileJson(mesh, grid, layout).make(views, vertices);
  EncodedTile tile;
  tile.glb = container(json.dump(), views.bytes());
  if (precision.keepsExact) {
    tile.exact = exactRests(mesh, grid, vertices, layout.stride);
  }
  tile.quantisationMetres = grid.step * kHalfDiagonal;
  return tile;
}

}  // namespace belvedere::tiling
