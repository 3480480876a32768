#include "engine/tiling/point_tile.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <meshoptimizer.h>
#include <nlohmann/json.hpp>

#include "engine/tiling/detail/glb_layout.h"

namespace belvedere::tiling {

namespace {

using Json = nlohmann::ordered_json;

constexpr MessageId kPointTileDamaged{"cache-point-tile-damaged", N_("A tile of a point cloud's cache is damaged.")};

constexpr double kMostSteps = 65535.0;
constexpr double kLeastStepMetres = 1e-5;
constexpr std::size_t kMostPoints = std::size_t{1} << 24;

/// As it lies in the file: glTF wants each attribute to begin at a multiple of four.
struct StoredPoint {
  std::uint16_t steps[3] = {};
  std::uint16_t pad = 0;
  std::uint8_t colour[4] = {255, 255, 255, 255};
  std::uint16_t intensity = 0;
  std::uint16_t pad2 = 0;
  std::uint8_t pointClass[4] = {};  ///< class, number of the return, number of returns
};
static_assert(sizeof(StoredPoint) == 20);

StoredPoint stored(const PointVertex& point) {
  StoredPoint out;
  for (int axis = 0; axis < 3; ++axis) {
    out.steps[axis] = point.steps[axis];
    out.colour[axis] = point.colour[axis];
  }
  out.intensity = point.intensity;
  out.pointClass[0] = point.classification;
  out.pointClass[1] = point.returnNumber;
  out.pointClass[2] = point.returnCount;
  return out;
}

PointVertex loaded(const StoredPoint& point) {
  PointVertex out;
  for (int axis = 0; axis < 3; ++axis) {
    out.steps[axis] = point.steps[axis];
    out.colour[axis] = point.colour[axis];
  }
  out.intensity = point.intensity;
  out.classification = point.pointClass[0];
  out.returnNumber = point.pointClass[1];
  out.returnCount = point.pointClass[2];
  return out;
}

Json accessor(std::size_t offset, int type, const char* shape, std::size_t count) {
  return {{"bufferView", 0}, {"byteOffset", offset}, {"componentType", type}, {"count", count}, {"type", shape}};
}

Json accessorsOf(const PointTile& tile) {
  const std::size_t count = tile.points.size();
  glm::u16vec3 least(65535);
  glm::u16vec3 most(0);
  for (const PointVertex& point : tile.points) {
    for (int axis = 0; axis < 3; ++axis) {
      least[axis] = std::min(least[axis], point.steps[axis]);
      most[axis] = std::max(most[axis], point.steps[axis]);
    }
  }
  Json position = accessor(0, glb::kUnsignedShort, "VEC3", count);
  position["min"] = {least.x, least.y, least.z};
  position["max"] = {most.x, most.y, most.z};
  Json colour = accessor(8, glb::kUnsignedByte, "VEC4", count);
  colour["normalized"] = true;
  return Json::array({std::move(position), std::move(colour), accessor(12, glb::kUnsignedShort, "SCALAR", count),
                      accessor(16, glb::kUnsignedByte, "VEC4", count)});
}

Json documentOf(const PointTile& tile, std::size_t packedBytes) {
  constexpr int kPoints = 0;  // glTF's number for the mode
  const std::size_t count = tile.points.size();
  const std::size_t size = count * sizeof(StoredPoint);
  Json json = {{"asset", {{"version", "2.0"}, {"generator", "Belvedere"}}}};
  json["extensionsUsed"] = {"KHR_mesh_quantization", glb::kMeshopt};
  json["extensionsRequired"] = {"KHR_mesh_quantization", glb::kMeshopt};
  json["scene"] = 0;
  json["scenes"] = {{{"nodes", {0}}}};
  constexpr double kHalfRoot = 0.7071067811865476;  // a quarter turn about x makes z-up y-up
  Json inner = {{"mesh", 0}, {"scale", {tile.stepMetres, tile.stepMetres, tile.stepMetres}}};
  inner["translation"] = {tile.origin.x, tile.origin.y, tile.origin.z};
  Json turned = {{"children", {1}}, {"rotation", {-kHalfRoot, 0.0, 0.0, kHalfRoot}}};
  json["nodes"] = Json::array({std::move(turned), std::move(inner)});
  json["meshes"] = {{{"primitives",
                      {{{"mode", kPoints},
                        {"attributes", {{"POSITION", 0}, {"COLOR_0", 1}, {"_INTENSITY", 2}, {"_POINT_CLASS", 3}}}}}}}};
  json["accessors"] = accessorsOf(tile);
  Json compression = {
      {"buffer", 0},    {"byteOffset", 0},     {"byteLength", packedBytes}, {"byteStride", sizeof(StoredPoint)},
      {"count", count}, {"mode", "ATTRIBUTES"}};
  json["bufferViews"] = {{{"buffer", 1},
                          {"byteOffset", 0},
                          {"byteLength", size},
                          {"byteStride", sizeof(StoredPoint)},
                          {"target", glb::kArrayBuffer},
                          {"extensions", {{glb::kMeshopt, std::move(compression)}}}}};
  json["buffers"] = {{{"byteLength", packedBytes}},
                     {{"byteLength", size}, {"extensions", {{glb::kMeshopt, {{"fallback", true}}}}}}};
  return json;
}

void addWord(std::vector<std::byte>& bytes, std::uint32_t value) {
  const auto raw = std::as_bytes(std::span(&value, 1));
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

tl::unexpected<Error> damaged() { return fail(ErrorCode::InvalidData, Message(kPointTileDamaged)); }

/// The chunks of a GLB file.
struct Chunks {
  std::string_view json;
  std::span<const std::byte> binary;
};

std::optional<Chunks> chunksOf(std::span<const std::byte> glb) {
  const auto word = [&](std::size_t place) {
    std::uint32_t value = 0;
    std::memcpy(&value, glb.data() + place, sizeof(value));
    return value;
  };
  constexpr std::size_t kHead = 20;
  if (glb.size() < kHead + 8 || word(0) != glb::kMagic || word(16) != glb::kJsonChunk) {
    return std::nullopt;
  }
  const std::size_t jsonBytes = word(12);
  if (jsonBytes > glb.size() - kHead - 8 || word(kHead + jsonBytes + 4) != glb::kBinaryChunk) {
    return std::nullopt;
  }
  const std::size_t binaryBytes = word(kHead + jsonBytes);
  if (binaryBytes > glb.size() - kHead - 8 - jsonBytes) {
    return std::nullopt;
  }
  return Chunks{{reinterpret_cast<const char*>(glb.data() + kHead), jsonBytes},
                glb.subspan(kHead + jsonBytes + 8, binaryBytes)};
}

/// What of the document a tile needs.
struct TileFacts {
  std::size_t count = 0;
  std::size_t packedBytes = 0;
  glm::dvec3 origin{0.0};
  double stepMetres = 0.0;
};

std::optional<TileFacts> factsOf(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  const auto numberAt = [&](const char* pointer) {
    const Json::json_pointer place(pointer);
    return json.contains(place) && json[place].is_number() ? json[place].get<double>() : std::nan("");
  };
  if (json.is_discarded()) {
    return std::nullopt;
  }
  const double count = numberAt("/bufferViews/0/extensions/EXT_meshopt_compression/count");
  const double packed = numberAt("/bufferViews/0/extensions/EXT_meshopt_compression/byteLength");
  TileFacts facts;
  facts.origin = {numberAt("/nodes/1/translation/0"), numberAt("/nodes/1/translation/1"),
                  numberAt("/nodes/1/translation/2")};
  facts.stepMetres = numberAt("/nodes/1/scale/0");
  const bool isSound = count >= 1.0 && count <= static_cast<double>(kMostPoints) && packed >= 1.0 && packed < 1e9 &&
                       std::isfinite(facts.origin.x + facts.origin.y + facts.origin.z) && facts.stepMetres > 0.0 &&
                       facts.stepMetres < 1e6;
  if (!isSound) {
    return std::nullopt;
  }
  facts.count = static_cast<std::size_t>(count);
  facts.packedBytes = static_cast<std::size_t>(packed);
  return facts;
}

}  // namespace

std::shared_ptr<PointTile> makePointTile(std::span<const glm::dvec3> positions,
                                         std::span<const model::CloudPoint> cloud, double spacingMetres) {
  auto tile = std::make_shared<PointTile>();
  tile->spacingMetres = spacingMetres;
  for (const glm::dvec3& position : positions) {
    tile->bounds.add(position);
  }
  tile->origin = tile->bounds.isEmpty() ? glm::dvec3(0.0) : tile->bounds.min;
  const glm::dvec3 size = tile->bounds.size();
  tile->stepMetres = std::max(std::max({size.x, size.y, size.z}) / kMostSteps, kLeastStepMetres);
  tile->points.resize(positions.size());
  const auto steps = [&](double metres) {
    return static_cast<std::uint16_t>(std::clamp(std::round(metres / tile->stepMetres), 0.0, kMostSteps));
  };
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const glm::dvec3 from = positions[i] - tile->origin;
    PointVertex& point = tile->points[i];
    point.steps = {steps(from.x), steps(from.y), steps(from.z)};
    point.intensity = cloud[i].intensity;
    point.colour = cloud[i].colour;
    point.classification = cloud[i].classification;
    point.returnNumber = cloud[i].returnNumber;
    point.returnCount = cloud[i].returnCount;
  }
  return tile;
}

std::vector<std::byte> encodePointTile(const PointTile& tile) {
  std::vector<StoredPoint> points(tile.points.size());
  std::transform(tile.points.begin(), tile.points.end(), points.begin(), stored);
  std::vector<unsigned char> packed(meshopt_encodeVertexBufferBound(points.size(), sizeof(StoredPoint)));
  packed.resize(
      meshopt_encodeVertexBuffer(packed.data(), packed.size(), points.data(), points.size(), sizeof(StoredPoint)));
  std::string json = documentOf(tile, packed.size()).dump();
  json.resize(glb::padded(json.size(), 4), ' ');
  const std::size_t binaryBytes = glb::padded(packed.size(), 4);
  std::vector<std::byte> bytes;
  bytes.reserve(28 + json.size() + binaryBytes);
  addWord(bytes, glb::kMagic);
  addWord(bytes, glb::kVersion);
  addWord(bytes, static_cast<std::uint32_t>(28 + json.size() + binaryBytes));
  addWord(bytes, static_cast<std::uint32_t>(json.size()));
  addWord(bytes, glb::kJsonChunk);
  const auto text = std::as_bytes(std::span(json));
  bytes.insert(bytes.end(), text.begin(), text.end());
  addWord(bytes, static_cast<std::uint32_t>(binaryBytes));
  addWord(bytes, glb::kBinaryChunk);
  const auto raw = std::as_bytes(std::span(packed));
  bytes.insert(bytes.end(), raw.begin(), raw.end());
  bytes.resize(28 + json.size() + binaryBytes);
  return bytes;
}

Result<std::shared_ptr<PointTile>> decodePointTile(std::span<const std::byte> glb) {
  const std::optional<Chunks> chunks = chunksOf(glb);
  const std::optional<TileFacts> facts = chunks ? factsOf(chunks->json) : std::nullopt;
  if (!facts || facts->packedBytes > chunks->binary.size()) {
    return damaged();
  }
  std::vector<StoredPoint> points(facts->count);
  const int result =
      meshopt_decodeVertexBuffer(points.data(), points.size(), sizeof(StoredPoint),
                                 reinterpret_cast<const unsigned char*>(chunks->binary.data()), facts->packedBytes);
  if (result != 0) {
    return damaged();
  }
  auto tile = std::make_shared<PointTile>();
  tile->origin = facts->origin;
  tile->stepMetres = facts->stepMetres;
  tile->points.resize(points.size());
  std::transform(points.begin(), points.end(), tile->points.begin(), loaded);
  return tile;
}

}  // namespace belvedere::tiling
