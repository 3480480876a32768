#include "engine/tiling/bake_spill.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/tiling/bake_file.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kSpillDamaged{"bake-spill-damaged", N_("An intermediate file of the baking is damaged.")};

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
  State(BakeFile file, const Limits& spillLimits) : out(std::move(file)), limits(spillLimits) {}

  BakeFile out;
  Limits limits;
  std::map<BakeCell, OpenCell> cells;
  OpenCell* last = nullptr;
  std::size_t pendingBytes = 0;

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

  void add(const SurfacePiece& piece, std::uint32_t firstFeature) {
    PieceHead head = piece.head;
    head.feature += firstFeature;
    head.object += firstFeature;
    OpenCell& cell = cellFor(head.place);
    std::vector<std::byte>& bytes = cell.pending.bytes();
    const std::size_t before = bytes.size();
    bytes.insert(bytes.end(), piece.bytes.begin(), piece.bytes.end());
    std::memcpy(bytes.data() + before, &head, sizeof(head));
    pendingBytes += piece.bytes.size();
    cell.spilled.byteCount += piece.bytes.size();
    cell.spilled.triangleCount += piece.indices.size() / 3;
    cell.spilled.isDivided = cell.spilled.byteCount > limits.cellBytes && cell.spilled.cell.depth < kDeepestBakeCell;
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

Result<BakeSpill> BakeSpill::create(const std::filesystem::path& file, const Limits& limits) {
  auto out = BakeFile::create(file);
  if (!out) {
    return tl::unexpected(out.error());
  }
  return BakeSpill(std::make_unique<State>(std::move(*out), limits));
}

Status BakeSpill::add(const PieceBuffer& pieces, std::uint32_t firstFeature) {
  const auto all = pieces.pieces();
  if (!all) {
    return fail(ErrorCode::InvalidData, Message(kSpillDamaged));
  }
  for (const SurfacePiece& piece : *all) {
    state_->add(piece, firstFeature);
  }
  return state_->pendingBytes > state_->limits.memoryBytes ? state_->writePending() : Status();
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
