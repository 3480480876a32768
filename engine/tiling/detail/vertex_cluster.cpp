#include "engine/tiling/detail/vertex_cluster.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/geometric.hpp>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "engine/tiling/detail/surface_looks.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kWorthwhileShare = 0.8;

struct Cube {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t z = 0;
  friend bool operator==(const Cube&, const Cube&) = default;
};

std::size_t mixed(std::uint64_t a, std::uint64_t b) { return (a * 0x9E3779B97F4A7C15ULL) ^ (b + (a >> 29U)); }

struct CubeHash {
  std::size_t operator()(const Cube& c) const {
    return mixed(mixed(static_cast<std::uint64_t>(c.x), static_cast<std::uint64_t>(c.y)),
                 static_cast<std::uint64_t>(c.z));
  }
};

using Edge = std::pair<std::uint32_t, std::uint32_t>;
struct EdgeHash {
  std::size_t operator()(const Edge& e) const { return mixed(e.first, e.second); }
};
Edge edge(std::uint32_t a, std::uint32_t b) { return {std::min(a, b), std::max(a, b)}; }

using Triangle = std::array<std::uint32_t, 3>;

class Clustering {
 public:
  /// Two vertices of one cube are at most half of the limit apart: the other half is for what stays as it is.
  Clustering(std::span<const SurfacePiece> pieces, double limit)
      : pieces_(pieces), side_(limit / 2.0 / std::sqrt(3.0)) {
    for (const SurfacePiece& piece : pieces) {
      for (const glm::dvec3& position : piece.positions) {
        addVertex(position);
      }
    }
  }

  std::optional<PieceBuffer> result() {
    noteWhatStays();
    PieceBuffer buffer;
    std::size_t before = 0;
    std::size_t after = 0;
    std::uint32_t firstVertex = 0;
    for (const SurfacePiece& piece : pieces_) {
      before += piece.indices.size();
      after += rewrite(piece, firstVertex, buffer);
      firstVertex += static_cast<std::uint32_t>(piece.positions.size());
    }
    const bool isWorthwhile = static_cast<double>(after) <= kWorthwhileShare * static_cast<double>(before);
    return isWorthwhile ? std::optional(std::move(buffer)) : std::nullopt;
  }

 private:
  void addVertex(const glm::dvec3& position) {
    const auto index = [&](double metres) { return static_cast<std::int64_t>(std::floor(metres / side_)); };
    const auto next = static_cast<std::uint32_t>(highest_.size());
    const auto [cube, isNew] = cubes_.try_emplace({index(position.x), index(position.y), index(position.z)}, next);
    if (isNew) {
      highest_.push_back(position);
    }
    glm::dvec3& highest = highest_[cube->second];
    const auto key = [](const glm::dvec3& p) { return std::tuple(p.z, p.x, p.y); };
    highest = key(position) > key(highest) ? position : highest;
    cubeOf_.push_back(cube->second);
  }

  static bool isWhole(const Triangle& t) { return t[0] != t[1] && t[1] != t[2] && t[2] != t[0]; }

  Triangle image(const SurfacePiece& piece, std::size_t corner, std::uint32_t firstVertex) const {
    return {cubeOf_[firstVertex + piece.indices[corner]], cubeOf_[firstVertex + piece.indices[corner + 1]],
            cubeOf_[firstVertex + piece.indices[corner + 2]]};
  }

  void noteWhatStays() {
    std::uint32_t firstVertex = 0;
    for (const SurfacePiece& piece : pieces_) {
      for (std::size_t i = 0; i + 2 < piece.indices.size(); i += 3) {
        const Triangle t = image(piece, i, firstVertex);
        if (isWhole(t)) {
          cover(t);
        }
      }
      firstVertex += static_cast<std::uint32_t>(piece.positions.size());
    }
  }

  void cover(const Triangle& t) {
    for (std::size_t i = 0; i < 3; ++i) {
      coveredEdges_.insert(edge(t[i], t[(i + 1) % 3]));
      coveredCubes_.insert(t[i]);
    }
  }

  /// Whether what a triangle collapses to is drawn by others.
  bool isCovered(const Triangle& t) const {
    const bool isPoint = t[0] == t[1] && t[1] == t[2];
    return isPoint ? coveredCubes_.contains(t[0]) : coveredEdges_.contains(edge(t[0], t[0] != t[1] ? t[1] : t[2]));
  }

  /// Gives the number of indices written.
  std::size_t rewrite(const SurfacePiece& piece, std::uint32_t firstVertex, PieceBuffer& buffer) {
    std::vector<PieceSurface> surfaces;
    positions_.clear();
    indices_.clear();
    texcoords_.clear();
    std::size_t corner = 0;
    for (const PieceSurface& surface : piece.surfaces) {
      own_.clear();
      PieceSurface next = surface;
      const std::size_t firstIndex = indices_.size();
      const std::size_t firstPosition = positions_.size();
      const std::size_t end = corner + surface.indexCount;
      for (; corner + 2 < end; corner += 3) {
        rewriteTriangle(piece, corner, image(piece, corner, firstVertex));
      }
      corner = end;
      next.indexCount = static_cast<std::uint32_t>(indices_.size() - firstIndex);
      next.positionCount = static_cast<std::uint32_t>(positions_.size() - firstPosition);
      if (next.indexCount > 0) {
        next.normal = normalOf(std::span(indices_).subspan(firstIndex), surface.normal);
        surfaces.push_back(next);
      }
    }
    if (!surfaces.empty()) {
      buffer.add(piece.head, {surfaces, positions_, indices_, piece.pictures, texcoords_, piece.id});
    }
    return indices_.size();
  }

  void rewriteTriangle(const SurfacePiece& piece, std::size_t corner, const Triangle& t) {
    if (isWhole(t)) {
      for (std::size_t i = 0; i < t.size(); ++i) {
        const auto [place, isNew] = own_.try_emplace(t[i], static_cast<std::uint32_t>(positions_.size()));
        if (isNew) {
          addPosition(piece, corner + i, highest_[t[i]]);
        }
        indices_.push_back(place->second);
      }
    } else if (!isCovered(t)) {
      for (std::size_t i = 0; i < 3; ++i) {
        indices_.push_back(static_cast<std::uint32_t>(positions_.size()));
        addPosition(piece, corner + i, piece.positions[piece.indices[corner + i]]);
      }
      cover(t);
    }
  }

  /// A moved vertex keeps its place in the picture: what the picture is off by is within the limit too.
  void addPosition(const SurfacePiece& piece, std::size_t corner, const glm::dvec3& position) {
    positions_.push_back(position);
    if (!piece.texcoords.empty()) {
      texcoords_.push_back(piece.texcoords[piece.indices[corner]]);
    }
  }

  glm::i8vec4 normalOf(std::span<const std::uint32_t> indices, const glm::i8vec4& before) const {
    glm::dvec3 sum(0.0);
    for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
      const glm::dvec3& a = positions_[indices[i]];
      sum += glm::cross(positions_[indices[i + 1]] - a, positions_[indices[i + 2]] - a);
    }
    const double length = glm::length(sum);
    return length > 0.0 ? packed(sum / length) : before;
  }

  std::span<const SurfacePiece> pieces_;
  double side_;
  std::unordered_map<Cube, std::uint32_t, CubeHash> cubes_;
  std::vector<glm::dvec3> highest_;    ///< of each cube
  std::vector<std::uint32_t> cubeOf_;  ///< each vertex of all pieces
  std::unordered_set<Edge, EdgeHash> coveredEdges_;
  std::unordered_set<std::uint32_t> coveredCubes_;
  std::unordered_map<std::uint32_t, std::uint32_t> own_;  ///< cube to position, in the surface at hand
  std::vector<glm::dvec3> positions_;
  std::vector<std::uint32_t> indices_;
  std::vector<glm::vec2> texcoords_;
};

}  // namespace

std::optional<PieceBuffer> clusteredVertices(std::span<const SurfacePiece> pieces, double limit) {
  return Clustering(pieces, limit).result();
}

}  // namespace belvedere::tiling::detail
