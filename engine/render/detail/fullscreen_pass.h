#pragma once

#include <osg/Program>
#include <osg/StateSet>

#include "engine/render/detail/gl.h"
#include "engine/render/detail/graphics_context.h"

namespace belvedere::render {

/// Texture units that OSG's state never touches: the frame's own pictures.
enum class FrameUnit : unsigned {
  Colour = 8,     ///< of the scene, with its samples
  Surface = 9,    ///< of the scene: with its samples, or of one sample
  Depth = 10,     ///< of the scene, with its samples
  Distance = 11,  ///< depth of one sample
  Occlusion = 12,
  Shadow = 13,
  SingleSurface = 14
};

/// Binds a picture of the frame for the shaders that declare `layout(binding = unit)`.
void bindFrameTexture(osg::State& state, FrameUnit unit, GLenum target, GLuint texture);

/// Runs a fragment program once for each pixel of the bound framebuffer.
class FullscreenPass {
 public:
  explicit FullscreenPass(osg::ref_ptr<osg::Program> program);
  osg::StateSet& stateSet() { return *stateSet_; }
  void draw(osg::State& state, int width, int height) const;

 private:
  osg::ref_ptr<osg::StateSet> stateSet_;
  GlVertexArray empty_;
};

}  // namespace belvedere::render
