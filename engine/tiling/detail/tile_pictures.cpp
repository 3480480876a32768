#include "engine/tiling/detail/tile_pictures.h"

#include <algorithm>
#include <tuple>

#include "engine/tiling/detail/atlas_painter.h"
#include "engine/tiling/picture_codec.h"

namespace belvedere::tiling::detail {

namespace {

constexpr std::size_t kPaletteWidth = 128;
constexpr unsigned kPaletteStep = 4;  // of 255: nobody sees less, and far fewer colours are left

std::uint8_t stepped(std::uint8_t value) {
  return static_cast<std::uint8_t>(value / kPaletteStep * kPaletteStep + kPaletteStep / 2);
}

/// The pictures and uses of some pieces, in their order.
struct Uses {
  std::vector<PiecePicture> pictures;
  std::vector<PictureUse> uses;
  std::vector<std::size_t> starts;  ///< of each use, where its surface's texture coordinates begin
};

Uses usesOf(std::span<const SurfacePiece> pieces) {
  Uses all;
  std::map<std::tuple<std::uint64_t, std::uint64_t, bool>, std::uint32_t> known;
  for (const SurfacePiece& piece : pieces) {
    std::size_t firstIndex = 0;
    std::size_t firstPosition = 0;
    for (const PieceSurface& surface : piece.surfaces) {
      const auto indices = piece.indices.subspan(firstIndex, surface.indexCount);
      const std::size_t start = firstPosition;
      firstIndex += surface.indexCount;
      firstPosition += surface.positionCount;
      if (surface.picture == model::kNone || indices.empty()) {
        continue;
      }
      const PiecePicture& picture = piece.pictures[surface.picture];
      const auto next = static_cast<std::uint32_t>(all.pictures.size());
      const auto [place, isNew] =
          known.try_emplace({picture.hash.low, picture.hash.high, picture.isRepeated != 0}, next);
      if (isNew) {
        all.pictures.push_back(picture);
      }
      all.uses.push_back({place->second, surface.metresPerTexel, piece.texcoords, indices});
      all.starts.push_back(start);
    }
  }
  return all;
}

ExactMesh::Picture encoded(const Image& image, bool isRepeated) {
  ExactMesh::Picture picture;
  picture.hasAlpha = image.channels == 4;
  picture.isRepeated = isRepeated;
  picture.bytes = picture.hasAlpha ? encodePng(image, PngEffort::Small) : encodeJpeg(image);
  picture.isPng = picture.hasAlpha;
  picture.decodedBytes = image.pixels.size();
  return picture;
}

}  // namespace

TilePictures::TilePictures(std::span<const SurfacePiece> pieces, const PictureDetail& detail) {
  Uses all = usesOf(pieces);
  pictures_ = std::move(all.pictures);
  uses_ = std::move(all.uses);
  starts_ = std::move(all.starts);
  plan_ = planAtlas(pictures_, uses_, detail);
}

bool TilePictures::areAny(std::span<const SurfacePiece> pieces) {
  return std::any_of(pieces.begin(), pieces.end(), [](const SurfacePiece& piece) { return !piece.pictures.empty(); });
}

TexelCount TilePictures::count(std::span<const SurfacePiece> pieces) {
  const Uses all = usesOf(pieces);
  return countTexels(all.pictures, all.uses);
}

/// Pages first, then whole pictures, then the palette.
std::uint32_t TilePictures::pictureOf(const UsePlace& place) const {
  return place.kind == UsePlace::Kind::Region ? plan_.regions[place.index].page
                                              : static_cast<std::uint32_t>(plan_.pages.size()) + place.index;
}

std::vector<std::uint32_t>& TilePictures::run(ExactMesh& mesh, std::uint32_t picture, bool isTwoSided) {
  const auto [place, isNew] = runs_.try_emplace({picture, isTwoSided}, mesh.pictured.size());
  if (isNew) {
    mesh.pictured.push_back({picture, isTwoSided, {}});
  }
  return mesh.pictured[place->second].triangles;
}

std::vector<std::uint32_t>& TilePictures::placeSurface(ExactMesh& mesh, const PieceSurface& surface,
                                                       std::size_t first) {
  const bool isTwoSided = surface.isTwoSided != 0;
  if (surface.picture == model::kNone || surface.indexCount == 0) {
    return mesh.triangles[isTwoSided ? 1 : 0];
  }
  const std::size_t use = nextUse_++;
  const UsePlace& place = plan_.places[use];
  if (place.kind == UsePlace::Kind::Mean) {
    return placeColour(mesh, surface.mean, first, surface.positionCount, isTwoSided);
  }
  placeUse(mesh, use, first, surface.positionCount);
  return run(mesh, pictureOf(place), isTwoSided);
}

void TilePictures::placeUse(ExactMesh& mesh, std::size_t use, std::size_t first, std::size_t count) const {
  const UsePlace& place = plan_.places[use];
  const PictureUse& used = uses_[use];
  mesh.texcoords.resize(first + count);
  for (std::size_t i = 0; i < count; ++i) {
    glm::dvec2 texcoord = glm::dvec2(used.texcoords[starts_[use] + i]) - glm::dvec2(place.shift);
    if (place.kind == UsePlace::Kind::Region) {
      const PictureRegion& region = plan_.regions[place.index];
      const PiecePicture& picture = pictures_[used.picture];
      const glm::dvec2 texels = texcoord * glm::dvec2(picture.width, picture.height) - glm::dvec2(region.low);
      const glm::dvec2 pixels = texels * glm::dvec2(region.size) / glm::dvec2(region.high - region.low);
      texcoord = (glm::dvec2(region.corner) + pixels) / glm::dvec2(plan_.pages[region.page].size);
    }
    mesh.texcoords[first + i] = glm::vec2(texcoord);
  }
}

std::vector<std::uint32_t>& TilePictures::placeColour(ExactMesh& mesh, const glm::u8vec4& colour, std::size_t first,
                                                      std::size_t count, bool isTwoSided) {
  const glm::u8vec3 step(stepped(colour.x), stepped(colour.y), stepped(colour.z));
  const std::uint32_t key = step.x | (std::uint32_t{step.y} << 8U) | (std::uint32_t{step.z} << 16U);
  const auto [place, isNew] = colours_.try_emplace(key, static_cast<std::uint32_t>(palette_.size()));
  if (isNew) {
    palette_.push_back(step);
  }
  for (std::size_t i = 0; i < count; ++i) {
    onPalette_.emplace_back(first + i, place->second);
  }
  return run(mesh, kPalette, isTwoSided);
}

Status TilePictures::finish(ExactMesh& mesh, PictureCache& cache) {
  AtlasPainter painter(pictures_, uses_, plan_, cache);
  for (std::uint32_t i = 0; i < plan_.pages.size(); ++i) {
    const auto page = painter.page(i);
    if (!page) {
      return tl::unexpected(page.error());
    }
    mesh.pictures.push_back(encoded(*page, false));
  }
  for (const WholePicture& whole : plan_.wholes) {
    const auto image = painter.whole(whole);
    if (!image) {
      return tl::unexpected(image.error());
    }
    mesh.pictures.push_back(encoded(*image, true));
  }
  means_ = painter.means();
  mesh.texcoords.resize(mesh.pictured.empty() ? 0 : mesh.positions.size());
  finishPalette(mesh);
  return {};
}

void TilePictures::finishPalette(ExactMesh& mesh) {
  if (palette_.empty()) {
    return;
  }
  const std::size_t rows = (palette_.size() + kPaletteWidth - 1) / kPaletteWidth;
  const std::size_t columns = std::min(kPaletteWidth, palette_.size());
  Image image(static_cast<int>(columns), static_cast<int>(rows), 3);
  for (std::size_t i = 0; i < palette_.size(); ++i) {
    const glm::u8vec3& colour = palette_[i];
    std::uint8_t* to = image.at(static_cast<int>(i % kPaletteWidth), static_cast<int>(i / kPaletteWidth));
    std::copy_n(&colour.x, 3, to);
  }
  for (const auto& [vertex, colour] : onPalette_) {
    const std::size_t row = colour / kPaletteWidth;
    mesh.texcoords[vertex] = {(static_cast<float>(colour % kPaletteWidth) + 0.5F) / static_cast<float>(columns),
                              (static_cast<float>(row) + 0.5F) / static_cast<float>(rows)};
  }
  const auto number = static_cast<std::uint32_t>(mesh.pictures.size());
  for (ExactMesh::Pictured& pictured : mesh.pictured) {
    pictured.picture = pictured.picture == kPalette ? number : pictured.picture;
  }
  ExactMesh::Picture palette;
  palette.bytes = encodePng(image, PngEffort::Small);
  palette.isPng = true;
  palette.decodedBytes = image.pixels.size();
  mesh.pictures.push_back(std::move(palette));
}

PieceBuffer TilePictures::piecesWithMeans(std::span<const SurfacePiece> pieces) const {
  PieceBuffer buffer;
  std::vector<PieceSurface> surfaces;
  std::size_t use = 0;
  for (const SurfacePiece& piece : pieces) {
    surfaces.assign(piece.surfaces.begin(), piece.surfaces.end());
    for (PieceSurface& surface : surfaces) {
      if (surface.picture != model::kNone && surface.indexCount > 0) {
        surface.mean = means_[use++];
        surface.hasMean = 1;
      }
    }
    PieceArrays arrays = piece;
    arrays.surfaces = surfaces;
    buffer.add(piece.head, arrays);
  }
  return buffer;
}

}  // namespace belvedere::tiling::detail
