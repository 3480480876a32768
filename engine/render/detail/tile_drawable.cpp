#include "engine/render/detail/tile_drawable.h"

#include <algorithm>
#include <osg/State>

namespace belvedere::render {

TileDrawable::TileDrawable(const geo::Bounds3& bounds, const glm::dvec3& origin, osg::ref_ptr<DrawCounter> counter)
    : counter_(std::move(counter)) {
  if (!bounds.isEmpty()) {
    const glm::dvec3 low = bounds.min - origin;
    const glm::dvec3 high = bounds.max - origin;
    box_.set(osg::Vec3d(low.x, low.y, low.z), osg::Vec3d(high.x, high.y, high.z));
  }
  setSupportsDisplayList(false);
  setUseDisplayList(false);
  setUseVertexBufferObjects(false);
  setUseVertexArrayObject(false);
}

void TileDrawable::count(std::size_t triangles, std::size_t drawCalls) const {
  counter_->triangles += triangles;
  counter_->drawCalls += drawCalls;
}

void TileDrawable::drawQuads(GLsizei instances) const {
  // A software driver keeps all corners of a call at once: hundreds of bytes each.
  constexpr GLsizei kInstancesAtOnce = 16384;
  for (GLsizei first = 0; first < instances; first += kInstancesAtOnce) {
    glDrawArraysInstancedBaseInstance(GL_TRIANGLE_STRIP, 0, 4, std::min(kInstancesAtOnce, instances - first),
                                      static_cast<GLuint>(first));
    count(0, 1);
  }
  count(static_cast<std::size_t>(instances) * 2, 0);
}

MeshDrawable::MeshDrawable(osg::ref_ptr<GpuMesh> mesh, const tiling::TileMesh& source,
                           std::vector<tiling::MeshPart> runs, osg::ref_ptr<DrawCounter> counter)
    : TileDrawable(source.bounds, source.origin, std::move(counter)), mesh_(std::move(mesh)) {
  for (const tiling::MeshPart& run : runs) {
    counts_.push_back(static_cast<GLsizei>(run.indexCount));
    offsets_.push_back(reinterpret_cast<const void*>(run.firstIndex * mesh_->indexSize()));
    triangles_ += run.indexCount / 3;
  }
}

void MeshDrawable::drawImplementation(osg::RenderInfo& info) const {
  osg::State& state = *info.getState();
  state.unbindVertexBufferObject();
  mesh_->bind();
  glMultiDrawElements(GL_TRIANGLES, counts_.data(), mesh_->indexType(), offsets_.data(),
                      static_cast<GLsizei>(counts_.size()));
  glBindVertexArray(0);
  count(triangles_, counts_.size());
}

}  // namespace belvedere::render
