#include "engine/render/detail/point_drawable.h"

#include <cstddef>
#include <osg/State>
#include <osg/StateSet>
#include <osg/Uniform>

namespace belvedere::render {
namespace {

const void* offsetOf(std::size_t bytes) { return reinterpret_cast<const void*>(bytes); }

}  // namespace

PointDrawable::PointDrawable(std::shared_ptr<const tiling::PointTile> points, osg::ref_ptr<DrawCounter> counter)
    : TileDrawable(points->bounds, points->origin, std::move(counter)), points_(std::move(points)) {
  count_ = static_cast<GLsizei>(points_->points.size());
  const tiling::PointRamps& ramps = points_->ramps;
  osg::StateSet& state = *getOrCreateStateSet();
  state.addUniform(
      new osg::Uniform("tileMeasures", osg::Vec4f(osg::Vec4d(points_->stepMetres, points_->spacingMetres, 0.0, 0.0))));
  state.addUniform(new osg::Uniform(
      "tileRamps", osg::Vec4f(osg::Vec4d(ramps.heights.x - points_->origin.z, ramps.heights.y - ramps.heights.x,
                                         ramps.intensities.x, ramps.intensities.y - ramps.intensities.x))));
}

void PointDrawable::upload() const {
  constexpr GLsizei kStride = sizeof(tiling::PointVertex);
  array_ = makeVertexArray();
  vertices_ = makeBuffer();
  glBindVertexArray(array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(byteSize(*points_)), points_->points.data(), GL_STATIC_DRAW);
  glEnableVertexAttribArray(0);
  glVertexAttribIPointer(0, 4, GL_UNSIGNED_SHORT, kStride, offsetOf(offsetof(tiling::PointVertex, steps)));
  glEnableVertexAttribArray(1);
  glVertexAttribIPointer(1, 4, GL_UNSIGNED_BYTE, kStride, offsetOf(offsetof(tiling::PointVertex, colour)));
  glEnableVertexAttribArray(2);
  glVertexAttribIPointer(2, 2, GL_UNSIGNED_BYTE, kStride, offsetOf(offsetof(tiling::PointVertex, returnNumber)));
  glBindBuffer(GL_ARRAY_BUFFER, 0);
  points_.reset();
}

void PointDrawable::drawImplementation(osg::RenderInfo& info) const {
  if (count_ < 1) {
    return;
  }
  info.getState()->unbindVertexBufferObject();
  if (!array_) {
    upload();
  }
  glBindVertexArray(array_.id());
  glDrawArrays(GL_POINTS, 0, count_);
  glBindVertexArray(0);
  count(0, 1);
}

}  // namespace belvedere::render
