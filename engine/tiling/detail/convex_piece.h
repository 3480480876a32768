#pragma once

#include <array>
#include <cstddef>
#include <glm/vec2.hpp>

namespace belvedere::tiling::detail {

/// A convex polygon of few corners, counter-clockwise, on the stack.
struct ConvexPiece {
  static constexpr std::size_t kMostCorners = 16;  ///< a triangle gains at most one corner at each of some ten cuts
  std::array<glm::dvec2, kMostCorners> corners;
  std::size_t count = 0;

  void add(const glm::dvec2& corner) {
    if (count < kMostCorners && (count == 0 || corner != corners[count - 1])) {
      corners[count++] = corner;
    }
  }
  bool isEmpty() const { return count < 3; }
};

/// The line x * p.x + y * p.y = value in grid units; (1, 0), (0, 1) and (1, -1) are used.
struct CutLine {
  double x = 0.0;
  double y = 0.0;
  double value = 0.0;
  double distance(const glm::dvec2& p) const { return x * p.x + y * p.y - value; }
};

/// Where an edge meets a line. The answer is the same to the last bit whichever way the edge runs, so that pieces on
/// both sides of it share the point.
inline glm::dvec2 meet(glm::dvec2 a, glm::dvec2 b, const CutLine& line) {
  if (b.x < a.x || (b.x == a.x && b.y < a.y)) {
    std::swap(a, b);
  }
  const double da = line.distance(a);
  const double db = line.distance(b);
  glm::dvec2 p = a + (b - a) * (da / (da - db));
  if (line.y == 0.0) {
    p.x = line.value;
  } else if (line.x == 0.0) {
    p.y = line.value;
  }
  return p;
}

/// Parts a piece along a line: what lies on its negative side and what on its positive side.
inline void split(const ConvexPiece& piece, const CutLine& line, ConvexPiece& below, ConvexPiece& above) {
  below.count = above.count = 0;
  for (std::size_t i = 0; i < piece.count; ++i) {
    const glm::dvec2& a = piece.corners[i];
    const glm::dvec2& b = piece.corners[(i + 1) % piece.count];
    const double da = line.distance(a);
    const double db = line.distance(b);
    if (da <= 0.0) {
      below.add(a);
    }
    if (da >= 0.0) {
      above.add(a);
    }
    if ((da < 0.0 && db > 0.0) || (da > 0.0 && db < 0.0)) {
      const glm::dvec2 p = meet(a, b, line);
      below.add(p);
      above.add(p);
    }
  }
}

}  // namespace belvedere::tiling::detail
