#include "engine/streaming/baked_layer.h"

#include <algorithm>
#include <cmath>

#include "engine/streaming/detail/baked_archive.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/baked_tile.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kContentDamaged{"cache-content-damaged", N_("A layer's cache is damaged.")};

constexpr std::size_t kKeyDigits = 16;

tl::unexpected<Error> damaged(const std::filesystem::path& folder) {
  return fail(ErrorCode::InvalidData, Message(kContentDamaged), folder.string());
}

bool areRunsSound(const std::vector<FeaturePage>& pages, std::uint64_t fileBytes) {
  std::uint32_t next = 0;
  for (const FeaturePage& page : pages) {
    if (page.firstFeature != next || page.byteCount > fileBytes || page.offset > fileBytes - page.byteCount ||
        page.featureCount > model::kNone - next) {
      return false;
    }
    next += page.featureCount;
  }
  return true;
}

bool isSound(const tiling::LineMesh& lines) {
  const bool isOrdered = std::is_sorted(lines.lineStarts.begin(), lines.lineStarts.end());
  return lines.features.size() == lines.positions.size() && isOrdered && !lines.lineStarts.empty() &&
         lines.lineStarts.back() <= lines.positions.size();
}

bool isSound(const tiling::PlanPatches& patches) {
  return std::all_of(patches.patches.begin(), patches.patches.end(),
                     [&](const tiling::PlanPatch& patch) {
                       return patch.firstIndex <= patches.indices.size() &&
                              patch.indexCount <= patches.indices.size() - patch.firstIndex &&
                              patch.indexCount % 3 == 0;
                     }) &&
         std::all_of(patches.indices.begin(), patches.indices.end(),
                     [&](std::uint32_t index) { return index < patches.positions.size(); });
}

bool isSound(const tiling::PlanLines& lines) {
  return std::all_of(lines.runs.begin(), lines.runs.end(), [&](const tiling::PlanRun& run) {
    return run.firstPosition <= lines.positions.size() &&
           run.positionCount <= lines.positions.size() - run.firstPosition;
  });
}

bool isSound(const Diagnostics& diagnostics) {
  return std::all_of(diagnostics.items().begin(), diagnostics.items().end(), [](const Diagnostic& item) {
    return item.severity >= Severity::Info && item.severity <= Severity::Error;
  });
}

bool isSound(const BakedContent& content, std::uint64_t featureBytes) {
  return content.description.kind >= model::SourceKind::Terrain &&
         content.description.kind <= model::SourceKind::Sensors && isSound(content.description.diagnostics) &&
         isSound(content.diagnostics) && areRunsSound(content.pages, featureBytes) && isSound(content.areas) &&
         isSound(content.outlines) && content.points.features.size() == content.points.positions.size() &&
         std::all_of(content.lines.begin(), content.lines.end(), [](const auto& lines) { return isSound(lines); }) &&
         std::all_of(content.symbols.begin(), content.symbols.end(),
                     [](const auto& symbols) { return symbols.features.size() == symbols.positions.size(); });
}

bool isSound(const FeatureChunk& chunk, const FeaturePage& page) {
  const std::size_t count = chunk.features.size();
  if (chunk.firstFeature != page.firstFeature || count != page.featureCount || chunk.bounds.size() != count ||
      chunk.lods.size() != count || chunk.attributes.featureCount() != count || !chunk.attributes.isConsistent()) {
    return false;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const model::Feature& feature = chunk.features[i];
    if (feature.idOffset > chunk.ids.size() || feature.idLength > chunk.ids.size() - feature.idOffset ||
        (feature.parent != model::kNone && feature.parent >= i)) {
      return false;
    }
  }
  return true;
}

void move(geo::Bounds3& bounds, const glm::dvec3& shift) {
  if (!bounds.isEmpty()) {
    bounds = {bounds.min + shift, bounds.max + shift};
  }
}

}  // namespace

std::filesystem::path bakedFolder(const std::filesystem::path& cache, const std::string& layer,
                                  const ContentHash& key) {
  return cache / (layer + "-" + key.text().substr(0, kKeyDigits));
}

Result<std::shared_ptr<const BakedLayer>> BakedLayer::open(const std::filesystem::path& folder,
                                                           const ContentHash& key) {
  auto manifest = tiling::readManifest(folder, key);
  if (!manifest) {
    return tl::unexpected(manifest.error());
  }
  const tiling::BakedFile* contentFile = manifest->find(kContentFile);
  const tiling::BakedFile* featuresFile = manifest->find(kFeaturesFile);
  if (contentFile == nullptr || featuresFile == nullptr) {
    return damaged(folder);
  }
  const auto bytes = tiling::readBakedFile(folder, *contentFile);
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  BakedContent content;
  BinaryReader reader(*bytes);
  reader(content);
  if (!reader.isComplete() || !isSound(content, featuresFile->bytes)) {
    return damaged(folder);
  }
  return std::shared_ptr<const BakedLayer>(new BakedLayer(folder, std::move(*manifest), std::move(content)));
}

std::uint32_t BakedLayer::featureCount() const {
  return content_.pages.empty() ? 0 : content_.pages.back().firstFeature + content_.pages.back().featureCount;
}

Result<std::shared_ptr<const tiling::TileMesh>> BakedLayer::readTile(const tiling::BakedTile& tile,
                                                                     const glm::dvec3& sceneOrigin,
                                                                     bool wantsPictures) const {
  const auto bytes = tiling::readTileBytes(folder_, tile);
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  auto mesh = tiling::decodeTile(*bytes, wantsPictures);
  const glm::dvec3 shift = content_.origin - sceneOrigin;
  if (!mesh || shift == glm::dvec3(0.0)) {
    return mesh;
  }
  auto moved = std::make_shared<tiling::TileMesh>(**mesh);
  moved->origin += shift;
  move(moved->bounds, shift);
  return moved;
}

Result<std::vector<glm::dvec3>> BakedLayer::readExact(const tiling::BakedTile& tile) const {
  const auto mesh = readTile(tile, glm::dvec3(0.0), false);
  if (!mesh) {
    return tl::unexpected(mesh.error());
  }
  const auto bytes = tiling::readExactBytes(folder_, tile);
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  return tiling::exactPositions(**mesh, *bytes);
}

Result<std::shared_ptr<const FeatureChunk>> BakedLayer::readPage(std::size_t page,
                                                                 const glm::dvec3& sceneOrigin) const {
  const FeaturePage& wanted = content_.pages[page];
  const auto file = tiling::BakeFile::open(folder_ / kFeaturesFile);
  if (!file) {
    return tl::unexpected(file.error());
  }
  std::vector<std::byte> bytes(wanted.byteCount);
  if (auto status = file->readAt(wanted.offset, bytes); !status) {
    return tl::unexpected(status.error());
  }
  auto chunk = std::make_shared<FeatureChunk>();
  BinaryReader reader(bytes);
  reader(*chunk);
  if (hashOf(bytes) != wanted.hash || !reader.isComplete() || !isSound(*chunk, wanted)) {
    return damaged(folder_);
  }
  const glm::dvec3 shift = content_.origin - sceneOrigin;
  for (geo::Bounds3& bounds : chunk->bounds) {
    move(bounds, shift);
  }
  return chunk;
}

}  // namespace belvedere::streaming
