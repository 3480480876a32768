#pragma once

#include <memory>

#include "engine/render/detail/gl.h"
#include "engine/render/detail/tile_drawable.h"
#include "engine/tiling/point_tile.h"

namespace belvedere::render {

/// The points of one tile of a cloud, each a disc that faces the eye (shaders/point.vert). 16 bytes a point.
class PointDrawable final : public TileDrawable {
 public:
  /// Keeps `points` until uploaded at the first draw.
  PointDrawable(std::shared_ptr<const tiling::PointTile> points, osg::ref_ptr<DrawCounter> counter);
  const char* className() const override { return "PointDrawable"; }
  void drawImplementation(osg::RenderInfo& info) const override;
  static std::size_t byteSize(const tiling::PointTile& points) {
    return points.points.size() * sizeof(tiling::PointVertex);
  }

 private:
  void upload() const;

  mutable std::shared_ptr<const tiling::PointTile> points_;
  mutable GlVertexArray array_;
  mutable GlBuffer vertices_;
  GLsizei count_ = 0;
};

}  // namespace belvedere::render
