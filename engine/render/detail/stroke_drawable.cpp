#include "engine/render/detail/stroke_drawable.h"

#include <osg/State>
#include <vector>

namespace belvedere::render {
namespace {

/// As shaders/stroke.vert reads it.
struct StrokeVertex {
  glm::vec3 position{0.0F};
  std::uint32_t feature = 0;
  std::uint32_t ends = 0;  ///< 1: first of its polyline, 2: last
};
static_assert(sizeof(StrokeVertex) == 20);

constexpr std::uint32_t kFirst = 1;
constexpr std::uint32_t kLast = 2;

/// With one vertex before and after, so that every segment has neighbours to read.
std::vector<StrokeVertex> strokeVertices(const tiling::LineMesh& lines) {
  std::vector<StrokeVertex> vertices(lines.positions.size() + 2);
  for (std::size_t i = 0; i < lines.positions.size(); ++i) {
    vertices[i + 1].position = lines.positions[i];
    vertices[i + 1].feature = i < lines.features.size() ? lines.features[i] : 0;
  }
  for (std::size_t k = 0; k + 1 < lines.lineStarts.size(); ++k) {
    const std::size_t first = lines.lineStarts[k];
    const std::size_t end = lines.lineStarts[k + 1];
    if (end > first && end <= lines.positions.size()) {
      vertices[first + 1].ends |= kFirst;
      vertices[end].ends |= kLast;
    }
  }
  vertices[lines.positions.size()].ends |= kLast;
  return vertices;
}

}  // namespace

StrokeDrawable::StrokeDrawable(std::shared_ptr<const tiling::LineMesh> lines, osg::ref_ptr<DrawCounter> counter)
    : TileDrawable(lines->bounds, lines->origin, std::move(counter)), lines_(std::move(lines)) {
  segments_ = static_cast<GLsizei>(lines_->positions.size()) - 1;
}

void StrokeDrawable::upload() const {
  const std::vector<StrokeVertex> vertices = strokeVertices(*lines_);
  array_ = makeVertexArray();
  vertices_ = makeBuffer();
  glBindVertexArray(array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertices.size() * sizeof(StrokeVertex)), vertices.data(),
               GL_STATIC_DRAW);
  constexpr GLsizei kStride = sizeof(StrokeVertex);
  for (GLuint i = 0; i < 4; ++i) {  // the position before, the segment's ends, the position after
    glEnableVertexAttribArray(i);
    glVertexAttribPointer(i, 3, GL_FLOAT, GL_FALSE, kStride, reinterpret_cast<const void*>(sizeof(StrokeVertex) * i));
    glVertexAttribDivisor(i, 1);
  }
  for (GLuint i = 0; i < 2; ++i) {
    glEnableVertexAttribArray(4 + i);
    glVertexAttribIPointer(4 + i, 2, GL_UNSIGNED_INT, kStride,
                           reinterpret_cast<const void*>(sizeof(StrokeVertex) * (i + 1) + 12));
    glVertexAttribDivisor(4 + i, 1);
  }
  glBindBuffer(GL_ARRAY_BUFFER, 0);
  lines_.reset();
}

void StrokeDrawable::drawImplementation(osg::RenderInfo& info) const {
  if (segments_ < 1) {
    return;
  }
  info.getState()->unbindVertexBufferObject();
  if (!array_) {
    upload();
  }
  glBindVertexArray(array_.id());
  drawQuads(segments_);
  glBindVertexArray(0);
}

}  // namespace belvedere::render
