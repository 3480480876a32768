#include "data_loaders/tiles3d/detail/points.h"

#include <map>
#include <string>

#include "data_loaders/gltf/draco_geometry.h"
#include "data_loaders/gltf/limits.h"

namespace belvedere::loaders::tiles3d {
namespace {

using Numbers = std::optional<std::vector<double>>;

/// What Draco has of a table's properties, by name.
std::map<std::string, std::vector<double>> unpacked(const gltf::JsonValue& extension, std::string_view binary) {
  std::map<std::string, std::uint32_t> wanted;
  extension["properties"].forEachMember([&](std::string_view name, const gltf::JsonValue& id) {
    if (const auto number = id.index(); number && (name == "POSITION" || name == "BATCH_ID")) {
      wanted.emplace(name, static_cast<std::uint32_t>(*number));
    }
  });
  const std::uint64_t offset = extension["byteOffset"].index().value_or(0);
  const std::uint64_t length = extension["byteLength"].index().value_or(0);
  std::map<std::string, std::vector<double>> values;
  if (wanted.empty() || offset > binary.size() || length > binary.size() - offset) {
    return values;
  }
  if (auto geometry = gltf::decodeDraco(binary.substr(offset, length), wanted)) {
    for (auto& [name, attribute] : geometry->attributes) {
      values.emplace(name, std::move(attribute.values));
    }
  }
  return values;
}

}  // namespace

std::optional<Points> readPoints(const TileTable& features, std::string_view binary) {
  const auto count = features.whole("POINTS_LENGTH");
  if (!count || *count > gltf::limits::kVertices) {
    return std::nullopt;
  }
  const gltf::JsonValue draco = features.json("extensions")["3DTILES_draco_point_compression"];
  const auto packed = draco.isMissing() ? std::map<std::string, std::vector<double>>() : unpacked(draco, binary);
  const auto numbers = [&](const char* name, unsigned components, const char* type) -> Numbers {
    if (const auto found = packed.find(name); found != packed.end()) {
      return found->second.size() == *count * components ? Numbers(found->second) : std::nullopt;
    }
    return features.numbers(name, *count, components, type);
  };
  const glm::dvec3 centre = features.vector("RTC_CENTER").value_or(glm::dvec3(0.0));
  glm::dvec3 offset = centre;
  glm::dvec3 scale(1.0);
  Numbers values = numbers("POSITION", 3, "FLOAT");
  if (!values) {
    values = features.numbers("POSITION_QUANTIZED", *count, 3, "UNSIGNED_SHORT");
    const auto boxOffset = features.vector("QUANTIZED_VOLUME_OFFSET");
    const auto boxScale = features.vector("QUANTIZED_VOLUME_SCALE");
    if (!values || !boxOffset || !boxScale) {
      return std::nullopt;
    }
    offset += *boxOffset;
    scale = *boxScale / 65535.0;
  }
  Points points;
  points.positions.reserve(*count);
  for (std::size_t i = 0; i < *count; ++i) {
    points.positions.push_back(offset +
                               scale * glm::dvec3((*values)[i * 3], (*values)[i * 3 + 1], (*values)[i * 3 + 2]));
  }
  if (const Numbers rows = numbers("BATCH_ID", 1, "UNSIGNED_SHORT")) {
    for (const double row : *rows) {
      points.rows.push_back(row >= 0.0 && row < 4e9 ? static_cast<std::uint32_t>(row) : 0);
    }
  }
  return points;
}

}  // namespace belvedere::loaders::tiles3d
