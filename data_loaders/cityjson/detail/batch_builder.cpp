#include "data_loaders/cityjson/detail/batch_builder.h"

#include <utility>

namespace belvedere::loaders::cityjson {
namespace {

constexpr std::size_t kMaxTypes = 65535;

}  // namespace

std::uint16_t BatchBuilder::typeIndex(std::string_view type) {
  const auto found = types_.find(type);
  if (found != types_.end()) {
    return found->second;
  }
  if (batch_.types.size() == kMaxTypes) {
    return 0;
  }
  const auto index = static_cast<std::uint16_t>(batch_.types.size());
  batch_.types.emplace_back(type);
  types_.emplace(type, index);
  return index;
}

std::uint32_t BatchBuilder::beginFeature(std::string_view type, std::string_view id, std::uint32_t parent) {
  model::Feature feature;
  feature.idOffset = batch_.ids.size();
  feature.idLength = static_cast<std::uint32_t>(id.size());
  feature.parent = parent;
  feature.type = typeIndex(type);
  batch_.ids += id;
  batch_.features.push_back(feature);
  batch_.attributes.beginFeature();
  return static_cast<std::uint32_t>(batch_.features.size() - 1);
}

std::uint32_t BatchBuilder::addSurface(std::span<const glm::dvec3> positions, std::span<const std::uint32_t> ringEnds,
                                       std::span<const glm::vec2> texcoords, const SurfaceLook& look) {
  const std::size_t firstIndex = batch_.triangles.size();
  const auto polygon = triangulator_.triangulate(positions, ringEnds, batch_.triangles);
  if (!polygon.isUsable) {
    batch_.triangles.resize(firstIndex);
    return polygon.faults;
  }
  model::Surface surface;
  surface.feature = static_cast<std::uint32_t>(batch_.features.size() - 1);
  surface.firstIndex = static_cast<std::uint32_t>(firstIndex);
  surface.indexCount = static_cast<std::uint32_t>(batch_.triangles.size() - firstIndex);
  surface.firstPosition = static_cast<std::uint32_t>(batch_.positions.size());
  surface.positionCount = static_cast<std::uint32_t>(positions.size());
  surface.material = look.material;
  surface.texture = texcoords.empty() ? model::kNone : look.texture;
  surface.lod = look.lod;
  surface.kind = look.kind;
  surface.isTwoSided = look.isTwoSided ? 1 : 0;
  for (std::size_t i = firstIndex; i < batch_.triangles.size(); ++i) {
    batch_.triangles[i] += surface.firstPosition;
  }
  for (std::size_t i = firstIndex; look.isMirrored && i < batch_.triangles.size(); i += 3) {
    std::swap(batch_.triangles[i], batch_.triangles[i + 1]);
  }
  batch_.positions.insert(batch_.positions.end(), positions.begin(), positions.end());
  if (!texcoords.empty()) {
    batch_.texcoords.resize(surface.firstPosition);
    batch_.texcoords.insert(batch_.texcoords.end(), texcoords.begin(), texcoords.end());
  }
  batch_.surfaces.push_back(surface);
  return polygon.faults;
}

void BatchBuilder::addPoint(const glm::dvec3& position) {
  batch_.points.push_back(
      {static_cast<std::uint32_t>(batch_.features.size() - 1), static_cast<std::uint32_t>(batch_.positions.size())});
  batch_.positions.push_back(position);
}

void BatchBuilder::addLine(std::span<const glm::dvec3> positions) {
  batch_.lines.push_back({static_cast<std::uint32_t>(batch_.features.size() - 1),
                          static_cast<std::uint32_t>(batch_.positions.size()),
                          static_cast<std::uint32_t>(positions.size())});
  batch_.positions.insert(batch_.positions.end(), positions.begin(), positions.end());
  lineVertices_ += positions.size();
}

std::uint32_t BatchBuilder::material(const std::array<float, 4>& colour) {
  const auto [entry, isNew] = materials_.emplace(colour, static_cast<std::uint32_t>(batch_.materials.size()));
  if (isNew) {
    batch_.materials.push_back({{colour[0], colour[1], colour[2], colour[3]}});
  }
  return entry->second;
}

std::uint32_t BatchBuilder::texture(const TextureText& texture) {
  const auto found = textures_.find(texture.image);
  if (found != textures_.end()) {
    return found->second;
  }
  const auto index = static_cast<std::uint32_t>(batch_.textures.size());
  batch_.textures.push_back({texture.image, {}, texture.isRepeated});
  textures_.emplace(texture.image, index);
  return index;
}

model::FeatureBatch BatchBuilder::take() {
  if (!batch_.texcoords.empty()) {
    batch_.texcoords.resize(batch_.positions.size());
  }
  types_.clear();
  materials_.clear();
  textures_.clear();
  lineVertices_ = 0;
  return std::exchange(batch_, {});
}

}  // namespace belvedere::loaders::cityjson
