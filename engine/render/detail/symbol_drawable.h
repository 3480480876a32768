#pragma once

#include <memory>

#include "engine/render/detail/gl.h"
#include "engine/render/detail/tile_drawable.h"

namespace belvedere::render {

/// Symbols of one tile: each point is an instance of one quad that faces the screen (shaders/symbol.vert). 16 bytes a
/// point.
class SymbolDrawable final : public TileDrawable {
 public:
  /// Keeps `symbols` until uploaded at the first draw.
  SymbolDrawable(std::shared_ptr<const tiling::SymbolSet> symbols, osg::ref_ptr<DrawCounter> counter);
  const char* className() const override { return "SymbolDrawable"; }
  void drawImplementation(osg::RenderInfo& info) const override;
  static std::size_t byteSize(const tiling::SymbolSet& symbols) { return symbols.positions.size() * 16; }

 private:
  void upload() const;

  mutable std::shared_ptr<const tiling::SymbolSet> symbols_;
  mutable GlVertexArray array_;
  mutable GlBuffer vertices_;
  GLsizei count_ = 0;
};

}  // namespace belvedere::render
