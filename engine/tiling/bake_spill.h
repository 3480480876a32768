#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/core/result.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/picture_store.h"

namespace belvedere::tiling {

/// A square of the plan into which surfaces are sorted: depth 0 is kBakeCellMetres wide, each further one half of that.
/// Cell (x, y) of depth d covers scene coordinates from (x, y) * width on.
struct BakeCell {
  std::uint8_t depth = 0;
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend auto operator<=>(const BakeCell&, const BakeCell&) = default;  // NOLINT(modernize-use-nullptr): a false alarm

  double widthMetres() const;
  /// The one of four children that holds a place inside the cell.
  BakeCell childAt(const glm::dvec2& place) const;
};

constexpr double kBakeCellMetres = 512.0;
constexpr std::uint8_t kDeepestBakeCell = 6;  ///< 8 m

/// How one surface of a piece looks.
struct PieceSurface {
  std::uint32_t positionCount = 0;
  std::uint32_t indexCount = 0;
  glm::i8vec4 normal{0, 0, 127, 0};
  glm::u8vec4 colour{255, 255, 255, 255};
  std::uint8_t kind = 0;  ///< model::SurfaceKind
  std::uint8_t isTwoSided = 0;
  std::uint8_t hasColour = 0;
  std::uint8_t hasMean = 0;              ///< 1: `mean` is known
  std::uint32_t picture = model::kNone;  ///< in the piece's pictures
  glm::u8vec4 mean{0, 0, 0, 255};        ///< of what it shows of its picture, sRGB
  float metresPerTexel = 0.0F;           ///< of its picture; 0: it shows a point or a line of it
};
static_assert(sizeof(PieceSurface) == 32, "runs of them are written one after the other, 8-byte aligned");

/// What an object's piece is, ahead of its arrays.
struct PieceHead {
  std::uint64_t byteCount = 0;  ///< of the whole piece
  std::uint32_t feature = 0;    ///< index in the layer
  std::uint32_t object = 0;     ///< the topmost parent's index
  glm::dvec2 place{0.0};        ///< by which the piece is sorted into cells; the same for all parts of one object
  std::uint32_t surfaceCount = 0;
  std::uint32_t positionCount = 0;
  std::uint32_t indexCount = 0;
  std::uint32_t idLength = 0;
  std::uint32_t pictureCount = 0;
  std::uint32_t texcoordCount = 0;
};

/// The arrays of a piece. Positions are exact, in scene coordinates; each surface has its own run of positions, and of
/// indices that count from the piece's first position.
struct PieceArrays {
  std::span<const PieceSurface> surfaces;
  std::span<const glm::dvec3> positions;
  std::span<const std::uint32_t> indices;
  std::span<const PiecePicture> pictures;
  std::span<const glm::vec2> texcoords;  ///< one per position, t downwards; empty where there are no pictures
  std::string_view id;
};

/// Surfaces of one feature that stay together. Views into the bytes it was read from.
struct SurfacePiece : PieceArrays {
  PieceHead head;
  std::span<const std::byte> bytes;
};

/// Bytes of pieces one after the other, as they are spilled; 8-byte aligned throughout.
class PieceBuffer {
 public:
  void add(const PieceHead& head, const PieceArrays& arrays);
  void add(const SurfacePiece& piece);

  std::vector<std::byte>& bytes() { return bytes_; }
  const std::vector<std::byte>& bytes() const { return bytes_; }

  /// All pieces, in order. Stops at the first whose counts do not fit its bytes: nothing then.
  std::optional<std::vector<SurfacePiece>> pieces() const;

 private:
  std::vector<std::byte> bytes_;
};

/// A run of pieces in the spill file.
struct SpillRun {
  std::uint64_t offset = 0;
  std::uint64_t byteCount = 0;
  ContentHash hash;
};

/// What was spilled of one cell. A cell of many surfaces is divided on the way: what came later is in its children.
struct SpilledCell {
  BakeCell cell;
  bool isDivided = false;
  std::uint64_t byteCount = 0;
  std::uint64_t triangleCount = 0;
  std::vector<SpillRun> runs;

  template <class Archive>
  void visit(Archive& archive) {
    archive(cell.depth, cell.x, cell.y, isDivided, byteCount, triangleCount, runs);  // without the padding of a cell
  }
};

/// Sorts the surfaces of a stream of batches by place, in memory as far as a budget allows and else through one file,
/// so that inputs of any size take bounded memory. The result depends on the order of the surfaces alone. One thread.
class BakeSpill {
 public:
  struct Limits {
    std::size_t memoryBytes = std::size_t{96} << 20U;
    std::size_t cellBytes = std::size_t{24} << 20U;  ///< a cell with more is divided
  };

  /// Fails with Io where the file cannot be made.
  static Result<BakeSpill> create(const std::filesystem::path& file, const Limits& limits);
  BakeSpill(BakeSpill&&) noexcept;
  BakeSpill& operator=(BakeSpill&&) = delete;
  ~BakeSpill();

  /// Takes pieces, whose features and objects are counted from `firstFeature`. Fails with Io, or with InvalidData where
  /// the pieces are damaged.
  Status add(const PieceBuffer& pieces, std::uint32_t firstFeature = 0);

  /// Writes what is still in memory; the cells, by depth and place.
  Result<std::vector<SpilledCell>> finish();

 private:
  struct State;
  explicit BakeSpill(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Reads the runs of a cell. Fails with Io, or with InvalidData where the bytes are not those that were spilled.
Result<PieceBuffer> readSpilledCell(const std::filesystem::path& file, const SpilledCell& cell);

}  // namespace belvedere::tiling
