#include "engine/model/source.h"

#include <array>
#include <utility>

namespace belvedere::model {
namespace {

constexpr std::array<std::pair<SourceKind, std::string_view>, 9> kKindNames{{
    {SourceKind::Terrain, N_("terrain")},
    {SourceKind::Imagery, N_("imagery")},
    {SourceKind::Buildings, N_("buildings")},
    {SourceKind::Vector, N_("vector")},
    {SourceKind::Table, N_("table")},
    {SourceKind::PointCloud, N_("pointcloud")},
    {SourceKind::Tiles3d, N_("tiles3d")},
    {SourceKind::Model, N_("model")},
    {SourceKind::Sensors, N_("sensors")},
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
