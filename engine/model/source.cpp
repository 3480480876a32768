#include "engine/model/source.h"

#include <array>
#include <utility>

namespace belvedere::model {
namespace {

constexpr std::array<std::pair<SourceKind, std::string_view>, 9> kKindNames{{
    {SourceKind::Terrain, "terrain"},
    {SourceKind::Imagery, "imagery"},
    {SourceKind::Buildings, "buildings"},
    {SourceKind::Vector, "vector"},
    {SourceKind::Table, "table"},
    {SourceKind::PointCloud, "pointcloud"},
    {SourceKind::Tiles3d, "tiles3d"},
    {SourceKind::Model, "model"},
    {SourceKind::Sensors, "sensors"},
}};

}  // namespace

std::string_view sourceKindName(SourceKind kind) {
  for (const auto& [known, name] : kKindNames) {
    if (known == kind) {
      return name;
    }
  }
  return {};
}

std::optional<SourceKind> sourceKindFromName(std::string_view name) {
  for (const auto& [kind, known] : kKindNames) {
    if (known == name) {
      return kind;
    }
  }
  return std::nullopt;
}

}  // namespace belvedere::model
