#include "engine/render/detail/symbol_drawable.h"

#include <osg/State>
#include <vector>

namespace belvedere::render {
namespace {

/// As shaders/symbol.vert reads it.
struct SymbolVertex {
  glm::vec3 position{0.0F};
  std::uint32_t feature = 0;
};
static_assert(sizeof(SymbolVertex) == 16);

/// Symbols stand out of their points' box by their size in pixels.
geo::Bounds3 grown(geo::Bounds3 bounds) {
  constexpr double kMetres = 30.0;
  if (!bounds.isEmpty()) {
    bounds.min -= glm::dvec3(kMetres);
    bounds.max += glm::dvec3(kMetres);
  }
  return bounds;
}

}  // namespace

SymbolDrawable::SymbolDrawable(std::shared_ptr<const tiling::SymbolSet> symbols, osg::ref_ptr<DrawCounter> counter)
    : TileDrawable(grown(symbols->bounds), symbols->origin, std::move(counter)), symbols_(std::move(symbols)) {
  count_ = static_cast<GLsizei>(symbols_->positions.size());
}

void SymbolDrawable::upload() const {
  std::vector<SymbolVertex> vertices(symbols_->positions.size());
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    vertices[i] = {symbols_->positions[i], i < symbols_->features.size() ? symbols_->features[i] : 0};
  }
  array_ = makeVertexArray();
  vertices_ = makeBuffer();
  glBindVertexArray(array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertices.size() * sizeof(SymbolVertex)), vertices.data(),
               GL_STATIC_DRAW);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, sizeof(SymbolVertex), nullptr);
  glVertexAttribDivisor(0, 1);
  glEnableVertexAttribArray(1);
  glVertexAttribIPointer(1, 1, GL_UNSIGNED_INT, sizeof(SymbolVertex), reinterpret_cast<const void*>(12));
  glVertexAttribDivisor(1, 1);
  glBindBuffer(GL_ARRAY_BUFFER, 0);
  symbols_.reset();
}

void SymbolDrawable::drawImplementation(osg::RenderInfo& info) const {
  if (count_ < 1) {
    return;
  }
  info.getState()->unbindVertexBufferObject();
  if (!array_) {
    upload();
  }
  glBindVertexArray(array_.id());
  drawQuads(count_);
  glBindVertexArray(0);
}

}  // namespace belvedere::render
