#include "engine/tiling/bake_spill.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <glm/geometric.hpp>
#include <string>

#include "engine/geo/bounds.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/detail/surface_looks.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kSpillDamaged{"bake-spill-damaged", N_("An intermediate file of the baking is damaged.")};

// An object that reaches further than this is cut into its surfaces, so that tiles stay small enough to be quantised.
constexpr double kLargestWholeObjectMetres = 180.0;

std::int32_t cellIndex(double metres, double width) { return static_cast<std::int32_t>(std::floor(metres / width)); }

BakeCell cellAt(const glm::dvec2& place) {
  return {0, cellIndex(place.x, kBakeCellMetres), cellIndex(place.y, kBakeCellMetres)};
}

std::size_t padded(std::size_t bytes) { return (bytes + 7U) & ~std::size_t{7}; }

std::size_t pieceBytes(const PieceHead& head) {
  return sizeof(PieceHead) + head.surfaceCount * sizeof(PieceSurface) + head.positionCount * sizeof(glm::dvec3) +
         padded(head.indexCount * sizeof(std::uint32_t)) + head.pictureCount * sizeof(PiecePicture) +
         head.texcoordCount * sizeof(glm::vec2) + padded(head.idLength);
}

template <class T>
void append(std::vector<std::byte>& bytes, std::span<const T> values) {
  const auto raw = std::as_bytes(values);
  bytes.insert(bytes.end(), raw.begin(), raw.end());
  bytes.resize(padded(bytes.size()));
}

template <class T>
std::span<const T> take(std::span<const std::byte>& rest, std::size_t count) {
  const std::span<const T> values(reinterpret_cast<const T*>(rest.data()), count);
  rest = rest.subspan(padded(count * sizeof(T)));
  return values;
}

/// The runs of a piece lie within it, so that whoever walks it need not check.
bool isSound(const SurfacePiece& piece) {
  std::uint64_t positions = 0;
  std::uint64_t indices = 0;
  bool arePicturesThere = piece.texcoords.empty() || piece.texcoords.size() == piece.positions.size();
  for (const PieceSurface& surface : piece.surfaces) {
    positions += surface.positionCount;
    indices += surface.indexCount;
    arePicturesThere = arePicturesThere && (surface.picture == model::kNone ||
                                            (surface.picture < piece.pictures.size() && !piece.texcoords.empty()));
  }
  return arePicturesThere && positions == piece.positions.size() && indices == piece.indices.size() &&
         std::all_of(piece.indices.begin(), piece.indices.end(),
                     [&](std::uint32_t index) { return index < piece.positions.size(); });
}

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

struct OpenCell {
  PieceBuffer pending;
  SpilledCell spilled;
};

}  // namespace

double BakeCell::widthMetres() const { return std::ldexp(kBakeCellMetres, -static_cast<int>(depth)); }

BakeCell BakeCell::childAt(const glm::dvec2& place) const {
  const double width = widthMetres() / 2.0;
  const auto half = [&](double metres, std::int32_t index) { return 2 * index + (metres >= (2 * index + 1) * width); };
  return {static_cast<std::uint8_t>(depth + 1), half(place.x, x), half(place.y, y)};
}

void PieceBuffer::add(const PieceHead& head, const PieceArrays& arrays) {
  PieceHead full = head;
  full.surfaceCount = static_cast<std::uint32_t>(arrays.surfaces.size());
  full.positionCount = static_cast<std::uint32_t>(arrays.positions.size());
  full.indexCount = static_cast<std::uint32_t>(arrays.indices.size());
  full.pictureCount = static_cast<std::uint32_t>(arrays.pictures.size());
  full.texcoordCount = static_cast<std::uint32_t>(arrays.texcoords.size());
  full.idLength = static_cast<std::uint32_t>(arrays.id.size());
  full.byteCount = pieceBytes(full);
  append(bytes_, std::span<const PieceHead>(&full, 1));
  append(bytes_, arrays.surfaces);
  append(bytes_, arrays.positions);
  append(bytes_, arrays.indices);
  append(bytes_, arrays.pictures);
  append(bytes_, arrays.texcoords);
  append(bytes_, std::span<const char>(arrays.id));
}

void PieceBuffer::add(const SurfacePiece& piece) {
  bytes_.insert(bytes_.end(), piece.bytes.begin(), piece.bytes.end());
}

std::optional<std::vector<SurfacePiece>> PieceBuffer::pieces() const {
  std::vector<SurfacePiece> pieces;
  std::span<const std::byte> rest(bytes_);
  while (!rest.empty()) {
    SurfacePiece piece;
    if (rest.size() < sizeof(PieceHead)) {
      return std::nullopt;
    }
    std::memcpy(&piece.head, rest.data(), sizeof(PieceHead));
    if (piece.head.byteCount > rest.size() || piece.head.byteCount != pieceBytes(piece.head)) {
      return std::nullopt;
    }
    piece.bytes = rest.first(piece.head.byteCount);
    std::span<const std::byte> body = piece.bytes.subspan(sizeof(PieceHead));
    piece.surfaces = take<PieceSurface>(body, piece.head.surfaceCount);
    piece.positions = take<glm::dvec3>(body, piece.head.positionCount);
    piece.indices = take<std::uint32_t>(body, piece.head.indexCount);
    piece.pictures = take<PiecePicture>(body, piece.head.pictureCount);
    piece.texcoords = take<glm::vec2>(body, piece.head.texcoordCount);
    const std::span<const char> id = take<char>(body, piece.head.idLength);
    piece.id = {id.data(), id.size()};
    if (!isSound(piece)) {
      return std::nullopt;
    }
    pieces.push_back(piece);
    rest = rest.subspan(piece.head.byteCount);
  }
  return pieces;
}

struct BakeSpill::State {
  State(BakeFile file, const Limits& spillLimits, const std::filesystem::path& pictureFolder)
      : out(std::move(file)), limits(spillLimits) {
    if (!pictureFolder.empty()) {
      store.emplace(pictureFolder);
    }
  }

  BakeFile out;
  Limits limits;
  std::optional<PictureStore> store;
  std::map<std::string, PiecePicture, std::less<>> picturesByName;
  std::vector<const PiecePicture*> batchPictures;  ///< by texture of the batch at hand; null where there is none
  std::map<BakeCell, OpenCell> cells;
  OpenCell* last = nullptr;
  std::size_t pendingBytes = 0;

  // scratch of the piece being gathered
  std::vector<PieceSurface> surfaces;
  std::vector<glm::dvec3> positions;
  std::vector<std::uint32_t> indices;
  std::vector<PiecePicture> pictures;
  std::vector<glm::vec2> texcoords;  ///< as far as any surface has some

  OpenCell& cellFor(const glm::dvec2& place) {
    BakeCell cell = cellAt(place);
    if (last != nullptr && last->spilled.cell == cell && !last->spilled.isDivided) {
      return *last;
    }
    OpenCell* open = &cells[cell];
    open->spilled.cell = cell;
    while (open->spilled.isDivided) {
      cell = cell.childAt(place);
      open = &cells[cell];
      open->spilled.cell = cell;
    }
    last = open;
    return *open;
  }

  Status takePictures(const model::FeatureBatch& batch) {
    batchPictures.clear();
    for (const model::Texture& texture : batch.textures) {
      auto known = picturesByName.find(texture.name);
      if (store && known == picturesByName.end() && !texture.image.isEmpty()) {
        auto added = store->add(texture.image, texture.isRepeated);
        if (!added) {
          return tl::unexpected(added.error());
        }
        known = picturesByName.emplace(texture.name, *added).first;
      }
      batchPictures.push_back(known == picturesByName.end() ? nullptr : &known->second);
    }
    return {};
  }

  void gatherPicture(const model::FeatureBatch& batch, const model::Surface& surface, PieceSurface& look) {
    const PiecePicture* picture = surface.texture == model::kNone ? nullptr : batchPictures[surface.texture];
    const auto run = picture == nullptr
                         ? std::span<const glm::vec2>()
                         : std::span(batch.texcoords).subspan(surface.firstPosition, surface.positionCount);
    if (picture == nullptr || !areTexcoordsSound(run)) {
      return;
    }
    const auto known = std::find(pictures.begin(), pictures.end(), *picture);
    look.picture = static_cast<std::uint32_t>(known - pictures.begin());
    if (known == pictures.end()) {
      pictures.push_back(*picture);
    }
    look.metresPerTexel = metresPerTexel(batch, surface, *picture);
    texcoords.resize(positions.size());
    for (const glm::vec2& texcoord : run) {
      texcoords.emplace_back(texcoord.x, 1.0F - texcoord.y);
    }
  }

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
    const auto shift = static_cast<std::uint32_t>(positions.size()) - surface.firstPosition;
    surfaces.push_back(look);
    const auto first = batch.positions.begin() + surface.firstPosition;
    positions.insert(positions.end(), first, first + surface.positionCount);
    for (std::uint32_t i = 0; i < surface.indexCount; ++i) {
      indices.push_back(batch.triangles[surface.firstIndex + i] + shift);
    }
  }

  void flushPiece(PieceHead head, std::string_view id) {
    if (surfaces.empty()) {
      return;
    }
    OpenCell& cell = cellFor(head.place);
    const std::size_t before = cell.pending.bytes().size();
    texcoords.resize(pictures.empty() ? 0 : positions.size());
    cell.pending.add(head, {surfaces, positions, indices, pictures, texcoords, id});
    const std::size_t added = cell.pending.bytes().size() - before;
    pendingBytes += added;
    cell.spilled.byteCount += added;
    cell.spilled.triangleCount += indices.size() / 3;
    cell.spilled.isDivided = cell.spilled.byteCount > limits.cellBytes && cell.spilled.cell.depth < kDeepestBakeCell;
    surfaces.clear();
    positions.clear();
    indices.clear();
    pictures.clear();
    texcoords.clear();
  }

  Status writePending() {
    for (auto& [key, cell] : cells) {
      std::vector<std::byte>& bytes = cell.pending.bytes();
      if (bytes.empty()) {
        continue;
      }
      cell.spilled.runs.push_back({out.size(), bytes.size(), hashOf(bytes)});
      if (auto status = out.append(bytes); !status) {
        return status;
      }
      bytes = {};
    }
    pendingBytes = 0;
    return {};
  }
};

BakeSpill::BakeSpill(std::unique_ptr<State> state) : state_(std::move(state)) {}
BakeSpill::BakeSpill(BakeSpill&&) noexcept = default;
BakeSpill::~BakeSpill() = default;

Result<BakeSpill> BakeSpill::create(const std::filesystem::path& file, const Limits& limits,
                                    const std::filesystem::path& pictures) {
  auto out = BakeFile::create(file);
  if (!out) {
    return tl::unexpected(out.error());
  }
  return BakeSpill(std::make_unique<State>(std::move(*out), limits, pictures));
}

Result<std::size_t> BakeSpill::add(const model::FeatureBatch& batch, std::uint32_t firstFeature) {
  if (auto taken = state_->takePictures(batch); !taken) {
    return tl::unexpected(taken.error());
  }
  const ObjectPlaces objects(batch);
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
      state_->gather(batch, surface);
      if (!isWhole) {
        head.place = ObjectPlaces::boxOf(batch, surface).centre();
        state_->flushPiece(head, id);
      }
    }
    state_->flushPiece(head, id);
  }
  if (state_->pendingBytes > state_->limits.memoryBytes) {
    if (auto status = state_->writePending(); !status) {
      return tl::unexpected(status.error());
    }
  }
  return leftOut;
}

Result<std::vector<SpilledCell>> BakeSpill::finish() {
  if (auto status = state_->writePending(); !status) {
    return tl::unexpected(status.error());
  }
  if (auto status = state_->out.close(); !status) {
    return tl::unexpected(status.error());
  }
  std::vector<SpilledCell> cells;
  for (auto& [key, cell] : state_->cells) {
    cells.push_back(std::move(cell.spilled));
  }
  return cells;
}

Result<PieceBuffer> readSpilledCell(const std::filesystem::path& file, const SpilledCell& cell) {
  PieceBuffer buffer;
  auto in = BakeFile::open(file);
  if (!in) {
    return tl::unexpected(in.error());
  }
  for (const SpillRun& run : cell.runs) {
    std::vector<std::byte>& bytes = buffer.bytes();
    const std::size_t before = bytes.size();
    if (run.byteCount > in->size() || run.offset > in->size() - run.byteCount) {
      return fail(ErrorCode::InvalidData, Message(kSpillDamaged), file.string());
    }
    bytes.resize(before + run.byteCount);
    const std::span<std::byte> target = std::span(bytes).subspan(before);
    if (auto status = in->readAt(run.offset, target); !status) {
      return tl::unexpected(status.error());
    }
    if (hashOf(target) != run.hash) {
      return fail(ErrorCode::InvalidData, Message(kSpillDamaged), file.string());
    }
  }
  return buffer;
}

}  // namespace belvedere::tiling
