#include "engine/tiling/surface_pieces.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "engine/geo/bounds.h"
#include "engine/tiling/detail/surface_looks.h"

namespace belvedere::tiling {

namespace {

// An object that reaches further than this is cut into its surfaces, so that tiles stay small enough to be quantised.
constexpr double kLargestWholeObjectMetres = 180.0;

/// The boxes in plan of a batch's objects: of each topmost feature with all below it.
class ObjectPlaces {
 public:
  explicit ObjectPlaces(const model::FeatureBatch& batch) : root_(batch.features.size()), box_(batch.features.size()) {
    for (std::uint32_t i = 0; i < root_.size(); ++i) {
      const std::uint32_t parent = batch.features[i].parent;
      root_[i] = parent < i ? root_[parent] : i;
    }
    for (const model::Surface& surface : batch.surfaces) {
      box_[root_[surface.feature]].add(boxOf(batch, surface));
    }
  }

  static geo::Bounds2 boxOf(const model::FeatureBatch& batch, const model::Surface& surface) {
    geo::Bounds2 box;
    for (std::uint32_t i = 0; i < surface.positionCount; ++i) {
      const glm::dvec3& position = batch.positions[surface.firstPosition + i];
      if (std::isfinite(position.x + position.y)) {
        box.add(glm::dvec2(position));
      }
    }
    return box;
  }

  std::uint32_t root(std::uint32_t feature) const { return root_[feature]; }
  bool isWhole(std::uint32_t feature) const {
    const glm::dvec2 size = box_[root_[feature]].size();
    return std::max(size.x, size.y) <= kLargestWholeObjectMetres;
  }
  glm::dvec2 place(std::uint32_t feature) const { return box_[root_[feature]].centre(); }

 private:
  std::vector<std::uint32_t> root_;
  std::vector<geo::Bounds2> box_;
};

/// Whether a surface's texture coordinates are numbers to reckon with.
bool areTexcoordsSound(std::span<const glm::vec2> texcoords) {
  constexpr float kMost = 1e6F;  // repeats of a picture: more is no texture but an error
  return std::all_of(texcoords.begin(), texcoords.end(), [](const glm::vec2& texcoord) {
    return std::abs(texcoord.x) < kMost && std::abs(texcoord.y) < kMost;
  });
}

/// How large a texel of its picture is on a surface, in the mean.
float metresPerTexel(const model::FeatureBatch& batch, const model::Surface& surface, const PiecePicture& picture) {
  double metres = 0.0;
  double texels = 0.0;
  for (std::uint32_t i = 0; i + 2 < surface.indexCount; i += 3) {
    const std::uint32_t* corner = batch.triangles.data() + surface.firstIndex + i;
    const glm::dvec3& a = batch.positions[corner[0]];
    metres += glm::length(glm::cross(batch.positions[corner[1]] - a, batch.positions[corner[2]] - a));
    const glm::dvec2 size(picture.width, picture.height);
    const glm::dvec2 u = glm::dvec2(batch.texcoords[corner[1]] - batch.texcoords[corner[0]]) * size;
    const glm::dvec2 v = glm::dvec2(batch.texcoords[corner[2]] - batch.texcoords[corner[0]]) * size;
    texels += std::abs(u.x * v.y - u.y * v.x);
  }
  constexpr double kLeastTexels = 1e-3;
  return texels > kLeastTexels ? static_cast<float>(std::sqrt(metres / texels)) : 0.0F;
}

/// Gathers the surfaces of one piece after the other.
class PieceWriter {
 public:
  /// `pictures`: by texture of the batch.
  PieceWriter(PieceBuffer& pieces, const std::vector<std::optional<PiecePicture>>& pictures)
      : pieces_(pieces), batchPictures_(pictures) {}

  void gather(const model::FeatureBatch& batch, const model::Surface& surface) {
    PieceSurface look;
    look.positionCount = surface.positionCount;
    look.indexCount = surface.indexCount;
    look.normal = packed(surfaceNormal(batch, surface));
    look.kind = static_cast<std::uint8_t>(surface.kind);
    look.isTwoSided = surface.isTwoSided;
    if (surface.material != model::kNone) {
      look.hasColour = 1;
      look.colour = packed(batch.materials[surface.material].colour);
    }
    gatherPicture(batch, surface, look);
    const auto shift = static_cast<std::uint32_t>(positions_.size()) - surface.firstPosition;
    surfaces_.push_back(look);
    const auto first = batch.positions.begin() + surface.firstPosition;
    positions_.insert(positions_.end(), first, first + surface.positionCount);
    for (std::uint32_t i = 0; i < surface.indexCount; ++i) {
      indices_.push_back(batch.triangles[surface.firstIndex + i] + shift);
    }
  }

  void finish(const PieceHead& head, std::string_view id) {
    if (surfaces_.empty()) {
      return;
    }
    texcoords_.resize(pictures_.empty() ? 0 : positions_.size());
    pieces_.add(head, {surfaces_, positions_, indices_, pictures_, texcoords_, id});
    surfaces_.clear();
    positions_.clear();
    indices_.clear();
    pictures_.clear();
    texcoords_.clear();
  }

 private:
  void gatherPicture(const model::FeatureBatch& batch, const model::Surface& surface, PieceSurface& look) {
    const bool isPictured = surface.texture != model::kNone && surface.texture < batchPictures_.size();
    if (!isPictured || !batchPictures_[surface.texture]) {
      return;
    }
    const auto run = std::span(batch.texcoords).subspan(surface.firstPosition, surface.positionCount);
    if (!areTexcoordsSound(run)) {
      return;
    }
    const PiecePicture* picture = &*batchPictures_[surface.texture];
    const auto known = std::find(pictures_.begin(), pictures_.end(), *picture);
    look.picture = static_cast<std::uint32_t>(known - pictures_.begin());
    if (known == pictures_.end()) {
      pictures_.push_back(*picture);
    }
    look.metresPerTexel = metresPerTexel(batch, surface, *picture);
    texcoords_.resize(positions_.size());
    for (const glm::vec2& texcoord : run) {
      texcoords_.emplace_back(texcoord.x, 1.0F - texcoord.y);
    }
  }

  PieceBuffer& pieces_;
  const std::vector<std::optional<PiecePicture>>& batchPictures_;
  std::vector<PieceSurface> surfaces_;
  std::vector<glm::dvec3> positions_;
  std::vector<std::uint32_t> indices_;
  std::vector<PiecePicture> pictures_;
  std::vector<glm::vec2> texcoords_;  ///< as far as any surface has some
};

}  // namespace

Result<std::vector<std::optional<PiecePicture>>> PictureCollector::take(const model::FeatureBatch& batch) {
  std::vector<std::optional<PiecePicture>> pictures;
  for (const model::Texture& texture : batch.textures) {
    auto known = byName_.find(texture.name);
    if (known == byName_.end() && !texture.image.isEmpty()) {
      auto added = store_.add(texture.image, texture.isRepeated);
      if (!added) {
        return tl::unexpected(added.error());
      }
      known = byName_.emplace(texture.name, *added).first;
    }
    pictures.push_back(known == byName_.end() ? std::nullopt : std::optional(known->second));
    if (pictures.back()) {
      pictures.back()->isRepeated = texture.isRepeated ? 1 : 0;
    }
  }
  return pictures;
}

std::size_t addPieces(PieceBuffer& pieces, const model::FeatureBatch& batch, std::uint32_t firstFeature,
                      const std::vector<std::optional<PiecePicture>>& pictures) {
  const ObjectPlaces objects(batch);
  PieceWriter writer(pieces, pictures);
  std::size_t leftOut = 0;
  for (std::size_t i = 0; i < batch.surfaces.size();) {
    const std::uint32_t feature = batch.surfaces[i].feature;
    const bool isWhole = objects.isWhole(feature);
    PieceHead head;
    head.feature = firstFeature + feature;
    head.object = firstFeature + objects.root(feature);
    head.place = objects.place(feature);
    const std::string_view id = batch.id(batch.features[feature]);
    for (; i < batch.surfaces.size() && batch.surfaces[i].feature == feature; ++i) {
      const model::Surface& surface = batch.surfaces[i];
      if (surface.indexCount < 3) {
        continue;
      }
      if (!hasFinitePositions(batch, surface)) {
        ++leftOut;
        continue;
      }
      writer.gather(batch, surface);
      if (!isWhole) {
        head.place = ObjectPlaces::boxOf(batch, surface).centre();
        writer.finish(head, id);
      }
    }
    writer.finish(head, id);
  }
  return leftOut;
}

}  // namespace belvedere::tiling
