#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <span>
#include <vector>

namespace belvedere::loaders::gltf {

/// Triangles of one feature in one primitive, with the vertices they use, in metres.
struct TriangleSoup {
  std::vector<glm::dvec3> positions;
  std::vector<glm::vec2> texcoords;      ///< empty or one per position
  std::vector<glm::vec4> colours;        ///< empty or one per position
  std::vector<std::uint32_t> triangles;  ///< three indices each

  void clear();
};

/// A flat, connected run of triangles.
struct FlatRun {
  std::vector<std::uint32_t> vertices;   ///< of the soup, each once
  std::vector<std::uint32_t> triangles;  ///< indices into `vertices`
  glm::vec4 colour{1.0F};                ///< the mean of its vertices' colours
};

/// Puts triangles together again to the walls and roofs they were cut from: connected triangles that lie in one plane
/// (2 degrees or 5 mm) and have one colour become one run, so that it is lit as one and shows no inner edges. Vertices
/// at the same place are joined. Triangles without area are left out. Keeps scratch memory; one thread.
class SurfaceSplitter {
 public:
  std::vector<FlatRun> split(const TriangleSoup& soup);

 private:
  struct Face {
    glm::dvec3 normal{0.0};  // unit
    double area = 0.0;
    glm::vec4 colour{1.0F};
  };
  void weld(const TriangleSoup& soup);
  void measure(const TriangleSoup& soup);
  void findNeighbours(const TriangleSoup& soup);
  bool belongs(const TriangleSoup& soup, std::uint32_t seed, std::uint32_t face) const;
  FlatRun grow(const TriangleSoup& soup, std::uint32_t seed);

  std::vector<std::uint32_t> place_;  ///< of each vertex: the first one at the same place
  std::vector<Face> faces_;
  std::vector<std::uint32_t> edgeStarts_;  ///< of each face's neighbours in neighbours_
  std::vector<std::uint32_t> neighbours_;
  std::vector<std::uint8_t> isTaken_;
  std::vector<std::uint32_t> slot_;  ///< of each vertex in the run at hand
};

}  // namespace belvedere::loaders::gltf
