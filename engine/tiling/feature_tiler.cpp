#include "engine/tiling/feature_tiler.h"

#include <cmath>

#include "engine/tiling/detail/surface_looks.h"

namespace belvedere::tiling {

namespace {

constexpr glm::u8vec4 kWhite{255, 255, 255, 255};

}  // namespace

/// A tile under construction: its arrays, and its indices by texture and face mode.
struct FeatureTiler::Tile {
  struct Part {
    std::shared_ptr<const Image> texture;
    bool isTwoSided = false;
    std::vector<std::uint32_t> indices;
  };
  using PartKey = std::pair<const Image*, bool>;

  TileMesh mesh;
  std::vector<Part> parts;
  std::map<PartKey, std::size_t> partIndex;
  std::size_t lastPart = 0;
  std::size_t triangleCount = 0;
  std::uint64_t lastBatch = 0;

  Part& part(const std::shared_ptr<const Image>& texture, bool isTwoSided) {
    if (lastPart < parts.size() && parts[lastPart].texture == texture && parts[lastPart].isTwoSided == isTwoSided) {
      return parts[lastPart];
    }
    const auto [place, isNew] = partIndex.try_emplace({texture.get(), isTwoSided}, parts.size());
    if (isNew) {
      parts.push_back({texture, isTwoSided, {}});
    }
    lastPart = place->second;
    return parts[lastPart];
  }

  void addVertices(const model::FeatureBatch& batch, const model::Surface& surface, std::uint32_t feature) {
    const glm::i8vec4 normal = packed(surfaceNormal(batch, surface));
    const std::size_t first = mesh.positions.size();
    for (std::uint32_t i = 0; i < surface.positionCount; ++i) {
      const glm::dvec3& position = batch.positions[surface.firstPosition + i];
      mesh.bounds.add(position);
      mesh.positions.emplace_back(position - mesh.origin);
    }
    const std::size_t size = first + surface.positionCount;
    mesh.normals.resize(size, normal);
    mesh.features.resize(size, feature);
    mesh.kinds.resize(size, static_cast<std::uint8_t>(surface.kind));
    if (surface.material != model::kNone || !mesh.colours.empty()) {
      mesh.colours.resize(first, kWhite);
      mesh.colours.resize(size,
                          surface.material != model::kNone ? packed(batch.materials[surface.material].colour) : kWhite);
    }
  }

  void addTexcoords(const model::FeatureBatch& batch, const model::Surface& surface, bool isTextured) {
    if (!isTextured && mesh.texcoords.empty()) {
      return;
    }
    const std::size_t size = mesh.positions.size();
    mesh.texcoords.resize(size - surface.positionCount);
    for (std::uint32_t i = 0; isTextured && i < surface.positionCount; ++i) {
      const glm::vec2& texcoord = batch.texcoords[surface.firstPosition + i];
      mesh.texcoords.emplace_back(texcoord.x, 1.0F - texcoord.y);
    }
    mesh.texcoords.resize(size);
  }

  std::shared_ptr<const TileMesh> finish() {
    mesh.indices.reserve(triangleCount * 3);
    std::map<const Image*, std::uint32_t> textureIndex;
    for (Part& part : parts) {
      MeshPart run{static_cast<std::uint32_t>(mesh.indices.size()), static_cast<std::uint32_t>(part.indices.size()),
                   model::kNone, part.isTwoSided};
      if (part.texture) {
        const auto next = static_cast<std::uint32_t>(mesh.textures.size());
        const auto [place, isNew] = textureIndex.try_emplace(part.texture.get(), next);
        if (isNew) {
          mesh.textures.push_back(part.texture);
        }
        run.texture = place->second;
      }
      mesh.indices.insert(mesh.indices.end(), part.indices.begin(), part.indices.end());
      mesh.parts.push_back(run);
      part.indices = {};
    }
    mesh.positions.shrink_to_fit();
    mesh.normals.shrink_to_fit();
    mesh.features.shrink_to_fit();
    mesh.kinds.shrink_to_fit();
    mesh.colours.shrink_to_fit();
    mesh.texcoords.shrink_to_fit();
    return std::make_shared<const TileMesh>(std::move(mesh));
  }
};

FeatureTiler::FeatureTiler(bool usesTextures) : usesTextures_(usesTextures) {}
FeatureTiler::~FeatureTiler() = default;

std::size_t FeatureTiler::add(model::FeatureBatch& batch, std::uint32_t firstFeature) {
  ++batchCount_;
  takeTextures(batch);
  std::size_t leftOut = 0;
  for (const model::Surface& surface : batch.surfaces) {
    if (surface.indexCount >= 3 && !addSurface(batch, surface, firstFeature)) {
      ++leftOut;
    }
  }
  return leftOut;
}

bool FeatureTiler::addSurface(const model::FeatureBatch& batch, const model::Surface& surface,
                              std::uint32_t firstFeature) {
  if (!hasFinitePositions(batch, surface)) {
    return false;
  }
  Tile& tile = tileAt(batch.positions[surface.firstPosition]);
  const std::shared_ptr<const Image> texture =
      surface.texture != model::kNone && !batchTextures_.empty() ? batchTextures_[surface.texture] : nullptr;
  const auto offset = static_cast<std::uint32_t>(tile.mesh.positions.size()) - surface.firstPosition;
  tile.addVertices(batch, surface, firstFeature + surface.feature);
  tile.addTexcoords(batch, surface, texture != nullptr);
  std::vector<std::uint32_t>& indices = tile.part(texture, surface.isTwoSided != 0).indices;
  for (std::uint32_t i = 0; i < surface.indexCount; ++i) {
    indices.push_back(batch.triangles[surface.firstIndex + i] + offset);
  }
  tile.triangleCount += surface.indexCount / 3;
  tile.lastBatch = batchCount_;
  if (tile.triangleCount >= kMostTriangles) {
    full_.push_back(tile.finish());
    open_.erase(lastKey_);
    lastTile_ = nullptr;
  }
  return true;
}

FeatureTiler::Tile& FeatureTiler::tileAt(const glm::dvec3& position) {
  const Key key{static_cast<std::int64_t>(std::floor(position.x / kTileMetres)),
                static_cast<std::int64_t>(std::floor(position.y / kTileMetres))};
  if (lastTile_ != nullptr && key == lastKey_) {
    return *lastTile_;
  }
  std::unique_ptr<Tile>& tile = open_[key];
  if (!tile) {
    tile = std::make_unique<Tile>();
    tile->mesh.origin = {(static_cast<double>(key.first) + 0.5) * kTileMetres,
                         (static_cast<double>(key.second) + 0.5) * kTileMetres, std::round(position.z)};
  }
  lastKey_ = key;
  lastTile_ = tile.get();
  return *tile;
}

void FeatureTiler::takeTextures(model::FeatureBatch& batch) {
  batchTextures_.clear();
  for (model::Texture& texture : batch.textures) {
    if (!usesTextures_) {
      return;
    }
    std::shared_ptr<const Image>& known = texturesByName_[texture.name];
    if (!texture.image.isEmpty()) {
      known = std::make_shared<const Image>(std::move(texture.image));
    }
    batchTextures_.push_back(known);
  }
}

std::vector<std::shared_ptr<const TileMesh>> FeatureTiler::take(bool isEnd) {
  for (auto place = open_.begin(); place != open_.end();) {
    const bool isLeftAlone = batchCount_ - place->second->lastBatch >= kPatience;
    if (isEnd || batchCount_ == 1 || isLeftAlone) {
      full_.push_back(place->second->finish());
      place = open_.erase(place);
    } else {
      ++place;
    }
  }
  lastTile_ = nullptr;
  return std::exchange(full_, {});
}

}  // namespace belvedere::tiling
