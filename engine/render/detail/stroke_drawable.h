#pragma once

#include <memory>

#include "engine/render/detail/gl.h"
#include "engine/render/detail/tile_drawable.h"

namespace belvedere::render {

/// Polylines with a width in pixels: each segment is an instance of one quad (shaders/stroke.vert), which reads its two
/// ends and the positions before and after for the joins. 20 bytes a position.
class StrokeDrawable final : public TileDrawable {
 public:
  /// Keeps `lines` until uploaded at the first draw.
  StrokeDrawable(std::shared_ptr<const tiling::LineMesh> lines, osg::ref_ptr<DrawCounter> counter);
  const char* className() const override { return "StrokeDrawable"; }
  void drawImplementation(osg::RenderInfo& info) const override;
  static std::size_t byteSize(const tiling::LineMesh& lines) { return (lines.positions.size() + 2) * 20; }

 private:
  void upload() const;

  mutable std::shared_ptr<const tiling::LineMesh> lines_;
  mutable GlVertexArray array_;
  mutable GlBuffer vertices_;
  GLsizei segments_ = 0;
};

}  // namespace belvedere::render
